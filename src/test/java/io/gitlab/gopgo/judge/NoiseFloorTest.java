package io.gitlab.gopgo.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gitlab.gopgo.merge.MergeException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoiseFloorTest {
  private static final int TRIALS = 40;

  /// A part of the table in `docs/judge.md`; the seeds are fixed, so the figures are too.
  @ParameterizedTest
  @CsvSource({"3, 1000", "10, 1000", "10, 5000"})
  void tellsDriftFromNoise(int profiles, int samplesEach) throws IOException, MergeException {
    NoiseSimulation gateway = new NoiseSimulation(NoiseSimulation.edgesOf("gateway"), TRIALS);
    NoiseSimulation.Size size = new NoiseSimulation.Size(profiles, samplesEach);
    assertThat(gateway.proposed(size, 0, 0, 1)).isLessThan(0.05);
    assertThat(gateway.proposed(size, 0, 0.3, 1)).isLessThan(0.2);
    assertThat(gateway.proposed(size, 0.1, 0, 2)).isGreaterThan(0.5);
    assertThat(gateway.proposed(size, 0.3, 0, 3)).isEqualTo(1);
  }

  /// A tenth of the weight from a source with few samples, or with far more than its share.
  @ParameterizedTest
  @CsvSource({"1, 1000", "20, 500"})
  void tellsDriftFromNoiseInWeighedProfiles(int profiles, int samplesEach)
      throws IOException, MergeException {
    NoiseSimulation gateway = new NoiseSimulation(NoiseSimulation.edgesOf("gateway"), 20);
    NoiseSimulation.Size size = new NoiseSimulation.Size(10, 1000);
    NoiseSimulation.Size rest = new NoiseSimulation.Size(profiles, samplesEach);
    assertThat(gateway.proposedWeighed(size, rest, 0, 0, 1)).isLessThan(0.05);
    assertThat(gateway.proposedWeighed(size, rest, 0, 0.3, 1)).isLessThan(0.2);
    assertThat(gateway.proposedWeighed(size, rest, 0.2, 0, 2)).isGreaterThan(0.5);
  }

  @Test
  void tellsDriftFromNoiseWhereSamplesCountUnevenly() throws IOException, MergeException {
    NoiseSimulation gateway = new NoiseSimulation(NoiseSimulation.edgesOf("gateway"), 20);
    NoiseSimulation.Size heavy = new NoiseSimulation.Size(8, 500);
    NoiseSimulation.Size light = new NoiseSimulation.Size(8, 2000);
    assertThat(gateway.proposedUneven(heavy, light, 0, 0, 1)).isLessThan(0.05);
    assertThat(gateway.proposedUneven(heavy, light, 0, 0.3, 1)).isLessThan(0.2);
    assertThat(gateway.proposedUneven(heavy, light, 0.2, 0, 2)).isGreaterThan(0.5);
  }

  @Test
  void knowsHowFarFlippedCoinsStray() {
    assertThat(NoiseFloor.meanDeviation(1)).isEqualTo(1);
    assertThat(NoiseFloor.meanDeviation(2)).isEqualTo(1);
    assertThat(NoiseFloor.meanDeviation(3)).isEqualTo(1.5);
    assertThat(NoiseFloor.meanDeviation(4)).isEqualTo(1.5);
    assertThat(NoiseFloor.meanDeviation(999))
        .isCloseTo(NoiseFloor.meanDeviation(1_000), within(0.02));
  }
}
