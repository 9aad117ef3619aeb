package io.gitlab.gopgo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gitlab.gopgo.pprof.ValueType;
import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.Folders;
import io.gitlab.gopgo.testing.RandomProfile;
import io.gitlab.gopgo.testing.google.CloudProject;
import io.gitlab.gopgo.testing.google.StandInCloudProfiler;
import io.gitlab.gopgo.testing.google.UploadedProfile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Collected by one job and judged by others, everything ends as in one plain refresh.
class FanOutTest {
  private static final Instant NOON = Instant.parse("2026-11-05T12:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @BeforeEach
  void makeProjects() throws IOException {
    for (String project : List.of("shop", "bank", "mail")) {
      Files.createDirectories(folder.resolve(project));
      Files.writeString(folder.resolve(project).resolve("main.go"), "package main");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{cap: 10%}",
        "{durations: 20%}",
        "{sources: {one: 70%, two: 30%}}",
        "{sources: {one: 3, two: 0.25}, cap: 20%, durations: 50%}",
        "{guard: [decode, known]}",
        "{sources: {one: 10%, two: 90%}, cap: 20%, guard: [serve]}",
      })
  void endsAsARefreshDoesWhateverTheRules(String weigh) throws IOException {
    profiles();
    settings("weigh: " + weigh + "\n");
    assertEndsAsARefreshDoes(Map.of());
    // The second time there is something to compare with.
    assertThat(refresh("--service", "api").exitCode()).isZero();
    assertEndsAsARefreshDoes(Map.of());
  }

  /// Rates that differ, edges and start lines that are missing, copies, and all that is unfit.
  private void profiles() throws IOException {
    for (int i = 0; i < 12; i++) {
      FoldedProfile profile =
          workload(900 + 10 * i, 500 - i)
              .startedAt(NOON.plusSeconds(60L * i))
              .lasting(Duration.ofSeconds(i == 3 ? 30 : 10));
      write("in/one/%02d.pprof".formatted(i), profile.bytes());
      write("in/two/%02d.pprof".formatted(i), workload(300 + i, 900).period(2_000_000).bytes());
      write("in/even/%02d.pprof".formatted(i), workload(700 + i, 600 - i).bytes());
    }
    write("in/one/copy.pprof", workload(900, 500).startedAt(NOON).bytes());
    write("in/one/leaves.pprof", FoldedProfile.of("main 500\nserve 70").bytes());
    write("in/one/heap.pprof", Folders.bytes(Folders.fixture("heap")));
    write("in/one/some.pprof", Folders.bytes(Folders.fixture("start-lines-some")));
    write("in/one/none.pprof", workload(5, 5).withoutStartLines().bytes());
    write("in/two/cut.pprof", new byte[] {31, (byte) 139, 8, 0});
    write("in/two/cpu.pprof", workload(50, 70).types(ValueType.CPU_NANOSECONDS).bytes());
    write("in/even/labels.pprof", Folders.bytes(Folders.fixture("labels")));
  }

  private static FoldedProfile workload(int decode, int encode) {
    return FoldedProfile.of(
        """
        main;serve:1;decode:2 %d
        main;serve:1;encode:3 %d
        main;serve:4+inlined:5;copy:1 %d
        """
            .formatted(decode, encode, decode / 2));
  }

  private void settings(String more) throws IOException {
    Files.writeString(
        folder.resolve("go-pgo.yml"),
        """
        version: 1
        window: all
        %s
        judge: {minSamples: 10}
        sources:
          one: {files: {paths: [in/one]}}
          two: {files: {paths: [in/two]}}
          even: {files: {paths: [in/even]}}
          gone: {files: {paths: [nowhere]}}
        services:
          api:
            from: [{source: one}, {source: two}]
            to: {folder: shop, files: [api.pgo, second.pgo]}
          worker:
            from: [{source: even}]
            weigh: {sources: {}}
            to: {folder: shop, files: [worker.pgo]}
          broken:
            from: [{source: even}, {source: gone}]
            weigh: {sources: {}}
            to: {folder: shop, files: [broken.pgo]}
          empty:
            from: [{source: even, paths: ["nothing/*"]}]
            weigh: {sources: {}}
            expected: withheld
            to: {folder: bank, files: [empty.pgo]}
          few:
            from: [{source: even, exclude: {path: "labels.*"}}]
            weigh: {sources: {}}
            profiles: 5
            to: {folder: mail, files: [few.pgo]}
          nowhere:
            from: [{source: even}]
            weigh: {sources: {}}
            to: {folder: absent, files: [x.pgo]}
        """
            .formatted(more));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 5, 8})
  void endsAsARefreshDoesWithAnyProfiles(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 30; i++) {
      String source = List.of("one", "two", "even").get(random.nextInt(3));
      long period = random.nextInt(4) == 0 ? 1_000_000 : 10_000_000;
      write("in/%s/%02d.pprof".formatted(source, i), RandomProfile.bytes(random, period));
    }
    Files.createDirectories(folder.resolve("in/one"));
    // Half of what is random has no start lines; something shall be proposed.
    write("in/even/sound.pprof", workload(900, 500).bytes());
    for (String weigh : List.of("{}", "{cap: 30%, sources: {one: 0.5}}")) {
      settings("weigh: " + weigh + "\n");
      assertEndsAsARefreshDoes(Map.of());
    }
  }

  /// The settings are read by the time at which it was collected: the window doesn't move on.
  @Test
  void keepsTheWindowAfterMidnight() throws IOException {
    for (int i = 0; i < 9; i++) {
      write("in/one/%d.pprof".formatted(i), workload(900 + i, 100).startedAt(NOON).bytes());
    }
    settings("");
    Files.writeString(
        folder.resolve("go-pgo.yml"), text("go-pgo.yml").replace("window: all", "window: 7d"));
    Files.createDirectories(folder.resolve("in/two"));
    Files.createDirectories(folder.resolve("in/even"));
    SortedMap<String, String> plain = at("2026-11-09T23:59:00Z", "refresh", "--output", "plain");
    assertThat(plain.toString()).contains("2026-11-02");
    at("2026-11-09T23:59:00Z", "fan-out", "collected");
    SortedMap<String, String> fanned =
        at("2026-11-10T00:01:00Z", "refresh", "--collected", "collected", "--output", "fanned");
    assertThat(fanned).isEqualTo(plain);
  }

  private SortedMap<String, String> at(String time, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(1, List.of("--config", "go-pgo.yml"));
    Console console =
        new Console(
            new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
            new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
            false);
    Clock clock = Clock.fixed(Instant.parse(time), ZoneOffset.UTC);
    Main.run(console, clock, Map.of(), folder, all.toArray(String[]::new));
    return all.contains("--output") ? files(all.getLast()) : new TreeMap<>();
  }

  /// Labels of versions and zones, counts of what was listed, and a profile that can't be read
  /// after it was chosen.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{versions: {newest: 1}}",
        "{versions: {halfLife: 7d}, cap: 5%}",
        "{versions: {newest: 1}, durations: 10%}",
      })
  void endsAsARefreshDoesFromAProfiler(String weigh) throws IOException {
    try (StandInCloudProfiler profiler = StandInCloudProfiler.withoutAuthentication()) {
      CloudProject project = profiler.project("acme");
      for (int i = 0; i < 60; i++) {
        byte[] bytes =
            i % 20 == 7
                ? new byte[] {31, (byte) 139, 8, 0}
                : workload(100 + i, 80 - i)
                    .lasting(Duration.ofSeconds(i % 9 == 0 ? 20 : 10))
                    .bytes();
        project.add(
            UploadedProfile.cpu("api", NOON.plusSeconds(600L * i), bytes)
                .inZone("zone-" + i % 3)
                .ofVersion(i % 10 == 0 ? "17.2" : "17.1")
                .onInstance("host-" + i));
      }
      Files.writeString(
          folder.resolve("go-pgo.yml"),
          """
          version: 1
          profiles: 40
          weigh: %s
          judge: {minSamples: 10}
          sources:
            production:
              cloud-profiler: {project: acme, url: "%s", credentials: {none: true}}
          services:
            api:
              from: [{source: production, target: api, exclude: {zone: zone-2}}]
              to: {folder: shop, files: [api.pgo]}
          """
              .formatted(weigh, profiler.url()));
      assertEndsAsARefreshDoes(Map.of());
      assertThat(text("plain/report.json")).contains("malformed");
      try (Stream<Path> all = Files.walk(folder.resolve("collected"))) {
        for (Path file : all.filter(Files::isRegularFile).toList()) {
          assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
              .doesNotContain("host-", "alice");
        }
      }
    }
  }

  /// Runs both ways into folders, the second one also shard by shard.
  private void assertEndsAsARefreshDoes(Map<String, String> environment) throws IOException {
    Run plain = refresh("--output", "plain");
    assertThat(plain.out()).contains("proposed");
    Run collected = run(environment, "fan-out", "collected", "--shards", "2");
    assertThat(collected.exitCode()).as(collected.err()).isZero();
    Run fanned = refresh("--collected", "collected", "--output", "fanned");
    assertThat(fanned.exitCode()).as(fanned.err()).isEqualTo(plain.exitCode());
    assertThat(fanned.out()).isEqualTo(plain.out());
    SortedMap<String, String> expected = files("plain");
    assertThat(files("fanned")).isEqualTo(expected);

    SortedMap<String, String> shards = new TreeMap<>();
    List<JsonNode> services = new ArrayList<>();
    int count = JSON.readTree(text("collected/handover.json")).get("shards").size();
    for (int shard = 1; shard <= count; shard++) {
      String out = "shard-" + shard;
      refresh("--collected", "collected", "--shard", "" + shard, "--output", out);
      SortedMap<String, String> of = files(out);
      JSON.readTree(of.remove("report.json")).get("services").forEach(services::add);
      of.remove(".go-pgo-files");
      of.forEach((name, content) -> assertThat(shards.put(name, content)).as(name).isNull());
    }
    List<JsonNode> inPlain = new ArrayList<>();
    JSON.readTree(expected.remove("report.json")).get("services").forEach(inPlain::add);
    assertThat(services).containsExactlyInAnyOrderElementsOf(inPlain);
    expected.remove(".go-pgo-files");
    assertThat(shards).isEqualTo(expected);
  }

  /// All files below a folder, by path; of a report all but what a pass cost.
  private SortedMap<String, String> files(String below) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    Path root = folder.resolve(below);
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = root.relativize(file).toString();
        String content = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        if (name.equals("report.json")) {
          ObjectNode report = (ObjectNode) JSON.readTree(Files.readAllBytes(file));
          report.remove("sources");
          content = report.toPrettyString();
        }
        files.put(name, content);
      }
    }
    return files;
  }

  private Run refresh(String... arguments) {
    List<String> all = new ArrayList<>(List.of("refresh", "--config", "go-pgo.yml"));
    all.addAll(List.of(arguments));
    return Run.in(folder, all.toArray(String[]::new));
  }

  private Run run(Map<String, String> environment, String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of(command, "--config", "go-pgo.yml"));
    all.addAll(List.of(arguments));
    return Run.in(folder, environment, all.toArray(String[]::new));
  }

  private void write(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private String text(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }
}
