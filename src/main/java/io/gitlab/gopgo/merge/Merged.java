package io.gitlab.gopgo.merge;

import io.gitlab.gopgo.pgo.CompactProfile;
import io.gitlab.gopgo.pgo.EdgeTable;
import io.gitlab.gopgo.pgo.Tally;
import io.gitlab.gopgo.pgo.WeightType;
import java.util.List;

/// The sum of many profiles: one profile's worth of edges, and what they were made of.
///
/// @param period CPU nanoseconds between two samples, 0 where the inputs differ or don't tell
/// @param parts those of the parts that profiles were dealt into which have any edges
public record Merged(
    EdgeTable table, WeightType weightType, long period, Evidence evidence, List<Part> parts) {

  /// One part of the inputs.
  ///
  /// @param tally what the part's edges were made of
  public record Part(EdgeTable table, Tally tally) {}

  /// The `default.pgo` for these edges.
  public byte[] compact() {
    return CompactProfile.write(table, weightType, period, evidence.tally());
  }
}
