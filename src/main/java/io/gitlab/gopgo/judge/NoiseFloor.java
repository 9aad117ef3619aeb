package io.gitlab.gopgo.judge;

import io.gitlab.gopgo.merge.Merged;
import io.gitlab.gopgo.pgo.EdgeTable;
import io.gitlab.gopgo.pgo.Tally;
import io.gitlab.gopgo.pgo.WeightType;

/// How far two profiles of one and the same workload can be expected to agree.
///
/// Two samples of a distribution never agree fully, for two reasons. Chance draws the samples: that
/// part of the squared distance (one minus overlap) is s² · (1/n + 1/m) for n and m samples. And
/// profiles come from different hours and machines: that part is b² · (1/k + 1/l) for k and l
/// profiles. Both constants belong to the workload and are found in the new profiles themselves.
///
/// @param expected the overlap that two profiles of the same workload have on average, 0 to 1
/// @param overlap the floor: at or above it, a difference counts as noise
/// @param method whether the spread between profiles could be measured
public record NoiseFloor(double expected, double overlap, Method method) {
  /// What the floor was found from.
  public enum Method {
    /// From the sample counts, and from how far the profiles differ from each other.
    PROFILES,
    /// From the sample counts alone: there is but one part, which tells nothing of a spread.
    SAMPLE_COUNTS
  }

  /// With many edges a single distance strays from its mean by much less than this times √(1/n +
  /// 1/m), with two edges by about as much. Two and a half times that is allowed for.
  private static final double STRAY = 2.5 * 0.3;

  /// From here on Stirling's formula for the mean absolute deviation is exact to four digits.
  private static final long LARGE = 1_000;

  /// The floor for comparing two profiles.
  ///
  /// @param other a profile, perhaps of the same workload
  /// @param margin how much farther than expected two profiles may lie apart, as a share
  public static NoiseFloor of(Merged merged, Merged other, double margin) {
    double samples = samples(merged);
    double profiles = Math.max(1, merged.evidence().tally().profiles());
    double otherSamples = samples(other);
    double sampling = coinFlips(merged) / Math.sqrt(4 / samples);
    Spread spread = new Spread(merged, samples, sampling);
    double bySamples = sampling * sampling * (1 / samples + 1 / otherSamples);
    double byProfiles =
        spread.square()
            * (1 / profiles + 1 / otherProfiles(other, otherSamples, profiles / samples));
    double distance = Math.sqrt(bySamples + byProfiles);
    double stray = STRAY * Math.sqrt(1 / samples + 1 / otherSamples);
    return new NoiseFloor(
        Math.max(0, 1 - distance),
        Math.max(0, 1 - distance * (1 + margin) - stray),
        spread.isMeasured() ? Method.PROFILES : Method.SAMPLE_COUNTS);
  }

  /// How many profiles the other one was made of. A merge by other tools looks like a single one;
  /// then it is taken for a merge of profiles like ours.
  private static double otherProfiles(Merged other, double samples, double profilesPerSample) {
    long told = other.evidence().tally().profiles();
    return told > 1 ? told : Math.max(1, samples * profilesPerSample);
  }

  /// The sample count for the square root law, where it isn't told the number of weights.
  private static double samples(Merged merged) {
    Tally tally = merged.evidence().tally();
    return tally.samples().orElse(0) > 0
        ? tally.samples().getAsLong()
        : merged.table().total() / quantum(merged);
  }

  /// The weight of one sample of one edge.
  private static double quantum(Merged merged) {
    if (merged.weightType() == WeightType.SAMPLES) {
      return 1;
    }
    Tally tally = merged.evidence().tally();
    if (tally.samples().orElse(0) > 0 && tally.cpuNanos().orElse(0) > 0) {
      return (double) tally.cpuNanos().getAsLong() / tally.samples().getAsLong();
    }
    // No edge was seen less than once.
    EdgeTable table = merged.table();
    long least = Long.MAX_VALUE;
    for (int edge = 0; edge < table.size(); edge++) {
      least = Math.min(least, table.weight(edge));
    }
    return least;
  }

  /// The expected distance of two halves if each sample went to one of them by the flip of a coin.
  ///
  /// A half's share of an edge of count c is off by |2X - c| / C on both sides, X being binomial
  /// and C the sum of all counts; so the distance is the sum of the mean deviations over C.
  private static double coinFlips(Merged merged) {
    EdgeTable table = merged.table();
    double quantum = quantum(merged);
    double deviation = 0;
    for (int edge = 0; edge < table.size(); edge++) {
      deviation += meanDeviation(Math.max(1, Math.round(table.weight(edge) / quantum)));
    }
    return deviation / (table.total() / quantum);
  }

  /// The mean of |heads - tails| over `count` flips of a fair coin.
  static double meanDeviation(long count) {
    if (count >= LARGE) {
      return Math.sqrt(2.0 * count / Math.PI);
    }
    // count · (count over half) / 2^count for an even count, the same for the odd one below it.
    long even = count + count % 2;
    double deviation = even;
    for (long i = 1; i <= even / 2; i++) {
      deviation *= (2 * i - 1) / (2.0 * i);
    }
    return deviation;
  }
}
