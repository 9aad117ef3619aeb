package io.gitlab.gopgo.collect.cloudprofiler;

import io.gitlab.gopgo.collect.Origin;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.SortedMap;
import java.util.TreeMap;

/// How many of one service's profiles were seen, and of which day, zone and version.
final class Counts {
  /// More versions or zones than this are counted as one, for memory's sake.
  private static final int MOST_VALUES = 500;

  private static final String OTHERS = "others";

  private long found;
  private long outside;
  private final SortedMap<String, SortedMap<String, Long>> by = new TreeMap<>();

  /// One inside the window.
  void found(Origin origin) {
    found++;
    origin
        .time()
        .ifPresent(time -> count("day", LocalDate.ofInstant(time, ZoneOffset.UTC).toString(), 1));
    count("zone", origin.labels().getOrDefault("zone", ""), 1);
    count("version", origin.labels().getOrDefault("version", ""), 1);
  }

  /// One of the service, but of another time.
  void outside() {
    outside++;
  }

  void add(Counts other) {
    found += other.found;
    outside += other.outside;
    other.by.forEach((what, values) -> values.forEach((value, count) -> count(what, value, count)));
  }

  void add(SavedPass.SavedDraw saved) {
    found += saved.found();
    outside += saved.outside();
    saved
        .counts()
        .forEach((what, values) -> values.forEach((value, count) -> count(what, value, count)));
  }

  private void count(String what, String value, long more) {
    SortedMap<String, Long> values = by.computeIfAbsent(what, _ -> new TreeMap<>());
    boolean isRoom = values.containsKey(value) || values.size() < MOST_VALUES;
    values.merge(isRoom ? value : OTHERS, more, Long::sum);
  }

  long foundSoFar() {
    return found;
  }

  long outsideSoFar() {
    return outside;
  }

  SortedMap<String, SortedMap<String, Long>> by() {
    return by;
  }
}
