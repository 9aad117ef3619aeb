package io.gitlab.gopgo.collect;

import java.util.Map;
import java.util.Optional;

/// What one pass over a source gave.
///
/// @param collected a result for every selection
/// @param listing what the pass cost; empty for a source that asks no server
public record Pass(Map<Selection, Collected> collected, Optional<Listing> listing) {

  /// What a pass asked of a server, and what it saw of its listing.
  ///
  /// @param requests of this run, repeated and failed ones included: they count towards quotas
  /// @param pages of the whole pass, as are the figures below
  /// @param bytes of JSON
  /// @param listed profiles of all kinds
  /// @param skipped profiles that the server could not read, even when asked again
  /// @param order in words: "newest first"
  /// @param isComplete whether the pass came to the listing's end
  public record Listing(
      long requests,
      long pages,
      long bytes,
      long listed,
      long skipped,
      String order,
      boolean isComplete) {}
}
