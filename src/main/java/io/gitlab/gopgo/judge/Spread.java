package io.gitlab.gopgo.judge;

import io.gitlab.gopgo.merge.Merged;
import io.gitlab.gopgo.pgo.EdgeTable;
import java.util.List;

/// How far the profiles of one workload differ from each other, beyond what chance makes of their
/// samples: the constant b² of the noise floor.
///
/// The profiles lie in up to eight parts. Every way of putting one half of the parts against the
/// other gives a distance; what is left of its square without the part of chance is the spread of
/// so and so many profiles. The mean over all ways is the estimate.
final class Spread {
  /// A few profiles know little of how different others can be: with k of them the estimate is
  /// raised by this over k - 1.
  private static final double CAUTION = 4;

  private final List<Merged.Part> parts;
  private final double square;

  /// @param samples of all parts together
  /// @param sampling the constant s of chance
  Spread(Merged merged, double samples, double sampling) {
    parts = merged.parts();
    square = parts.size() < 2 ? 0 : estimate(merged, samples, sampling);
  }

  /// Whether there were parts to compare.
  boolean isMeasured() {
    return parts.size() >= 2;
  }

  /// The squared distance that two single profiles would have, were it not for chance, halved.
  double square() {
    return square;
  }

  private double estimate(Merged merged, double samples, double sampling) {
    long[][] weights = weights(merged.table());
    double sum = 0;
    int splits = 0;
    int all = 1 << parts.size();
    for (int half = 1; half < all; half++) {
      // Each pair of halves once: of two of the same size the one without the last part.
      boolean isHalf = Integer.bitCount(half) == parts.size() / 2;
      boolean isTwin = parts.size() % 2 == 0 && half >= all / 2;
      if (isHalf && !isTwin) {
        sum += withoutChance(weights, half, merged.table().total(), samples, sampling);
        splits++;
      }
    }
    long profiles = merged.evidence().tally().profiles();
    return Math.max(0, sum / splits) * (1 + CAUTION / Math.max(1, profiles - 1));
  }

  /// The weight of each edge in each part.
  private long[][] weights(EdgeTable whole) {
    long[][] weights = new long[parts.size()][whole.size()];
    for (int part = 0; part < weights.length; part++) {
      EdgeTable table = parts.get(part).table();
      for (int edge = 0; edge < whole.size(); edge++) {
        weights[part][edge] =
            table.weightOf(whole.caller(edge), whole.callee(edge), whole.offset(edge));
      }
    }
    return weights;
  }

  /// What one pair of halves says of b².
  ///
  /// @param half a bit for each part of the first half
  private double withoutChance(
      long[][] weights, int half, long total, double samples, double sampling) {
    double first = 0;
    double firstProfiles = 0;
    double profiles = 0;
    for (int part = 0; part < weights.length; part++) {
      boolean inFirst = (half >> part & 1) == 1;
      first += inFirst ? parts.get(part).table().total() : 0;
      firstProfiles += inFirst ? parts.get(part).tally().profiles() : 0;
      profiles += parts.get(part).tally().profiles();
    }
    double second = total - first;
    double overlap = 0;
    for (int edge = 0; edge < weights[0].length; edge++) {
      long inFirst = 0;
      long inAll = 0;
      for (int part = 0; part < weights.length; part++) {
        inFirst += (half >> part & 1) == 1 ? weights[part][edge] : 0;
        inAll += weights[part][edge];
      }
      overlap += Math.min(inFirst / first, (inAll - inFirst) / second);
    }
    double chance =
        sampling * sampling * (1 / (samples * first / total) + 1 / (samples * second / total));
    return ((1 - overlap) * (1 - overlap) - chance)
        / (1 / firstProfiles + 1 / (profiles - firstProfiles));
  }
}
