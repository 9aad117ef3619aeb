package io.gitlab.gopgo.judge;

import io.gitlab.gopgo.merge.Merged;
import io.gitlab.gopgo.merge.Merged.Part;
import io.gitlab.gopgo.pgo.EdgeTable;
import io.gitlab.gopgo.pgo.Overlap;
import io.gitlab.gopgo.pgo.Tally;
import io.gitlab.gopgo.pgo.WeightType;

/// How far two profiles of one and the same workload can be expected to agree.
///
/// Two samples of a distribution never agree fully. Their distance (one minus overlap) shrinks with
/// the square root of the sample counts, d = c · √(1/n + 1/m), and c belongs to the workload. So c
/// is taken from two samples of this very workload and then applied to the two that are compared.
///
/// The two samples are the halves into which the profiles were dealt. Unlike samples within one
/// profile, profiles come from different hours and machines, and the halves show that spread too.
/// With too few profiles, the edges' counts are split by coin flips instead, in closed form: that
/// is the part of the noise that sampling alone makes.
///
/// @param expected the overlap that two profiles of the same workload have on average, 0 to 1
/// @param overlap the floor: at or above it, a difference counts as noise
/// @param method how it was found
public record NoiseFloor(double expected, double overlap, Method method) {
  /// Where the workload's constant came from.
  public enum Method {
    /// The disagreement of two halves of the profiles.
    HALVES,
    /// The disagreement that coin flips would make of the sample counts.
    SAMPLE_COUNTS
  }

  /// A half of one profile says more of that profile than of the workload.
  private static final long HALF_PROFILES = 2;

  /// The distance of one pair of profiles strays around its mean by at most 0.3 · √(1/n + 1/m): as
  /// far as that of two edges, and far less in proportion where many edges share the weight. Two
  /// and a half times that is allowed for.
  private static final double STRAY = 2.5 * 0.3;

  /// From here on Stirling's formula for the mean absolute deviation is exact to four digits.
  private static final long LARGE = 1_000;

  /// The floor for comparing `merged` with another profile of the same workload.
  ///
  /// @param otherSize the other profile's sample count
  /// @param margin how much farther than expected two profiles may lie apart, as a share
  public static NoiseFloor of(Merged merged, double otherSize, double margin) {
    double size = size(merged);
    double sampling = coinFlips(merged) / Math.sqrt(4 / size);
    double constant = sampling;
    Method method = Method.SAMPLE_COUNTS;
    Part first = merged.first();
    Part second = merged.second();
    if (first.tally().profiles() >= HALF_PROFILES && second.tally().profiles() >= HALF_PROFILES) {
      double ofHalves = 1 - Overlap.of(first.table(), second.table());
      double ofFirst = size * first.table().total() / merged.table().total();
      double ofSecond = size * second.table().total() / merged.table().total();
      // Halves agree better than sampling allows only by luck.
      constant = Math.max(sampling, ofHalves / Math.sqrt(1 / ofFirst + 1 / ofSecond));
      method = Method.HALVES;
    }
    double scale = Math.sqrt(1 / size + 1 / otherSize);
    return new NoiseFloor(
        Math.max(0, 1 - constant * scale),
        Math.max(0, 1 - (constant * (1 + margin) + STRAY) * scale),
        method);
  }

  /// The size of a profile for the square root law: its samples, where it knows them.
  static double size(Merged merged) {
    Tally tally = merged.evidence().tally();
    return tally.samples().isPresent() && tally.samples().getAsLong() > 0
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
      return Math.sqrt(2 * count / Math.PI);
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
