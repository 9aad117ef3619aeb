package io.gitlab.gopgo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.testing.Folders;
import io.gitlab.gopgo.testing.Go;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The examples, run as the README says.
class QuickstartTest {
  private static final Path EXAMPLES = Folders.PROJECT.toAbsolutePath().resolve("examples");

  @TempDir private Path folder;

  @Test
  void printsTheTableOfTheReadme() throws IOException {
    Run run = refresh("quickstart");
    assertThat(run.exitCode()).as(run.err()).isZero();
    String readme = Files.readString(Folders.PROJECT.resolve("README.md"));
    assertThat(readme)
        .contains("refresh --config examples/quickstart/go-pgo.yml --output build/quickstart")
        .contains("```text\n" + run.out() + "```");
  }

  @Test
  void proposesTwoProgramsOfOneProjectAndKeepsTheOther() throws IOException {
    refresh("quickstart");
    assertThat(folder.resolve("gateway")).doesNotExist();
    assertThat(folder.resolve("bookshop/merge-request.md"))
        .content()
        .startsWith("# Refresh PGO profiles of api and worker\n")
        .contains("**Changed**: the new profile has 57.1 % of its weight in common")
        .contains("**First profile**")
        .contains("Hot call edges: ");
    // Kept though the bytes differ: made from other profiles of the same workload.
    byte[] committed = Folders.bytes(EXAMPLES.resolve("quickstart/projects/gateway/default.pgo"));
    Run merge =
        Run.in(
            folder, "merge", "-o", "new.pgo", EXAMPLES.resolve("quickstart/profiles/gateway") + "");
    assertThat(merge.exitCode()).as(merge.err()).isZero();
    assertThat(Go.preprofile(Folders.bytes(folder.resolve("new.pgo"))))
        .isNotEqualTo(Go.preprofile(committed));
  }

  @ParameterizedTest
  @CsvSource({"api, cmd/api/default.pgo", "worker, cmd/worker/default.pgo"})
  void deliversWhatTheCompilerReadsOutOfTheFullMerge(String service, String file)
      throws IOException {
    refresh("quickstart");
    byte[] delivered = Folders.bytes(folder.resolve("bookshop").resolve(file));
    byte[] peer = Go.pprof(List.of("-symbolize=none", "-proto"), profiles(service));
    assertThat(Go.preprofile(delivered)).isEqualTo(Go.preprofile(peer));
    assertThat(delivered.length).isLessThan(peer.length / 3);
  }

  @Test
  void withholdsThreeServicesForThreeReasons() {
    Run run = refresh("withheld");
    assertThat(run)
        .isEqualTo(
            new Run(
                3,
                """
                service         verdict   samples  overlap  noise floor  size  why
                few-samples     withheld    1,068                              1,068 samples, \
                needs at least 3,000
                heap-profile    withheld        0                              0 profiles, \
                needs at least 1 (taken 0 of 0; left out: 2 not a CPU profile)
                no-start-lines  withheld        0                              0 profiles, \
                needs at least 1 (taken 0 of 0; left out: 9 no start lines)
                """,
                """
                collecting from recorded
                judging few-samples
                judging heap-profile
                judging no-start-lines
                heap-profile: left out profiles/heap/01.pprof and 1 other: not a CPU profile, its \
                samples are alloc_objects/count, alloc_space/bytes, inuse_objects/count, \
                inuse_space/bytes; Go reads samples/count or cpu/nanoseconds
                no-start-lines: left out profiles/no-start-lines/01.pprof and 8 others: no start \
                lines, no function has a start line; profiles of programs built with Go 1.20 or \
                later have them, profiles by eBPF don't
                """));
    assertThat(new String(Folders.bytes(folder.resolve("report.json")), UTF_8))
        .contains("\"exitCode\" : 3");
  }

  private Run refresh(String example) {
    return Run.in(
        folder,
        "refresh",
        "--config",
        EXAMPLES.resolve(example).resolve("go-pgo.yml").toString(),
        "--output",
        ".");
  }

  private static List<Path> profiles(String service) throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES.resolve("quickstart/profiles/" + service))) {
      return files.sorted().toList();
    }
  }
}
