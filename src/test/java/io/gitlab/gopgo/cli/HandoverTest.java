package io.gitlab.gopgo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The folder of `fan-out`: what is in it, and what happens when something else is.
class HandoverTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> JOB =
      Map.of("CI_PIPELINE_ID", "123456", "CI_JOB_NAME", "go-pgo-fan-out");

  @TempDir private Path folder;

  @BeforeEach
  void collect() throws IOException {
    for (String project : List.of("shop", "bank")) {
      Files.createDirectories(folder.resolve(project));
      Files.writeString(folder.resolve(project).resolve("main.go"), "package main");
    }
    for (int i = 0; i < 4; i++) {
      write(
          "in/%d.pprof".formatted(i),
          FoldedProfile.of("main;serve:1;decode:%d 900\nmain;serve:2 %d".formatted(i, 90 + i))
              .bytes());
    }
    settings(List.of("shop", "bank"));
    assertThat(fanOut("collected").exitCode()).isZero();
  }

  /// A service for each entry, `s0`, `s1`, …, with its project.
  private void settings(List<String> projects) throws IOException {
    write(
        "go-pgo.yml",
        ("version: 1\nwindow: all\njudge: {minSamples: 10}\n"
                + "sources: {here: {files: {paths: [in]}}}\nservices:\n"
                + IntStream.range(0, projects.size())
                    .mapToObj(i ->
                        "  s%d: {from: [{source: here}], to: {folder: %s, files: [s%d.pgo]}}\n"
                            .formatted(i, projects.get(i), i))
                    .collect(joining()))
            .getBytes(UTF_8));
  }

  @Test
  void holdsTheSameBytesForTheSameProfiles() throws IOException {
    assertThat(fanOut("again").exitCode()).isZero();
    assertThat(files("again/services")).isNotEmpty().isEqualTo(files("collected/services"));
    for (String file : files("again/services")) {
      assertThat(bytes("again/services/" + file))
          .as(file)
          .isEqualTo(bytes("collected/services/" + file));
    }
  }

  @Test
  void isReplacedAsAWhole() throws IOException {
    settings(List.of("shop"));
    write("collected/services/old/evidence.json", new byte[0]);
    write(".collected.go-pgo.new/left", "of a killed run".getBytes(UTF_8));
    Run run = fanOut("collected");
    assertThat(run)
        .isEqualTo(
            new Run(
                0,
                """
                s0: taken 4 of 4
                1 service in 1 shard for `refresh --collected collected`
                """,
                "collecting from here\n"));
    assertThat(files("collected")).hasSize(7).noneMatch(name -> name.contains("s1"));
    assertThat(folder.resolve(".collected.go-pgo.new")).doesNotExist();
  }

  @Test
  void replacesNothingOfOthers() throws IOException {
    write("mine/notes.txt", "mine".getBytes(UTF_8));
    Run run = fanOut("mine");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("mine: it holds files of others, and would be replaced");
    assertThat(files("mine")).containsExactly("notes.txt");
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("mine"));
    assertThat(fanOut("link").err()).contains("link: expected a folder, found a file or a link");
    Files.createDirectories(folder.resolve("empty"));
    assertThat(fanOut("empty").exitCode()).isZero();
  }

  /// What an archive that is cut off, or another run's, may have in place of the first service's.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "evidence.json | - | evidence.json: no such file; run `go-pgo fan-out` again",
        "evidence.json | {\"vers | evidence.json: it is no JSON, or only a part of one; run",
        "evidence.json | {} | evidence.json: expected version 1, found none; collect and judge",
        "evidence.json | {\"version\": 2} | evidence.json: expected version 1, found 2; collect and",
        "evidence.json | {\"version\": 1, \"service\": \"s1\"} | evidence.json: expected that of s0, found that of s1",
        "evidence.json | {\"version\": 1, \"service\": \"s0\"} | evidence.json: it has no fit \"profiles\"",
        "evidence.json | {\"version\": 1, \"service\": \"s0\", \"profiles\": [{\"hash\": \"../../x\"}]} | evidence.json: \"hash\" is no SHA-256: \"../../x\"",
        "PROFILE | - | .pb.gz: no such file; run",
        "PROFILE | else | .pb.gz: it was changed: its evidence tells the SHA-256 ",
      })
  void failsForAServiceThatIsDamagedAndServesTheOthers(String file, String content, String error)
      throws IOException {
    String name =
        files("collected/services/s0").stream()
            .filter(each -> file.equals("PROFILE") ? each.endsWith(".pb.gz") : each.equals(file))
            .findFirst()
            .orElseThrow();
    Path damaged = folder.resolve("collected/services/s0").resolve(name);
    Files.delete(damaged);
    if (!content.equals("-")) {
      Files.writeString(damaged, content);
    }
    Run run = refresh("--output", "out");
    assertThat(run.exitCode()).isEqualTo(1);
    JsonNode services = JSON.readTree(bytes("out/report.json")).get("services");
    assertThat(services.at("/0/verdict").asText()).isEqualTo("failed");
    assertThat(services.at("/0/why").asText())
        .startsWith("collected/services/s0/")
        .contains(error.replace("`", "`"));
    assertThat(services.at("/1/verdict").asText()).isEqualTo("proposed");
    assertThat(files("out")).contains("bank/s1.pgo");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "- | collected/handover.json: no such file; run `go-pgo fan-out` again",
        "[] | collected/handover.json: expected version 1, found none",
        "{\"version\": 1} | collected/handover.json: it has no fit \"shards\"",
        "{\"version\": 1, \"shards\": [[\"../s0\"]]} | collected/handover.json: \"shards\" has no name of a service: \"../s0\"",
      })
  void beginsNothingWithoutItsPlan(String content, String error) throws IOException {
    Path plan = folder.resolve("collected/handover.json");
    Files.delete(plan);
    if (!content.equals("-")) {
      Files.writeString(plan, content);
    }
    Run run = refresh("--output", "out", "--report", "report");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(error);
    assertThat(folder.resolve("out")).doesNotExist();
    assertThat(new String(bytes("report/junit.xml"), UTF_8)).contains("handover.json");
  }

  @Test
  void beginsNothingWithOtherSettings() throws IOException {
    settings(List.of("bank", "shop"));
    Run run = refresh("--output", "out");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("collected was collected by other settings than go-pgo.yml; collect and judge");
  }

  @Test
  void hasNoOtherShardsAndServices() throws IOException {
    assertThat(refresh("--shard", "2").err())
        .contains("--shard: collected has the shards 1 to 1, found 2");
    assertThat(refresh("--shard", "0").exitCode()).isEqualTo(2);
    Run alone = Run.in(folder, "refresh", "--config", "go-pgo.yml", "--shard", "1");
    assertThat(alone.exitCode()).isEqualTo(2);
    assertThat(alone.err()).contains("--shard goes with --collected only");
    assertThat(fanOut("collected", "--service", "s1").exitCode()).isZero();
    assertThat(refresh("--service", "s0").err()).contains("no enabled service \"s0\"");
    assertThat(refresh("--output", "out").out()).contains("s1").doesNotContain("s0");
  }

  /// Whole changes, evenly, no empty shard, and the same each time.
  @Test
  void sharesServicesOut() throws IOException {
    List<String> projects = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      projects.add("p" + (i % 7 == 0 ? 0 : i % 11));
    }
    settings(projects);
    for (int wanted : List.of(1, 2, 3, 5, 8, 11, 12, 1000)) {
      List<List<String>> shards = shards("--shards", "" + wanted);
      assertThat(shards).hasSize(Math.min(wanted, 11)).noneMatch(List::isEmpty);
      assertThat(shards.stream().flatMap(List::stream)).hasSize(30).doesNotHaveDuplicates();
      List<List<String>> ofShards =
          shards.stream()
              .map(shard -> shard.stream().map(s -> projects.get(Integer.parseInt(s.substring(1)))))
              .map(names -> names.distinct().toList())
              .toList();
      assertThat(ofShards.stream().flatMap(List::stream)).hasSize(11).doesNotHaveDuplicates();
      assertThat(shards("--shards", "" + wanted)).isEqualTo(shards);
    }
    List<Integer> sizes = shards("--shards", "3").stream().map(List::size).sorted().toList();
    assertThat(sizes).containsExactly(10, 10, 10);
    assertThat(shards()).as("one for every 20").hasSize(2);
    assertThat(fanOut("x", "--shards", "-1").exitCode()).isEqualTo(2);
  }

  private List<List<String>> shards(String... arguments) throws IOException {
    Run run = fanOut("collected", arguments);
    assertThat(run.exitCode()).as(run.err()).isZero();
    List<List<String>> shards = new ArrayList<>();
    for (JsonNode shard : JSON.readTree(bytes("collected/handover.json")).get("shards")) {
      shards.add(shard.valueStream().map(JsonNode::asText).toList());
    }
    return shards;
  }

  @Test
  void hasAPipelineOfAJobForEachShard() throws IOException {
    Run run =
        fanOut(
            "collected",
            "--shards=2",
            "--image=registry.example.com/go-pgo:0.1.0",
            "--tags=docker, linux",
            "--timeout=1h 30m",
            "--resource-group=no",
            "--artifacts-access=none",
            "--artifacts-expire-in=1 week",
            "--dry-run");
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode pipeline = pipeline();
    assertThat(refusals(pipeline)).isEmpty();
    assertThat(pipeline.fieldNames())
        .toIterable()
        .containsExactly("go-pgo-refresh 1/2", "go-pgo-refresh 2/2");
    JsonNode job = pipeline.get("go-pgo-refresh 2/2");
    assertThat(job)
        .isEqualTo(
            JSON.readTree(
                """
                {
                  "image": {"name": "registry.example.com/go-pgo:0.1.0", "entrypoint": [""]},
                  "tags": ["docker", "linux"],
                  "timeout": "1h 30m",
                  "resource_group": "no-shard-2",
                  "interruptible": false,
                  "needs": [{"pipeline": "123456", "job": "go-pgo-fan-out", "artifacts": true}],
                  "rules": [{"when": "on_success"}],
                  "variables": {
                    "GO_PGO_CONFIG": "go-pgo.yml",
                    "GO_PGO_COLLECTED": "collected",
                    "GO_PGO_SHARD": "2"
                  },
                  "script": ["go-pgo refresh --config \\"$GO_PGO_CONFIG\\" --collected \\"$GO_PGO_COLLECTED\\" --shard \\"$GO_PGO_SHARD\\" --report go-pgo-report --dry-run"],
                  "allow_failure": {"exit_codes": [3]},
                  "artifacts": {
                    "name": "go-pgo-2",
                    "when": "always",
                    "access": "none",
                    "expire_in": "1 week",
                    "paths": ["go-pgo-report"],
                    "reports": {
                      "junit": "go-pgo-report/junit.xml",
                      "annotations": "go-pgo-report/annotations.json"
                    }
                  }
                }
                """));
    byte[] first = bytes("collected/child.yml");
    assertThat(new String(first, UTF_8)).contains("\"pipeline\": \"123456\"");
  }

  @Test
  void hasNoPipelineOutsideOfAJob() throws IOException {
    Run run = Run.in(folder, "fan-out", "--config", "go-pgo.yml", "collected");
    assertThat(run.exitCode()).isZero();
    assertThat(files("collected")).contains("handover.json").doesNotContain("child.yml");
  }

  @Test
  void hasNothingFromOptionsThatIsntWhatItSeems() throws IOException {
    for (String option :
        List.of(
            "--image=x\nscript: [id]",
            "--image=x y",
            "--tags=a\"b",
            "--tags=$(id)",
            "--timeout=soon",
            "--resource-group=a\nb",
            "--artifacts-access=everybody",
            "--artifacts-expire-in=1 day\"",
            "--shards=many")) {
      Run run = fanOut("other", option);
      assertThat(run.exitCode()).as(option + run.err()).isEqualTo(2);
      assertThat(run.err()).contains(option.substring(0, option.indexOf('=')));
    }
    for (Map<String, String> job :
        List.of(
            Map.of("CI_PIPELINE_ID", "1\n", "CI_JOB_NAME", "a"),
            Map.of("CI_PIPELINE_ID", "1", "CI_JOB_NAME", "a$b"))) {
      Run run = Run.in(folder, job, "fan-out", "--config", "go-pgo.yml", "other");
      assertThat(run.exitCode()).isEqualTo(2);
    }
    assertThat(fanOut("../other").err()).contains("expected a folder below the job's");
    assertThat(folder.resolve("other")).doesNotExist();
  }

  /// A file's name may hold anything; in a variable's value GitLab would expand a dollar.
  @Test
  void quotesTheNameOfTheSettings() throws IOException {
    String name = "a $B \"c\" #d: [e]'.yml";
    Files.copy(folder.resolve("go-pgo.yml"), folder.resolve(name));
    Run run = Run.in(folder, JOB, "fan-out", "--config", name, "collected");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(pipeline().at("/go-pgo-refresh 1~11/variables/GO_PGO_CONFIG").asText())
        .isEqualTo(name.replace("$", "$$"));
    assertThat(refusals(pipeline())).isEmpty();
  }

  private JsonNode pipeline() throws IOException {
    return JSON.valueToTree(
        new Load(LoadSettings.builder().build())
            .loadFromString(new String(bytes("collected/child.yml"), UTF_8)));
  }

  private static List<String> refusals(JsonNode pipeline) throws IOException {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
        .getSchema(
            Files.readString(Folders.PROJECT.resolve("src/test/resources/gitlab-ci-schema.json")))
        .validate(pipeline)
        .stream()
        .map(Object::toString)
        .toList();
  }

  private Run fanOut(String into, String... arguments) {
    List<String> all = new ArrayList<>(List.of("fan-out", "--config", "go-pgo.yml", into));
    all.addAll(List.of(arguments));
    return Run.in(folder, JOB, all.toArray(String[]::new));
  }

  private Run refresh(String... arguments) {
    List<String> all =
        new ArrayList<>(List.of("refresh", "--config", "go-pgo.yml", "--collected", "collected"));
    all.addAll(List.of(arguments));
    return Run.in(folder, all.toArray(String[]::new));
  }

  private List<String> files(String below) throws IOException {
    Path root = folder.resolve(below);
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name));
  }

  private void write(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }
}
