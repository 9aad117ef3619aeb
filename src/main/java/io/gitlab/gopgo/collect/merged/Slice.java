package io.gitlab.gopgo.collect.merged;

import io.gitlab.gopgo.collect.Window;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// A day, or the part of one that a window has: the most that a profiler merges at once.
record Slice(Instant from, Instant to) {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration ROUNDING = Duration.ofMinutes(1);

  /// The days of a window, as far as they have begun.
  ///
  /// @throws IOException for all of time
  static List<Slice> of(Window window, Instant now) throws IOException {
    if (window.equals(Window.ALL)) {
      throw new IOException(
          "a profiler is asked day by day; the service's `window` must be a number of days or an interval, found all");
    }
    List<Slice> slices = new ArrayList<>();
    for (Instant from = window.from();
        from.isBefore(window.to()) && from.isBefore(now);
        from = from.plus(DAY)) {
      slices.add(new Slice(from, from.plus(DAY)));
    }
    return slices;
  }

  /// Whether it is longer by more than what an end that is still inside takes away, or a part of
  /// seconds that a server splits off.
  boolean isMoreThan(Duration covered) {
    return Duration.between(from, to).minus(covered).compareTo(ROUNDING) > 0;
  }

  /// `2026-11-05`.
  @Override
  public String toString() {
    return from.truncatedTo(ChronoUnit.DAYS).toString().substring(0, 10);
  }
}
