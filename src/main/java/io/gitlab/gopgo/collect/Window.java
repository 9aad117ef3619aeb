package io.gitlab.gopgo.collect;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The time from which profiles are taken: whole UTC days, so that every run on one day sees the
/// same window, or all of time.
///
/// @param from the first instant inside
/// @param to the first instant behind
public record Window(Instant from, Instant to) {
  public static final Window ALL = new Window(Instant.MIN, Instant.MAX);

  private static final Pattern DAYS = Pattern.compile("([1-9]\\d{0,3})d");
  private static final Pattern INTERVAL =
      Pattern.compile("(\\d{4}-\\d{2}-\\d{2})/(\\d{4}-\\d{2}-\\d{2})");

  /// Reads `7d`, `all` or `2026-11-01/2026-11-08`; empty for anything else.
  ///
  /// @param now a number of days ends at the last UTC midnight before it
  public static Optional<Window> parse(String text, Instant now) {
    if (text.equals("all")) {
      return Optional.of(ALL);
    }
    Matcher days = DAYS.matcher(text);
    if (days.matches()) {
      Instant midnight = now.truncatedTo(ChronoUnit.DAYS);
      return Optional.of(
          new Window(midnight.minus(Duration.ofDays(Long.parseLong(days.group(1)))), midnight));
    }
    Matcher interval = INTERVAL.matcher(text);
    if (!interval.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Window(midnight(interval.group(1)), midnight(interval.group(2))))
          .filter(window -> window.from.isBefore(window.to));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  public boolean contains(Instant time) {
    return !time.isBefore(from) && time.isBefore(to);
  }

  /// `all`, or the days as an interval: `2026-11-01/2026-11-08`.
  @Override
  public String toString() {
    return equals(ALL) ? "all" : day(from) + "/" + day(to);
  }

  private static Instant midnight(String day) {
    return LocalDate.parse(day).atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  private static LocalDate day(Instant midnight) {
    return LocalDate.ofInstant(midnight, ZoneOffset.UTC);
  }
}
