package io.gitlab.gopgo.judge;

import io.gitlab.gopgo.merge.Merged;
import io.gitlab.gopgo.merge.Weighed;
import io.gitlab.gopgo.pgo.EdgeTable;
import io.gitlab.gopgo.pgo.Tally;
import io.gitlab.gopgo.pgo.WeightType;
import java.util.Arrays;
import java.util.List;

/// How far two profiles of one and the same workload can be expected to agree.
///
/// Two samples of a distribution never agree fully, for two reasons. Chance draws the samples: that
/// part of the squared distance (one minus overlap) is s² · (1/n + 1/m) for n and m samples. And
/// profiles come from different hours and machines: that part is b² · (1/k + 1/l) for k and l
/// profiles. Both constants belong to the workload and are found in the new profiles themselves.
///
/// Where sources have shares of their own, each is a workload by itself: how much of the whole it
/// is doesn't vary, so neither chance nor spread between sources counts.
///
/// @param chance the distance that the drawing of samples explains
/// @param spread the distance that the differences between profiles explain
/// @param fresh the new profile's part of all samples compared, 0 to 1
/// @param overlap the floor: at or above it, a difference counts as noise
/// @param method whether the spread between profiles could be measured
public record NoiseFloor(
    double chance, double spread, double fresh, double overlap, Method method) {
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
    double otherSamples = samples(other) * efficiency(merged);
    double sampling = coinFlips(merged) / Math.sqrt(4 / samples);
    double bySamples = sampling * sampling * (1 / samples + 1 / otherSamples);
    double otherProfiles = otherProfiles(other, otherSamples, profiles / samples);
    List<Weighed.Slice> slices = slices(merged);
    double byProfiles = 0;
    boolean isMeasured = true;
    for (Weighed.Slice slice : slices) {
      double ownSamples = samples(slice.merged());
      double ownSampling =
          slices.size() == 1 ? sampling : coinFlips(slice.merged()) / Math.sqrt(4 / ownSamples);
      double ownProfiles = Math.max(1, slice.merged().evidence().tally().profiles());
      Spread spread = new Spread(slice.merged(), ownSamples, ownSampling);
      isMeasured &= spread.isMeasured();
      byProfiles +=
          slice.share()
              * slice.share()
              * spread.square()
              * (1 / ownProfiles + 1 / (otherProfiles * (ownProfiles / profiles)));
    }
    double distance = Math.sqrt(bySamples + byProfiles);
    double stray = STRAY * Math.sqrt(1 / samples + 1 / otherSamples);
    return new NoiseFloor(
        Math.sqrt(bySamples),
        Math.sqrt(byProfiles),
        samples / (samples + otherSamples),
        Math.max(0, 1 - distance * (1 + margin) - stray),
        isMeasured ? Method.PROFILES : Method.SAMPLE_COUNTS);
  }

  /// The overlap that two profiles of the same workload have on average, 0 to 1.
  public double expected() {
    return Math.max(0, 1 - Math.hypot(chance, spread));
  }

  /// What varies by itself: sources with shares of their own, else the whole.
  private static List<Weighed.Slice> slices(Merged merged) {
    return merged
        .weighed()
        .map(Weighed::slices)
        .filter(slices -> !slices.isEmpty())
        .orElse(List.of(new Weighed.Slice(1, merged)));
  }

  /// How much a sample tells, compared with one of as many that all weigh the same. A committed
  /// profile doesn't tell how its samples were weighed, so it is taken for one like ours.
  private static double efficiency(Merged merged) {
    long samples = merged.evidence().tally().samples().orElse(0);
    return merged.weighed().isEmpty() || samples == 0 || merged.evenSamples() == 0
        ? 1
        : merged.evenSamples() / samples;
  }

  /// How many profiles the other one was made of. A merge by other tools looks like a single one;
  /// then it is taken for a merge of profiles like ours.
  private static double otherProfiles(Merged other, double samples, double profilesPerSample) {
    long told = other.evidence().tally().profiles();
    return told > 1 ? told : Math.max(1, samples * profilesPerSample);
  }

  /// The sample count for the square root law, where it isn't told the number of weights.
  private static double samples(Merged merged) {
    double even = merged.evenSamples();
    return even > 0 ? even : merged.table().total() / quantum(merged);
  }

  /// The weight of one sample of one edge.
  private static double quantum(Merged merged) {
    if (merged.weightType() == WeightType.SAMPLES) {
      return 1;
    }
    if (merged.weighed().flatMap(Weighed::evenness).isPresent()) {
      return merged.weighed().flatMap(Weighed::evenness).get().quantum();
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
  ///
  /// Where several sources have the edge, the deviations of their shares add up as independent ones
  /// do, by their squares.
  private static double coinFlips(Merged merged) {
    List<Weighed.Slice> slices = slices(merged);
    if (slices.size() == 1) {
      Merged all = slices.getFirst().merged();
      return sum(deviations(all, all.table())) / quanta(all);
    }
    EdgeTable whole = merged.table();
    double[] squares = new double[whole.size()];
    for (Weighed.Slice slice : slices) {
      double[] deviations = deviations(slice.merged(), whole);
      for (int edge = 0; edge < squares.length; edge++) {
        double deviation = slice.share() * deviations[edge] / quanta(slice.merged());
        squares[edge] += deviation * deviation;
      }
    }
    return sum(Arrays.stream(squares).map(Math::sqrt).toArray());
  }

  /// The mean difference between the halves in each edge of the whole, in quanta.
  private static double[] deviations(Merged merged, EdgeTable whole) {
    double quantum = quantum(merged);
    double[] deviations = new double[whole.size()];
    for (int edge = 0; edge < whole.size(); edge++) {
      long weight =
          merged.table().weightOf(whole.caller(edge), whole.callee(edge), whole.offset(edge));
      deviations[edge] = weight == 0 ? 0 : meanDeviation(Math.max(1, Math.round(weight / quantum)));
    }
    return deviations;
  }

  private static double sum(double[] terms) {
    double sum = 0;
    for (double term : terms) {
      sum += term;
    }
    return sum;
  }

  private static double quanta(Merged merged) {
    return merged.table().total() / quantum(merged);
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
