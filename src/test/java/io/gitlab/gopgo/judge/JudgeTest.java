package io.gitlab.gopgo.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.judge.Finding.Level;
import io.gitlab.gopgo.merge.Intake;
import io.gitlab.gopgo.merge.Merge;
import io.gitlab.gopgo.merge.MergeException;
import io.gitlab.gopgo.merge.Merged;
import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.ProfileReader;
import io.gitlab.gopgo.pprof.ValueType;
import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.Folders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private final Judge judge = new Judge(Thresholds.DEFAULT);
  private final Names names = new Names();

  @Test
  void withholdsWhatWasMadeOfNothing() {
    assertThat(judge.judge(merged(), List.of(new Committed.Missing("default.pgo"))))
        .isEqualTo(
            new Verdict.Withheld(
                List.of(
                    new Finding(
                        "profiles",
                        Level.WITHHOLDS,
                        "0",
                        "at least 1",
                        "No profile could be used.",
                        ""))));
  }

  @Test
  void withholdsTooFewSamples() {
    assertThat(level("samples", merged("a;b 2999"))).contains(Level.WITHHOLDS);
    assertThat(level("samples", merged("a;b 3000"))).contains(Level.WARNING);
    assertThat(level("samples", merged("a;b 9999"))).contains(Level.WARNING);
    assertThat(level("samples", merged("a;b 10000"))).contains(Level.NOTE);
  }

  @Test
  void withholdsSamplesWithoutCalls() {
    assertThat(level("edges", merged("main 20000"))).contains(Level.WITHHOLDS);
  }

  @Test
  void warnsWhereTheSampleCountIsUnknown() {
    Merged untold =
        merge(
            List.of(
                FoldedProfile.of("a;b 20000")
                    .types(ValueType.CPU_NANOSECONDS)
                    .periodUntold()
                    .bytes()));
    assertThat(level("samples", untold)).contains(Level.WARNING);
    assertThat(judge.judge(untold, List.of(new Committed.Missing("default.pgo"))))
        .isInstanceOf(Verdict.Proposed.class);
  }

  /// Mostly without is what Parca gives where an agent without symbols has seen the build before.
  @Test
  void warnsOfWeightWithoutStartLinesOrWithholdsIt() {
    byte[] some = Folders.bytes(Folders.fixture("start-lines-some"));
    assertThat(level("start lines", merge(List.of(some)))).contains(Level.WITHHOLDS);
    assertThat(level("start lines", merge(List.of(some, FoldedProfile.of("a;b 1000").bytes()))))
        .contains(Level.WARNING);
    assertThat(level("start lines", merge(List.of(some, FoldedProfile.of("a;b 100000").bytes()))))
        .contains(Level.NOTE);
    assertThat(level("start lines", merged("a;b 10000"))).isEmpty();
  }

  @Test
  void warnsOfAProfileThatDominatesManyOthers() {
    List<byte[]> profiles = new ArrayList<>();
    for (int i = 0; i < 39; i++) {
      profiles.add(FoldedProfile.of("a;b 1000").bytes());
    }
    profiles.add(FoldedProfile.of("a;c 3000").bytes());
    assertThat(finding("dominance", merge(profiles)))
        .contains(
            new Finding(
                "dominance",
                Level.WARNING,
                "7.1 %",
                "at most 5.0 %",
                "One profile makes up more than its part; the others may be drowned out.",
                "39.pprof"));
    profiles.removeFirst();
    assertThat(finding("dominance", merge(profiles))).isEmpty();
  }

  @Test
  void keepsWhatIsTheSameWithinNoise() {
    Verdict verdict =
        judge.judge(merged("a;b 6000\na;c 6000"), List.of(usable("a;b 6100\na;c 5900")));
    assertThat(verdict).isInstanceOf(Verdict.Kept.class);
    assertThat(verdict.findings().getLast().sentence())
        .isEqualTo(
            "The committed profile is the same within sampling noise: the sample counts alone"
                + " explain as much.");
  }

  @Test
  void proposesWhatDiffersByMoreThanNoise() {
    Verdict verdict =
        judge.judge(merged("a;b 6000\na;c 6000"), List.of(usable("a;b 9000\na;c 3000")));
    assertThat(verdict).isInstanceOf(Verdict.Proposed.class);
    Finding change = verdict.findings().getLast();
    assertThat(change.figure()).isEqualTo("overlap 75.0 %");
    assertThat(change.threshold()).matches("noise floor 9\\d\\.\\d %");
  }

  @Test
  void takesTheCommittedProfilesSizeIntoAccount() {
    Merged fresh = merged("a;b 6000\na;c 6000");
    assertThat(judge.judge(fresh, List.of(usable("a;b 540\na;c 460"))))
        .isInstanceOf(Verdict.Kept.class);
    assertThat(judge.judge(fresh, List.of(usable("a;b 540000\na;c 460000"))))
        .isInstanceOf(Verdict.Proposed.class);
  }

  @Test
  void comparesOnlyShares() {
    Merged fresh = merged("a;b 6000\na;c 6000");
    FoldedProfile timed = FoldedProfile.of("a;b 9000\na;c 9000").types(ValueType.CPU_NANOSECONDS);
    Committed committed = new Committed.Usable("default.pgo", 1, merge(List.of(timed.bytes())));
    assertThat(judge.judge(fresh, List.of(committed))).isInstanceOf(Verdict.Kept.class);
  }

  @Test
  void proposesWhereOneOfSeveralFilesLacksAProfile() {
    Merged fresh = merged("a;b 6000\na;c 6000");
    assertThat(
            judge.judge(
                fresh, List.of(usable("a;b 6000\na;c 6000"), new Committed.Missing("other.pgo"))))
        .isInstanceOf(Verdict.Proposed.class);
  }

  @Test
  void comparesWithTheFileThatDiffersMost() {
    Verdict verdict =
        judge.judge(
            merged("a;b 6000\na;c 6000"),
            List.of(usable("a;b 6000\na;c 6000"), usable("a;b 9000\na;c 3000")));
    assertThat(verdict).isInstanceOf(Verdict.Proposed.class);
    assertThat(verdict.findings().getLast().figure()).isEqualTo("overlap 75.0 %");
  }

  @Test
  void replacesACommittedFileOfNoUse() {
    Verdict verdict =
        judge.judge(
            merged("a;b 12000"), List.of(new Committed.Useless("default.pgo", 9, "no profile")));
    assertThat(verdict).isInstanceOf(Verdict.Proposed.class);
    assertThat(verdict.findings().getLast().subject()).isEqualTo("default.pgo: no profile");
  }

  private Optional<Level> level(String rule, Merged merged) {
    return finding(rule, merged).map(Finding::level);
  }

  private Optional<Finding> finding(String rule, Merged merged) {
    return judge.soundness(merged).stream()
        .filter(finding -> finding.rule().equals(rule))
        .findFirst();
  }

  private Committed usable(String stacks) {
    return new Committed.Usable("default.pgo", 1, merged(stacks));
  }

  private Merged merged(String... stacks) {
    return merge(List.of(stacks).stream().map(text -> FoldedProfile.of(text).bytes()).toList());
  }

  private Merged merge(List<byte[]> profiles) {
    Merge merge = new Merge(names, ProfileReader.DEFAULT_LIMIT);
    for (int i = 0; i < profiles.size(); i++) {
      assertThat(merge.add(i + ".pprof", profiles.get(i), 0)).isEqualTo(new Intake.Taken());
    }
    try {
      return merge.finish();
    } catch (MergeException e) {
      throw new AssertionError(e);
    }
  }
}
