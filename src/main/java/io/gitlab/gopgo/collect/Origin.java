package io.gitlab.gopgo.collect;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Where a profile comes from, as far as its source knows.
///
/// @param name what to call it in messages
/// @param labels what selections go by: `path` for files, `version` and `zone` for profilers
/// @param time when its recording began
public record Origin(String name, Map<String, String> labels, Optional<Instant> time) {
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant BEHIND = Instant.parse("+10000-01-01T00:00:00Z");

  /// A time that no calendar writes in four digits is a mistake: none is better than days that
  /// can't be counted.
  public Origin {
    time = time.filter(Origin::isSensible);
  }

  static boolean isSensible(Instant time) {
    return !time.isBefore(FIRST) && time.isBefore(BEHIND);
  }
}
