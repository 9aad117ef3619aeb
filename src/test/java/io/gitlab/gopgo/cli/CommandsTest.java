package io.gitlab.gopgo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.pprof.ValueType;
import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.Folders;
import io.gitlab.gopgo.testing.Go;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Exit codes and exact output of `merge`, `edges`, `diff` and `check`: a contract with scripts.
class CommandsTest {
  @TempDir private Path folder;

  @Test
  void mergesFilesFoldersAndGlobs() throws IOException {
    write("a.pprof", FoldedProfile.of("main;serve 10").bytes());
    write("b/c.pprof", FoldedProfile.of("main;serve 20\nmain;parse 5").bytes());
    write("d/e/f.pprof", FoldedProfile.of("main;serve 30").bytes());
    Run run = run("merge", "-o", "out.pgo", "a.pprof", "b", "d/**/*.pprof");
    assertThat(run)
        .isEqualTo(
            new Run(
                0,
                "",
                "out.pgo: 3 inputs merged, 65 samples, 2 call edges (2 hot), %d bytes\n"
                    .formatted(Files.size(folder.resolve("out.pgo")))));
    assertThat(run("edges", "out.pgo"))
        .isEqualTo(
            new Run(
                0,
                """
                GO PREPROFILE V1
                main
                serve
                0 60
                main
                parse
                0 5
                """,
                ""));
    assertThat(folder).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void mergesWhatPprofMerges() throws IOException {
    List<Path> inputs = List.of(Folders.fixture("inlining"), Folders.fixture("recursion"));
    Run merge =
        run(
            "merge",
            inputs.get(0).toAbsolutePath().toString(),
            inputs.get(1).toAbsolutePath() + "");
    assertThat(merge.exitCode()).as(merge.err()).isZero();
    byte[] expected = Go.preprofile(Go.pprof(List.of("-symbolize=none", "-proto"), inputs));
    assertThat(run("edges", "default.pgo").out()).isEqualTo(new String(expected, UTF_8));
  }

  @Test
  void namesEveryInputThatCannotBeMergedAndWritesNothing() throws IOException {
    writeMixedInputs();
    assertThat(run("merge", "in", "missing.pprof", "no*match"))
        .isEqualTo(
            new Run(
                1,
                "",
                """
                go-pgo: missing.pprof: no such file or folder
                go-pgo: no*match: no file matches
                go-pgo: in/empty.pprof: it has no samples
                go-pgo: in/heap.pprof: its samples are inuse_space/bytes; Go reads samples/count or \
                cpu/nanoseconds
                go-pgo: in/negative.pprof: sample 0 has the weight -1: a difference of two profiles \
                is no profile
                go-pgo: in/old.pprof: no function has a start line; profiles of programs built with \
                Go 1.20 or later have them, profiles by eBPF don't
                go-pgo: in/text.pprof: profile.comment at offset 1: wire type 4, expected 0 or 2; it \
                is damaged, or no pprof profile
                go-pgo: 7 of 8 inputs can't be merged; nothing was written (--keep-going leaves them \
                out)
                """));
    assertThat(folder.resolve("default.pgo")).doesNotExist();
  }

  @Test
  void mergesNoStreams() {
    String words =
        "go-pgo: - is no stream here; name files (./- for one of that name), or /dev/stdin for an input\n";
    assertThat(run("merge", "-")).isEqualTo(new Run(2, "", words));
    assertThat(run("merge", "-o", "-", "in")).isEqualTo(new Run(2, "", words));
    assertThat(folder.resolve("-")).doesNotExist();
  }

  @Test
  void leavesUnfitInputsOutIfAskedTo() throws IOException {
    writeMixedInputs();
    Run run = run("merge", "--keep-going", "in");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .startsWith("go-pgo: in/empty.pprof: it has no samples\n")
        .contains("default.pgo: 1 input merged, 5 left out, 10 samples, 1 call edge");
    assertThat(run("edges", "default.pgo").out()).contains("main\nserve\n0 10\n");
  }

  @Test
  void failsIfKeepingGoingLeavesNothing() throws IOException {
    write("text.pprof", "hello".getBytes(UTF_8));
    Run run = run("merge", "--keep-going", "text.pprof");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .endsWith("go-pgo: none of the 1 inputs can be merged; nothing was written\n");
    assertThat(folder.resolve("default.pgo")).doesNotExist();
  }

  @Test
  void failsOnInputsWithoutAnyCallEvenIfKeepingGoing() throws IOException {
    write("shallow.pprof", FoldedProfile.of("main 10").bytes());
    Run run = run("merge", "--keep-going", "shallow.pprof");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("hold samples but no calls");
    assertThat(folder.resolve("default.pgo")).doesNotExist();
  }

  @Test
  void statesTheWeightWithoutStartLines() throws IOException {
    write("some.pprof", Folders.bytes(Folders.fixture("start-lines-some")));
    Run run = run("merge", "some.pprof");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("80.5 % of the weight lies in functions without start lines");
  }

  @Test
  void keepsTheOldOutputWhenAMergeFails() throws IOException {
    write("default.pgo", "precious".getBytes(UTF_8));
    write("text.pprof", "hello".getBytes(UTF_8));
    assertThat(run("merge", "text.pprof").exitCode()).isEqualTo(1);
    assertThat(folder.resolve("default.pgo")).hasContent("precious");
  }

  @Test
  void doesNotMergeItsOwnOutputAgain() throws IOException {
    write("a.pprof", FoldedProfile.of("main;serve 10").bytes());
    assertThat(run("merge", ".").exitCode()).isZero();
    Run again = run("merge", ".");
    assertThat(again.err())
        .startsWith("default.pgo: not merged, because it is the output\n")
        .contains("1 input merged, 10 samples");
    assertThat(run("merge", "default.pgo", "a.pprof").err()).contains("20 samples");
  }

  @Test
  void doesNotMergeItsOwnOutputThroughALinkEither() throws IOException {
    write("in/a.pprof", FoldedProfile.of("main;serve 10").bytes());
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("in"));
    for (int i = 0; i < 2; i++) {
      assertThat(run("merge", "link", "-o", "in/default.pgo").err()).contains(", 10 samples");
    }
  }

