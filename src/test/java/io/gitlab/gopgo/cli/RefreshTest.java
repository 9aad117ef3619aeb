package io.gitlab.gopgo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gitlab.gopgo.pprof.ValueType;
import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.Folders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole runs of the main job, from settings and files to folders.
class RefreshTest {
  @TempDir private Path folder;

  @BeforeEach
  void makeAProjectOfTwoServices() throws IOException {
    write("shop/cmd/api/main.go", "package main".getBytes(UTF_8));
    write("shop/cmd/worker/main.go", "package main".getBytes(UTF_8));
    for (int i = 0; i < 6; i++) {
      // Profiles differ a little, as those of different hours do.
      write("in/api/%d.pprof".formatted(i), workload(1000 + i, 500 - i, 500).bytes());
      write("in/worker/%d.pprof".formatted(i), workload(300, 900 + i, 800).bytes());
    }
    settings(
        """
        api:
          from: [{source: here, paths: ["api/*"]}]
          to: {folder: shop, files: [cmd/api/default.pgo]}
        worker:
          from: [{source: here, paths: ["worker/*"]}]
          to: {folder: shop, files: [cmd/worker/default.pgo]}
        """);
  }

  @Test
  void deliversFirstProfilesIntoTheProjects() throws IOException {
    Run run = refresh();
    assertThat(run)
        .isEqualTo(
            new Run(
                0,
                """
                service  verdict   samples  overlap  noise floor       size  why
                api      proposed   12,000                        %d bytes  first profile
                worker   proposed   12,015                        %d bytes  first profile
                """
                    .formatted(
                        size("shop/cmd/api/default.pgo"), size("shop/cmd/worker/default.pgo")),
                """
                collecting from here
                judging api
                judging worker
                """));
    assertThat(files("shop"))
        .containsExactly(
            "cmd/api/default.pgo",
            "cmd/api/main.go",
            "cmd/worker/default.pgo",
            "cmd/worker/main.go");
  }

  @Test
  void changesNothingTheSecondTime() throws IOException {
    refresh();
    byte[] before = bytes("shop/cmd/api/default.pgo");
    Run run = refresh();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("api      kept", "worker   kept", "100.0 %");
    assertThat(bytes("shop/cmd/api/default.pgo")).isEqualTo(before);
  }

  @Test
  void putsAllServicesOfAProjectIntoOneMergeRequest() throws IOException {
    Run run = refresh("--output", "out");
    assertThat(run.exitCode()).isZero();
    assertThat(files("out"))
        .containsExactly(
            ".go-pgo-files",
            "report.json",
            "shop/cmd/api/default.pgo",
            "shop/cmd/worker/default.pgo",
            "shop/merge-request.md");
    assertThat(text("out/shop/merge-request.md"))
        .startsWith("# Add PGO profiles of api and worker\n")
        .containsPattern("<!-- go-pgo:v1 file=cmd/api/default.pgo sha256=[0-9a-f]{64} -->\n")
        .containsPattern("<!-- go-pgo:v1 file=cmd/worker/default.pgo sha256=[0-9a-f]{64} -->\n$");
    assertThat(folder.resolve("shop/cmd/api/default.pgo")).doesNotExist();
  }

  @Test
  void proposesOnlyWhatChanged() throws IOException {
    refresh();
    for (int i = 0; i < 6; i++) {
      write("in/api/%d.pprof".formatted(i), workload(500 + i, 1000 - i, 500).bytes());
    }
    Run run = refresh("--output", "out");
    assertThat(run.out())
        .contains("api      proposed", "changed by more than noise", "worker   kept");
    assertThat(files("out"))
        .containsExactly(
            ".go-pgo-files", "report.json", "shop/cmd/api/default.pgo", "shop/merge-request.md");
    assertThat(text("out/shop/merge-request.md"))
        .startsWith("# Refresh PGO profile of api\n")
        .doesNotContain("worker");
  }

  @Test
  void removesFromTheOutputFolderWhatIsNoLongerProposed() throws IOException {
    refresh("--output", "out");
    write("out/notes.txt", "mine".getBytes(UTF_8));
    refresh();
    refresh("--output", "out");
    assertThat(files("out")).containsExactly(".go-pgo-files", "notes.txt", "report.json");
  }

  @Test
  void givesTheSameBytesTwice() throws IOException {
    refresh("--output", "one");
    refresh("--output", "two");
    assertThat(files("one")).isEqualTo(files("two"));
    for (String file : files("one")) {
      assertThat(bytes("two/" + file)).as(file).isEqualTo(bytes("one/" + file));
    }
  }

