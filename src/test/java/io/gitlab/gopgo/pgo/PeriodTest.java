package io.gitlab.gopgo.pgo;

import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.Profile;
import io.gitlab.gopgo.pprof.ValueType;
import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.Proto;
import java.io.ByteArrayOutputStream;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeriodTest {
  private static final long SECOND = 1_000_000_000;

  /// A profile with samples of 300 and 21 `unit`s, that tells another period than it has.
  private static Profile telling(long period, long unit, ValueType type) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(FoldedProfile.of("main;f 300\nmain;g 21").types(type).period(unit).bytes());
    bytes.writeBytes(Proto.message(out -> out.writeInt64(12, period)));
    return Edges.profile(bytes.toByteArray(), new Names());
  }

  /// Pyroscope lets every CPU profile tell a second: a hundredth of the samples, to who believes
  /// it.
  @ParameterizedTest
  @CsvSource({
    "1000000000, 10000000, 10000000",
    "1000000000, 20000000, 10000000",
    "1000000000, 4000000, 0",
    "1000000000, 1000000000, 1000000000",
    "20000000, 10000000, 20000000",
    "4000000, 4000000, 4000000",
    "0, 10000000, 0",
    "-1, 10000000, 0",
  })
  void believesASecondOnlyInSeconds(long told, long unit, long believed) {
    assertThat(Period.of(telling(told, unit, ValueType.CPU_NANOSECONDS))).isEqualTo(believed);
  }

  @Test
  void countsTheSamplesOfPyroscope() {
    Fitness.Fit fit =
        (Fitness.Fit) Fitness.of(telling(SECOND, 10_000_000, ValueType.CPU_NANOSECONDS));
    assertThat(fit.tally())
        .isEqualTo(new Tally(OptionalLong.of(321), OptionalLong.of(3_210_000_000L), 1));
  }

  /// 321 samples aren't 321 seconds.
  @Test
  void doesNotMakeUpCpuTime() {
    Fitness.Fit fit =
        (Fitness.Fit) Fitness.of(telling(SECOND, 10_000_000, ValueType.SAMPLES_COUNT));
    assertThat(fit.tally()).isEqualTo(new Tally(OptionalLong.of(321), OptionalLong.empty(), 1));
  }
}
