package io.gitlab.gopgo.merge;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// The rules by which profiles count more or less than their CPU time.
///
/// Without any, a second of CPU time counts the same wherever it was spent, which is right inside
/// one deployment: what runs most weighs most.
///
/// @param sources what each source weighs
/// @param cap the largest share of the weight that one profile may have
/// @param durations how far a profile's duration may be off the median of its source's, as a share
/// @param guard what is not to be inlined
public record Weighing(
    Sources sources, Versions versions, OptionalDouble cap, OptionalDouble durations, Guard guard) {
  public static final Weighing NONE =
      new Weighing(
          new Sources.AsTheyAre(),
          new Versions.All(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          Guard.NONE);

  /// Whether profiles count as they are; a guard changes names, not weights.
  boolean isPlain() {
    return sources instanceof Sources.AsTheyAre
        && versions instanceof Versions.All
        && cap.isEmpty()
        && durations.isEmpty();
  }

  /// What sources weigh against each other.
  public sealed interface Sources {
    record AsTheyAre() implements Sources {}

    /// Each has its share of the whole, however much it recorded. The shares of sources that gave
    /// nothing go to the others, in their proportions.
    record Shares(Map<String, Double> of) implements Sources {}

    /// Each second of CPU time of a source counts so often; 1 for sources without a number.
    record Multipliers(Map<String, Double> of) implements Sources {}
  }

  /// What the versions of a program weigh against each other.
  public sealed interface Versions {
    record All() implements Versions {}

    /// The newest so many, and profiles that tell no version.
    record Newest(int count) implements Versions {}

    /// A version weighs half as much as one that came by this later.
    record HalfLife(Duration time) implements Versions {}
  }

  /// The number of versions that are kept, where it is limited.
  OptionalInt newest() {
    return versions instanceof Versions.Newest(int count)
        ? OptionalInt.of(count)
        : OptionalInt.empty();
  }
}