  @Test
  void onlyReadsInADryRun() throws IOException {
    List<String> before = files(".");
    Run run = refresh("--dry-run");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("shop: Add PGO profiles of api and worker\n\nFresh CPU profiles")
        .contains("api      proposed");
    assertThat(files(".")).isEqualTo(before);
    assertThat(refresh("--dry-run", "--output", "out").exitCode()).isEqualTo(2);
  }

  @Test
  void runsOneServiceAlone() throws IOException {
    Run run = refresh("--service", "worker", "--output", "out");
    assertThat(run.out()).contains("worker").doesNotContain("api");
    assertThat(files("out")).doesNotContain("shop/cmd/api/default.pgo");
    assertThat(refresh("--service", "wroker"))
        .isEqualTo(
            new Run(
                2,
                "",
                "go-pgo: go-pgo.yml has no enabled service \"wroker\"; did you mean \"worker\"?\n"));
  }

  @Test
  void withholdsWhatIsNotGoodEnoughAndSaysSo() throws IOException {
    write("in/few/1.pprof", workload(10, 20, 30).bytes());
    write("in/heap/1.pprof", heap());
    write("in/old/1.pprof", workload(10_000, 1, 1).withoutStartLines().bytes());
    write("in/shallow/1.pprof", FoldedProfile.of("main 20000").bytes());
    settings(
        service("few", "few/*", "")
            + service("heap", "heap/*", "")
            + service("old", "old/*", "")
            + service("shallow", "shallow/*", "")
            + service("none", "nothing/*", ""));
    Run run = refresh("--output", "out");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out())
        .isEqualTo(
            """
            service  verdict   samples  overlap  noise floor  size  why
            few      withheld       60                              60 samples, needs at least 3,000
            heap     withheld        0                              0 profiles, needs at least 1 \
            (taken 0 of 0; left out: 1 not a CPU profile)
            old      withheld        0                              0 profiles, needs at least 1 \
            (taken 0 of 0; left out: 1 no start lines)
            shallow  withheld   20,000                              0 edges, needs at least 1
            none     withheld        0                              0 profiles, needs at least 1 \
            (Of the 16 files that match in, none matches the service's own `paths` and labels.)
            """);
    assertThat(run.err())
        .contains(
            "heap: left out in/heap/1.pprof: not a CPU profile, ",
            "old: left out in/old/1.pprof: ");
    assertThat(files("out")).containsExactly(".go-pgo-files", "report.json");
  }

  @Test
  void namesAPatternThatMatchesNothing() throws IOException {
    Path settings = folder.resolve("go-pgo.yml");
    Files.writeString(
        settings, Files.readString(settings).replaceFirst("paths: \\[[^]]*]", "paths: [\"i/**\"]"));
    Run run = refresh();
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).contains("0 profiles, needs at least 1 (No file matches i/**.)");
  }

  @Test
  void takesAnExpectedWithholdingForSuccess() throws IOException {
    write("in/few/1.pprof", workload(10, 20, 30).bytes());
    settings(service("few", "few/*", "expected: withheld"));
    Run run = refresh();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("few      withheld");
  }

  @Test
  void leavesUnfitProfilesOutAndNamesThem() throws IOException {
    write("in/api/broken.pprof", "no profile".getBytes(UTF_8));
    write("in/api/heap.pprof", heap());
    Run run = refresh("--service", "api", "--output", "out");
    assertThat(run.exitCode()).isZero();
    assertThat(text("out/shop/merge-request.md"))
        .contains("| Selection | taken 6 of 6; left out: 1 malformed, 1 not a CPU profile |")
        .contains("- **Left out**: `in/api/broken.pprof`, ")
        .contains("- **Left out**: `in/api/heap.pprof`, `its samples are inuse_space/bytes; ");
  }

  @Test
  void takesOnlyProfilesOfTheWindow() throws IOException {
    write("in/api/0.pprof", workload(9000, 1, 1).startedAt(at("2026-11-08T23:59:59Z")).bytes());
    write("in/api/1.pprof", workload(9000, 1, 2).startedAt(at("2026-11-09T00:00:00Z")).bytes());
    write("in/api/2.pprof", workload(9000, 1, 3).startedAt(at("2026-11-02T00:00:00Z")).bytes());
    write("in/api/3.pprof", workload(9000, 1, 4).startedAt(at("2026-11-01T23:59:59Z")).bytes());
    // The clock of these tests says 2026-11-09T10:00.
    settings(service("api", "api/?.pprof", "window: 7d"));
    Run run = refresh("--output", "out");
    assertThat(text("out/report.json"))
        .contains("\"window\" : \"2026-11-02/2026-11-09\"")
        .contains("\"outside the window\" : 2")
        .contains("\"taken\" : 4");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void countsAProfileOnceThatTwoEntriesReach() throws IOException {
    byte[] original = bytes("in/api/0.pprof");
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(original);
    }
    write("in/api/again.pprof", compressed.toByteArray());
    settings(
        """
        api:
          from: [{source: here, paths: ["api/*"]}, {source: here, paths: ["api/0*"]}]
          to: {folder: shop, files: [cmd/api/default.pgo]}
        """);
    refresh("--output", "out");
    assertThat(text("out/report.json"))
        .contains("\"samples\" : 12000")
        .contains("\"a copy of another one\" : 2");
  }

  @Test
  void goesOnWithTheOthersWhenOneServiceFails() throws IOException {
    settings(
        """
        lost:
          from: [{source: here, paths: ["worker/*"]}]
          to: {folder: nowhere, files: [default.pgo]}
        api:
          from: [{source: here, paths: ["api/*"]}]
          to: {folder: shop, files: [cmd/api/default.pgo]}
        """);
    Run run = refresh();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("lost     failed", "check `to` in the settings", "api      proposed");
    assertThat(folder.resolve("shop/cmd/api/default.pgo")).exists();
  }

  @Test
  void failsTheServicesOfASourceThatCannotBeRead() throws IOException {
    write(
        "go-pgo.yml",
        """
        version: 1
        window: all
        sources:
          here: {files: {paths: [in]}}
          gone: {files: {paths: [missing]}}
        services:
          api:
            from: [{source: here, paths: ["api/*"]}]
            to: {folder: shop, files: [cmd/api/default.pgo]}
          worker:
            from: [{source: gone}]
            to: {folder: shop, files: [cmd/worker/default.pgo]}
        """
            .getBytes(UTF_8));
    Run run = refresh();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("api      proposed", "source gone: missing: no such file or folder");
  }

  @Test
  void replacesACommittedFileThatGoCannotUse() throws IOException {
    write("shop/cmd/api/default.pgo", heap());
    Run run = refresh("--service", "api", "--output", "out");
    assertThat(run.out()).contains("the committed profile is of no use");
    assertThat(text("out/shop/merge-request.md"))
        .startsWith("# Refresh PGO profile of api\n")
        .contains("**Repaired**: the compiler can't use what is committed.")
        .contains("- **Warning**: The committed file is of no use to the compiler.");
  }

  @Test
  void fillsInTheFilesThatAreMissing() throws IOException {
    settings(
        """
        api:
          from: [{source: here, paths: ["api/*"]}]
          to: {folder: shop, files: [cmd/api/default.pgo, cmd/worker/default.pgo]}
        """);
    refresh();
    assertThat(bytes("shop/cmd/worker/default.pgo")).isEqualTo(bytes("shop/cmd/api/default.pgo"));
    Files.delete(folder.resolve("shop/cmd/worker/default.pgo"));
    Run run = refresh("--output", "out");
    assertThat(run.out()).contains("api      proposed");
    assertThat(text("out/shop/merge-request.md")).contains("**Completed**");
  }

  @Test
  void readsACommittedProfileOfAnyMaker() throws IOException {
    // The full merge of the same inputs, as `go tool pprof -proto` would have left it.
    write("shop/cmd/api/default.pgo", workload(6015, 2985, 3000).bytes());
    assertThat(refresh("--service", "api").out()).contains("api      kept      12,000  100.0 %");
  }

  /// Of everything that a run would ask, nothing is there.
  @Test
  void checksTheSettingsAndNothingElse() throws IOException {
    Files.writeString(
        folder.resolve("go-pgo.yml"),
        """
        version: 1
        gitlab:
          main: {url: "http://127.0.0.1:1", token: {env: NOT_THERE}}
        sources:
          nowhere: {files: {paths: [missing]}}
        services:
          api:
            from: [{source: nowhere}]
            to: {gitlab: main, project: shop/api, files: [default.pgo]}
          worker:
            from: [{source: nowhere}]
            to: {gitlab: main, project: shop/worker, files: [default.pgo]}
        """);
    Run run = refresh("--check-settings");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).endsWith("go-pgo.yml: no mistake; 2 services: api, worker\n");
    assertThat(run.err())
        .containsOnlyOnce("the environment variable NOT_THERE is not set or empty")
        .doesNotContain("collecting");
    assertThat(refresh("--check-settings", "--dry-run").exitCode()).isEqualTo(2);
  }

  @Test
  void pointsAtMistakesInTheSettings() throws IOException {
    settings("api:\n  from: [{source: here}]\n  too: {folder: shop, files: [x/default.pgo]}\n");
    assertThat(refresh())
        .isEqualTo(
            new Run(
                2,
                "",
                "go-pgo: FOLDER/go-pgo.yml:6: services.api.to: is missing; is it meant by \"too\"?\n"
                    .replace("FOLDER", folder.toString())));
    settings(service("api", "api/*", "windw: 7d"));
    assertThat(refresh().err())
        .endsWith("go-pgo.yml:9: services.api.windw: unknown field; did you mean \"window\"?\n");
    settings(service("api", "api/*", "window: 7 days"));
    assertThat(refresh().err())
        .endsWith(
            "go-pgo.yml:9: services.api.window: expected 7d, all or 2026-11-01/2026-11-08,"
                + " found \"7 days\"\n");
    settings(
        "api:\n  from: [{source: hree}]\n  to: {folder: shop, files: [cmd/api/default.pgo]}\n");
    assertThat(refresh().err())
        .endsWith(
            "go-pgo.yml:7: services.api.from[0].source: unknown source \"hree\"; did you mean"
                + " \"here\"?\n");
    settings(
        service("api", "api/*", "")
            + service("twin", "worker/*", "").replace("twin.pgo", "api.pgo"));
    assertThat(refresh().err())
        .endsWith("go-pgo.yml:12: services.twin.to: cmd/api/api.pgo is already api's\n");
    assertThat(Run.in(folder, "refresh").err())
        .contains(".go-pgo.yml: no such file; name the settings file with --config");
  }

  @Test
  void refusesAnOutputFolderForTwoProjectsOfOneName() throws IOException {
    write("other/shop/default.pgo", heap());
    settings(
        """
        api:
          from: [{source: here, paths: ["api/*"]}]
          to: {folder: shop, files: [cmd/api/default.pgo]}
        other:
          from: [{source: here, paths: ["worker/*"]}]
          to: {folder: other/shop, files: [default.pgo]}
        """);
    Run run = refresh("--output", "out");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("two projects are called shop");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void weighsSourcesByTheSettingsAndSaysSo() throws IOException {
    weigh("{sources: {there: 10%, here: 90%}, cap: 50%}");
    Run run = refresh("--output", "out");
    assertThat(run.exitCode()).isZero();
    assertThat(text("out/shop/merge-request.md"))
        .contains(
            "- **Weighed**: here 90.0 % (50.0 % of the CPU time), there 10.0 % (50.0 % of the CPU time)",
            "- **Weighed** (cap): scaled 0 profiles of here down to 50.0 % of the weight");
    JsonNode weighing =
        new ObjectMapper().readTree(text("out/report.json")).at("/services/0/weighing");
    assertThat(weighing.at("/sources/0/source").asText()).isEqualTo("here");
    assertThat(weighing.at("/sources/0/profiles").asInt()).isEqualTo(6);
    assertThat(weighing.at("/sources/0/shareBefore").asDouble()).isEqualTo(12_000 / 24_015.0);
    assertThat(weighing.at("/sources/0/shareAfter").asDouble()).isEqualTo(0.9);
    assertThat(weighing.at("/rules/0/rule").asText()).isEqualTo("cap");
    // 1 / (0.9² / 12,000 + 0.1² / 12,015)
    assertThat(weighing.at("/evenSamples").asInt()).isEqualTo(14_634);
    assertThat(weighing.at("/scale").asInt()).isEqualTo(1);
    assertThat(text("out/report.json")).contains("\"figure\" : \"14,634\"");
    assertThat(
            Run.in(folder, Map.of("GITLAB_CI", "true"), "refresh", "--config", "go-pgo.yml").err())
        .contains(
            "weighed       here 90.0 % (50.0 % of the CPU time), there 10.0 % (50.0 % of the CPU time)",
            "weighed       cap: scaled 0 profiles of there down to 50.0 % of the weight");
  }

  @Test
  void proposesAWeighedProfileOnlyOnce() throws IOException {
    weigh("{sources: {there: 10%, here: 90%}}");
    refresh();
    byte[] before = bytes("shop/cmd/api/default.pgo");
    assertThat(refresh().out()).contains("api      kept", "100.0 %");
    assertThat(bytes("shop/cmd/api/default.pgo")).isEqualTo(before);
  }

  @Test
  void proposesAGuardHoweverLittleItWeighs() throws IOException {
    weigh("{}");
    refresh();
    weigh("{guard: [known, decode]}");
    Run run = refresh("--output", "out");
    assertThat(run.out()).contains("api      proposed");
    assertThat(text("out/shop/merge-request.md"))
        .contains(
            "- **Weighed** (guard): kept from being inlined for ",
            " of the weight: `decode`",
            "; https://github.com/golang/go/issues/65532, until 2027-12-01: ");
    refresh();
    assertThat(refresh().out()).contains("api      kept");
    weigh("{}");
    assertThat(refresh().out()).contains("api      proposed");
  }

  @Test
  void pointsAtMistakesInTheWeights() throws IOException {
    weigh("{sources: {there: 20%, here: 90%}}");
    assertThat(refresh().err())
        .endsWith(
            "go-pgo.yml:10: services.api.weigh.sources: expected shares that add up to 100%, found 110%\n");
    weigh("{sources: {there: 20%, here: 2}}");
    assertThat(refresh().err())
        .endsWith("expected shares such as 90% or multipliers such as 0.5, found both\n");
    weigh("{sources: {here: 100%}}");
    assertThat(refresh().err())
        .endsWith("services.api.from: there has no share in `weigh`, where here have\n");
    weigh("{sources: {hree: 100%}}");
    assertThat(refresh().err()).endsWith("unknown source \"hree\"; did you mean \"here\"?\n");
    weigh("{sources: {here: 0}}");
    assertThat(refresh().err()).contains("sources.here: expected more than 0");
    weigh("{versions: {newest: 2, halfLife: 7d}}");
    assertThat(refresh().err()).endsWith("versions: expected either newest or halfLife\n");
    weigh("{versions: {halfLife: 7 days}}");
    assertThat(refresh().err())
        .endsWith("halfLife: expected a time such as 7d or 36h, found \"7 days\"\n");
    weigh("{cap: 0%}");
    assertThat(refresh().err()).endsWith("weigh.cap: expected more than 0%\n");
  }

  /// Settings of one service from two sources, with these rules.
  private void weigh(String rules) throws IOException {
    write(
        "go-pgo.yml",
        """
        version: 1
        window: all
        sources:
          here: {files: {paths: [in/api]}}
          there: {files: {paths: [in/worker]}}
        services:
          api:
            from: [{source: here}, {source: there}]
            to: {folder: shop, files: [cmd/api/default.pgo]}
            weigh: %s
        """
            .formatted(rules)
            .getBytes(UTF_8));
  }

  private static FoldedProfile workload(int decode, int encode, int route) {
    return FoldedProfile.of(
        """
        main;serve:1;decode:2 %d
        main;serve:1;encode:3 %d
        main;serve:2;route:1 %d
        """
            .formatted(decode, encode, route));
  }

  private static byte[] heap() {
    return workload(1, 2, 3).types(new ValueType("inuse_space", "bytes")).bytes();
  }

  private static Instant at(String time) {
    return Instant.parse(time);
  }

  private static String service(String name, String paths, String more) {
    return """
    %s:
      from: [{source: here, paths: ["%s"]}]
      to: {folder: shop, files: [cmd/api/%s.pgo]}
      %s
    """
        .formatted(name, paths, name, more);
  }

  /// Settings with one source; the services begin on line 6.
  private void settings(String services) throws IOException {
    write(
        "go-pgo.yml",
        """
        version: 1
        window: all
        sources:
          here: {files: {paths: [in]}}
        services:
        %s\
        """
            .formatted(services.indent(2))
            .getBytes(UTF_8));
  }

  private Run refresh(String... arguments) {
    return Run.in(
        folder,
        Stream.concat(Stream.of("refresh", "--config", "go-pgo.yml"), Stream.of(arguments))
            .toArray(String[]::new));
  }

  private void write(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private byte[] bytes(String name) {
    return Folders.bytes(folder.resolve(name));
  }

  private String text(String name) {
    return new String(bytes(name), UTF_8);
  }

  private long size(String name) {
    return bytes(name).length;
  }

  private List<String> files(String name) throws IOException {
    Path root = folder.resolve(name).normalize();
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