  @Test
  void writesThroughALinkThatWasNamed() throws IOException {
    write("a.pprof", FoldedProfile.of("main;serve 10").bytes());
    write("real.pgo", new byte[0]);
    Files.createSymbolicLink(folder.resolve("link.pgo"), folder.resolve("real.pgo"));
    assertThat(run("merge", "a.pprof", "-o", "link.pgo").exitCode()).isZero();
    assertThat(folder.resolve("link.pgo")).isSymbolicLink();
    assertThat(Files.size(folder.resolve("real.pgo"))).isPositive();
  }

  @Test
  void takesAnUnsetVariableForAMistake() {
    Run run = run("merge", "");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("go-pgo: an empty path: is a variable unset?");
  }

  /// Names that all collide under a polynomial hash of 31, as Java's strings have it.
  @Test
  void readsNamesThatWereMadeToCollide() throws IOException {
    StringBuilder stacks = new StringBuilder();
    for (int i = 0; i < 1 << 13; i++) {
      StringBuilder name = new StringBuilder();
      for (int bit = 0; bit < 13; bit++) {
        name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      stacks.append("main;").append(name).append(" 1\n");
    }
    write("collide.pprof", FoldedProfile.of(stacks.toString()).bytes());
    assertThat(run("check", "collide.pprof").out()).contains("8,192 call edges");
  }

  @Test
  void seesInTheOutputOfAnotherMergeWhatWasMerged() throws IOException {
    write("a.pprof", FoldedProfile.of("main;serve+decode 10").bytes());
    run("merge", "-o", "once.pgo", "a.pprof");
    assertThat(run("merge", "-o", "twice.pgo", "once.pgo", "once.pgo").err())
        .contains("2 inputs merged, 20 samples");
  }

  @Test
  void printsEdgesOfAnEmptyProfileAsGoDoes() throws IOException {
    write("empty.pprof", new byte[0]);
    assertThat(run("edges", "empty.pprof")).isEqualTo(new Run(0, "GO PREPROFILE V1\n", ""));
    assertThat(Go.preprofile(new byte[0])).asString().isEqualTo("GO PREPROFILE V1\n");
  }

  @Test
  void refusesEdgesOfWhatGoRefuses() throws IOException {
    write("old.pprof", FoldedProfile.of("main;serve 1").withoutStartLines().bytes());
    Run run = run("edges", "old.pprof");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("go-pgo: old.pprof: no function has a start line");
  }

  @Test
  void tellsWhatChangesForTheCompiler() throws IOException {
    write("old.pprof", FoldedProfile.of("main;serve 60\nmain:3;decode 40").bytes());
    write("new.pprof", FoldedProfile.of("main;serve 30\nmain:7;encode 70").bytes());
    assertThat(run("diff", "old.pprof", "new.pprof"))
        .isEqualTo(
            new Run(
                0,
                """
                overlap 30.0 %

                hot call edges entering: 1
                  0.000 % ->  70.000 %  main:7 encode

                hot call edges leaving: 1
                 40.000 % ->   0.000 %  main:3 decode

                hot call edges moved: 1
                 60.000 % ->  30.000 %  main:0 serve
                """,
                ""));
  }

  @Test
  void checksFitAndUnfitFiles() throws IOException {
    write("good.pgo", FoldedProfile.of("main;serve 12000").bytes());
    write("few.pgo", FoldedProfile.of("main;serve 5000").bytes());
    write("poor.pgo", FoldedProfile.of("main;serve 200").bytes());
    write("shallow.pgo", FoldedProfile.of("main 20000").bytes());
    write("empty.pgo", new byte[0]);
    assertThat(run("check", "good.pgo"))
        .isEqualTo(
            new Run(0, "good.pgo: fit: 12,000 samples, 1 call edge (1 hot), 222 bytes\n", ""));
    assertThat(run("check", "few.pgo"))
        .isEqualTo(
            new Run(
                0,
                """
                few.pgo: fit: 5,000 samples, 1 call edge (1 hot), 222 bytes
                  samples: 5,000, at least 10,000. Few samples: the compiler will miss some of what \
                is hot.
                """,
                ""));
    assertThat(run("check", "good.pgo", "poor.pgo").exitCode()).isEqualTo(3);
    assertThat(run("check", "empty.pgo").out()).isEqualTo("empty.pgo: unfit: it has no samples\n");
    assertThat(run("check", "shallow.pgo").exitCode()).isEqualTo(3);
    assertThat(run("check", "good.pgo", "empty.pgo", "missing.pgo").exitCode()).isEqualTo(1);
  }

  @Test
  void saysWhenAFileCannotTellItsSampleCount() throws IOException {
    write(
        "timed.pgo", FoldedProfile.of("main;serve 12000").types(ValueType.CPU_NANOSECONDS).bytes());
    write(
        "timeless.pgo",
        FoldedProfile.of("main;serve 12000")
            .types(ValueType.CPU_NANOSECONDS)
            .periodUntold()
            .bytes());
    assertThat(run("check", "timed.pgo").out()).startsWith("timed.pgo: fit: 12,000 samples");
    Run run = run("check", "timeless.pgo");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("timeless.pgo: fit: sample count unknown, 1 call edge");
  }

  @Test
  void showsNamesFromDataWithoutTheirControlCharacters() throws IOException {
    write("evil.pprof", FoldedProfile.of("main;se@[31mrve 10").bytesWith('@', '\u001b'));
    assertThat(run("diff", "evil.pprof", "evil.pprof").out()).doesNotContain("\u001b");
    Run run = run("check", "no\u001b[2Jsuch");
    assertThat(run.out()).contains("no\\u{1b}[2Jsuch").doesNotContain("\u001b");
  }

  @Test
  void explainsWrongUsage() {
    assertThat(run("mrege"))
        .isEqualTo(
            new Run(
                2,
                "",
                "go-pgo: Unmatched argument at index 0: 'mrege' (`go-pgo --help` tells the usage)\n"));
    assertThat(run("merge").exitCode()).isEqualTo(2);
    assertThat(run("diff", "one").exitCode()).isEqualTo(2);
    assertThat(run("edges", "--nope", "x").err()).contains("'--nope'", "`go-pgo edges --help`");
    assertThat(run().exitCode()).isEqualTo(2);
  }

  @Test
  void tellsItsVersion() {
    Run run = run("--version");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).matches("go-pgo \\d+\\.\\d+\\.\\d+\\S*\n");
  }

  private void writeMixedInputs() throws IOException {
    write("in/good.pprof", FoldedProfile.of("main;serve 10").bytes());
    write("in/text.pprof", "le profil".getBytes(UTF_8));
    write("in/empty.pprof", new byte[0]);
    write("in/negative.pprof", FoldedProfile.of("main;serve -1").bytes());
    write("in/old.pprof", FoldedProfile.of("main;serve 1").withoutStartLines().bytes());
    write(
        "in/heap.pprof",
        FoldedProfile.of("main;serve 1").types(new ValueType("inuse_space", "bytes")).bytes());
  }

  private void write(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private Run run(String... arguments) {
    return Run.in(folder, arguments);
  }
}
