package io.gitlab.gopgo.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.merge.Merge;
import io.gitlab.gopgo.merge.MergeException;
import io.gitlab.gopgo.merge.Merged;
import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.ProfileReader;
import io.gitlab.gopgo.testing.FoldedProfile;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriftTest {
  private final Names names = new Names();

  /// Three edges moved no farther than chance takes them; one isn't hot in either profile.
  @Test
  void showsWhatMovedByMoreThanNoise() throws MergeException {
    Drift drift =
        drift(
            "a;same 2000\na;less 1200\na;more 600\na;chance 300\na;chance2 300\na;gone 90\na;cold 45",
            "a;same 2060\na;less 900\na;more 900\na;chance 330\na;chance2 275\na;new 90\na;cold 43");
    assertThat(drift.edges())
        .extracting(edge -> edge.way() + " " + edge.change().callee())
        .containsExactly("LESS less", "MORE more", "WENT gone", "CAME new");
    assertThat(drift.within()).isEqualTo(3);
  }

  @Test
  void showsNothingOfTheSame() throws MergeException {
    Drift drift = drift("a;b 6000\na;c 6000", "a;b 6100\na;c 5900");
    assertThat(drift).isEqualTo(new Drift(List.of(), 2));
    assertThat(drift("a;b 6000", "a;b 9000")).isEqualTo(new Drift(List.of(), 0));
  }

  /// Nine samples where there were none of a thousand may be chance, of a million hardly.
  @Test
  void knowsTheSizesOfBoth() throws MergeException {
    String now = "a;b 1500\na;c 1500\n" + rare(9) + "a;d 9";
    assertThat(drift("a;b 1500\na;c 1500\n" + rare(9), now).edges()).isEmpty();
    assertThat(drift("a;b 500000\na;c 500000\n" + rare(3000), now).edges())
        .extracting(edge -> edge.way() + " " + edge.change().callee())
        .containsExactly("CAME d");
  }

  private static String rare(int samples) {
    return IntStream.range(0, 20)
        .mapToObj(i -> "a;rare%d %d\n".formatted(i, samples))
        .collect(Collectors.joining());
  }

  /// A part of the table in `docs/judge.md`; the seeds are fixed, so the figures are too.
  @ParameterizedTest
  @CsvSource({"10, 1000, 0", "10, 1000, 0.3", "10, 10000, 0.3"})
  void tellsMovedEdgesFromOthers(int profiles, int samplesEach, double spread)
      throws IOException, MergeException {
    NoiseSimulation api = new NoiseSimulation(NoiseSimulation.edgesOf("api"), 40);
    NoiseSimulation.Size size = new NoiseSimulation.Size(profiles, samplesEach);
    assertThat(api.rows(size, 0, spread, 4).shown()).isLessThan(0.5);
    NoiseSimulation.Rows drifted = api.rows(size, 0.1, spread, 5);
    assertThat(drifted.shown()).isGreaterThan(5);
    assertThat(drifted.wrong()).isLessThan(0.5);
    assertThat(drifted.explained()).isGreaterThan(0.3);
  }

  private Drift drift(String before, String now) throws MergeException {
    Judge judge = new Judge(Thresholds.DEFAULT);
    Committed committed = new Committed.Usable("default.pgo", 1, merged(before));
    return switch (judge.judge(merged(now), List.of(committed))) {
      case Verdict.Proposed proposed -> proposed.comparison().orElseThrow().drift();
      case Verdict.Kept kept -> kept.comparison().orElseThrow().drift();
      case Verdict.Withheld withheld -> throw new AssertionError(withheld);
    };
  }

  private Merged merged(String stacks) throws MergeException {
    Merge merge = new Merge(names, ProfileReader.DEFAULT_LIMIT);
    merge.add("a", FoldedProfile.of(stacks).bytes(), 0);
    return merge.finish();
  }
}
