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

  /// `2026-11-05`.
  @Override
  public String toString() {
    return from.truncatedTo(ChronoUnit.DAYS).toString().substring(0, 10);
  }
}
