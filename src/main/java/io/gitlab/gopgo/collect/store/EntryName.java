package io.gitlab.gopgo.collect.store;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An entry's name, `2026-11-08T13-` and a hash of all that went into it.
///
/// The hash makes an entry the same one whoever adds it and how often; the hour lets people find
/// it. Both files of an entry are called by it.
///
/// @param hash 32 hex digits
record EntryName(LocalDate day, int hour, String hash) implements Comparable<EntryName> {
  private static final Pattern NAME =
      Pattern.compile("(\\d{4}-\\d{2}-\\d{2})T(\\d{2})-([0-9a-f]{32})(?:\\.pb\\.gz|\\.json)");

  static EntryName of(Instant hour, String hash) {
    return new EntryName(
        LocalDate.ofInstant(hour, ZoneOffset.UTC), hour.atZone(ZoneOffset.UTC).getHour(), hash);
  }

  /// The entry that a file belongs to; none where it is another one's file.
  static Optional<EntryName> of(String file) {
    Matcher match = NAME.matcher(file);
    if (!match.matches()) {
      return Optional.empty();
    }
    int hour = Integer.parseInt(match.group(2));
    return hour > 23
        ? Optional.empty()
        : day(match.group(1)).map(day -> new EntryName(day, hour, match.group(3)));
  }

  static Optional<LocalDate> day(String text) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  Instant time() {
    return day.atTime(hour, 0).toInstant(ZoneOffset.UTC);
  }

  String profile() {
    return this + ".pb.gz";
  }

  String evidence() {
    return this + ".json";
  }

  @Override
  public int compareTo(EntryName other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return "%sT%02d-%s".formatted(day, hour, hash);
  }
}
