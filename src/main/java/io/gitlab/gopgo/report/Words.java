package io.gitlab.gopgo.report;

import io.gitlab.gopgo.merge.Evidence;
import io.gitlab.gopgo.merge.Weighed;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/// Figures in words, the same everywhere and in every locale.
public final class Words {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Words() {}

  /// `12,687`.
  public static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /// `1 profile`, `24 profiles`.
  public static String count(long number, String noun) {
    return number(number) + " " + noun + (number == 1 ? "" : "s");
  }

  public static String number(OptionalLong number) {
    return number.isPresent() ? number(number.getAsLong()) : "unknown";
  }

  /// `56.9 %`.
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }

  /// `0.123 %`, for the shares of single edges.
  public static String smallPercent(double share) {
    return String.format(Locale.ROOT, "%.3f %%", share * 100);
  }

  /// `10.3 KiB`.
  public static String bytes(long bytes) {
    return bytes < 1024
        ? bytes + " bytes"
        : bytes < 1 << 20
            ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
            : String.format(Locale.ROOT, "%.1f MiB", bytes / 1024.0 / 1024);
  }

  /// `2 min 7 s`.
  static String cpuTime(OptionalLong nanos) {
    if (nanos.isEmpty()) {
      return "unknown";
    }
    Duration time = Duration.ofNanos(nanos.getAsLong());
    if (time.toSeconds() < 10) {
      return String.format(Locale.ROOT, "%.2f s", nanos.getAsLong() / 1e9);
    }
    if (time.toHours() > 0) {
      return "%d h %d min".formatted(time.toHours(), time.toMinutesPart());
    }
    return time.toMinutes() > 0
        ? "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart())
        : "%d s".formatted(time.toSeconds());
  }

  /// `benchmarks 10.0 % (40.2 % of the CPU time)`: a source's share, and the one before.
  static String share(Weighed.Share share) {
    return "%s %s (%s of the CPU time)"
        .formatted(share.source(), percent(share.after()), percent(share.before()));
  }

  static String span(Evidence.Span span) {
    return minute(span.from()) + " to " + minute(span.to()) + " UTC";
  }

  private static String minute(Instant time) {
    return MINUTE.format(time);
  }

  /// `api`, `api and worker`, `api, worker and web`.
  static String list(List<String> names) {
    int last = names.size() - 1;
    return last <= 0
        ? String.join("", names)
        : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
  }
}
