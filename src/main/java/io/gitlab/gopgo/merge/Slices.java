package io.gitlab.gopgo.merge;

import io.gitlab.gopgo.pgo.EdgeTable;
import io.gitlab.gopgo.pgo.Tally;
import io.gitlab.gopgo.pgo.WeightType;
import io.gitlab.gopgo.pprof.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// Puts sums of sources together, each with its share of the whole.
///
/// The weights of the whole add up to the CPU time of all, as those of a plain sum would, times a
/// [Scale].
final class Slices {
  private final Names names;
  private final SortedMap<String, Merged> sums;
  private final Map<String, Double> shares;

  /// @param sums by source, at least one, all with edges and with these names
  /// @param shares of those that have sums, together 1
  Slices(Names names, SortedMap<String, Merged> sums, Map<String, Double> shares) {
    this.names = names;
    this.sums = sums;
    this.shares = shares;
  }

  Merged together() throws MergeException {
    long scale = scale();
    EdgeTable whole = new EdgeTable(names);
    Tally tally = Tally.NONE;
    double withoutStartLine = 0;
    Optional<Evidence.Heaviest> heaviest = Optional.empty();
    Optional<Evidence.Span> recorded = Optional.empty();
    List<Weighed.Slice> slices = new ArrayList<>();
    for (Map.Entry<String, Merged> entry : sums.entrySet()) {
      double share = share(entry.getKey());
      Evidence evidence = entry.getValue().evidence();
      slices.add(new Weighed.Slice(share, entry.getValue()));
      whole.addRounded(entry.getValue().table(), factor(entry.getKey()) * scale);
      tally = tally.plus(evidence.tally());
      withoutStartLine += share * evidence.withoutStartLine();
      heaviest = heavier(heaviest, evidence.heaviest(), share);
      recorded = both(recorded, evidence.recorded());
    }
    EdgeTable ordered = whole.ordered(names.ranks());
    return new Merged(
            ordered,
            WeightType.CPU_NANOSECONDS,
            period(),
            new Evidence(tally, withoutStartLine, heaviest, recorded),
            List.of())
        .with(new Weighed(evenness(slices, ordered.total()), List.copyOf(slices), scale));
  }

  private double share(String source) {
    return shares.getOrDefault(source, 0.0);
  }

  private double nanos() {
    return sums.values().stream().mapToDouble(Slices::nanos).sum();
  }

  private static double nanos(Merged sum) {
    return sum.weightType() == WeightType.SAMPLES
        ? (double) sum.table().total() * sum.period()
        : (double) sum.table().total() / sum.weighed().map(Weighed::scale).orElse(1L);
  }

  /// What the source's weights are multiplied with.
  private double factor(String source) {
    Merged sum = sums.get(source);
    return sum == null ? 0 : share(source) * nanos() / sum.table().total();
  }

  private long scale() throws MergeException {
    double least = Double.MAX_VALUE;
    for (Map.Entry<String, Merged> entry : sums.entrySet()) {
      least = Math.min(least, entry.getValue().table().least() * factor(entry.getKey()));
    }
    return Scale.of(least, nanos());
  }

  private long period() {
    long[] periods = sums.values().stream().mapToLong(Merged::period).distinct().toArray();
    return periods.length == 1 ? periods[0] : 0;
  }

  /// n samples of a share s weigh s / n each, so Kish's rule says 1 / (sum of s² / n).
  private static Optional<Weighed.Evenness> evenness(List<Weighed.Slice> slices, long total) {
    double squares = 0;
    for (Weighed.Slice slice : slices) {
      double even = slice.merged().evenSamples();
      if (even == 0) {
        return Optional.empty();
      }
      squares += slice.share() * slice.share() / even;
    }
    return Optional.of(new Weighed.Evenness(1 / squares, total * squares));
  }

  private static Optional<Evidence.Heaviest> heavier(
      Optional<Evidence.Heaviest> one, Optional<Evidence.Heaviest> other, double share) {
    Optional<Evidence.Heaviest> scaled =
        other.map(each -> new Evidence.Heaviest(each.name(), each.share() * share));
    return one.isEmpty() || scaled.filter(each -> each.share() > one.get().share()).isPresent()
        ? scaled
        : one;
  }

  private static Optional<Evidence.Span> both(
      Optional<Evidence.Span> one, Optional<Evidence.Span> other) {
    return one.isEmpty() ? other : one.map(span -> other.map(span::and).orElse(span));
  }
}
