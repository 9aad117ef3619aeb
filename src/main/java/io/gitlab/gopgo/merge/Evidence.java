package io.gitlab.gopgo.merge;

import io.gitlab.gopgo.pgo.Tally;
import java.time.Instant;
import java.util.Optional;

/// What a merge was made of, as far as its edges can't tell.
///
/// @param withoutStartLine share of the weight, 0 to 1, on call sites whose function has no start
///   line: those offsets are lines of a file and match nothing
/// @param heaviest the profile with the largest share of the weight; empty without any weight
/// @param recorded when the profiles were recorded, where they say so
public record Evidence(
    Tally tally, double withoutStartLine, Optional<Heaviest> heaviest, Optional<Span> recorded) {

  /// The profile that weighs most.
  ///
  /// @param share of the weight, 0 to 1
  public record Heaviest(String name, double share) {}

  /// From the first profile's start to the last one's end.
  public record Span(Instant from, Instant to) {
    Span and(Span other) {
      return new Span(
          from.isBefore(other.from) ? from : other.from, to.isAfter(other.to) ? to : other.to);
    }
  }
}
