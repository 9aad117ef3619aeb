package io.gitlab.gopgo.merge;

import io.gitlab.gopgo.pgo.CompactProfile;
import io.gitlab.gopgo.pgo.EdgeTable;
import io.gitlab.gopgo.pgo.Tally;
import io.gitlab.gopgo.pgo.WeightType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The sum of many profiles: one profile's worth of edges, and what they were made of.
///
/// @param period CPU nanoseconds between two samples, 0 where the inputs differ or don't tell
/// @param parts those of the parts that profiles were dealt into which have any edges; none after
///   [#whole]
/// @param weighed what was done to the weights; empty where they are sums and nothing else
public record Merged(
    EdgeTable table,
    WeightType weightType,
    long period,
    Evidence evidence,
    List<Part> parts,
    Optional<Weighed> weighed) {

  /// A plain sum.
  public Merged(
      EdgeTable table, WeightType weightType, long period, Evidence evidence, List<Part> parts) {
    this(table, weightType, period, evidence, parts, Optional.empty());
  }

  /// One part of the inputs.
  ///
  /// @param tally what the part's edges were made of
  public record Part(EdgeTable table, Tally tally) {}

  /// How many samples of one weight tell as much as these, 0 for unknown.
  public double evenSamples() {
    return weighed
        .flatMap(done -> done.evenness().map(Weighed.Evenness::samples))
        .orElse((double) evidence.tally().samples().orElse(0));
  }

  Merged with(Weighed done) {
    return new Merged(table, weightType, period, evidence, parts, Optional.of(done));
  }

  /// The same without the parts, which take eight times the memory and serve the judge alone.
  public Merged whole() {
    return new Merged(table, weightType, period, evidence, List.of(), weighed);
  }

  /// The `default.pgo` for these edges.
  public byte[] compact() {
    return CompactProfile.write(table, weightType, period, evidence.tally());
  }

  /// The same edges with the time of their recording, to be kept and merged later.
  public byte[] compactWithTime() {
    Instant from = evidence.recorded().map(Evidence.Span::from).orElse(Instant.EPOCH);
    Instant to = evidence.recorded().map(Evidence.Span::to).orElse(from);
    return CompactProfile.write(
        table,
        weightType,
        period,
        evidence.tally(),
        nanos(Duration.between(Instant.EPOCH, from)),
        nanos(Duration.between(from, to)));
  }

  /// As much of a time as a profile can tell, 292 years: an input may say that it lasted so long.
  private static long nanos(Duration time) {
    try {
      return time.toNanos();
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }
}
