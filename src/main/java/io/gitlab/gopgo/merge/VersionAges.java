package io.gitlab.gopgo.merge;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The versions of a program, and which of them is how old.
///
/// What people deploy is called by numbers, dates or commits. Numbers say which one is newer, also
/// of two that ran all week; but only if all are numbers. Else the one that was first seen later is
/// newer, which every name allows. How much older it is, only that tells.
final class VersionAges {
  private static final Pattern NUMBERS =
      Pattern.compile("[vV]?(\\d{1,18}(?:[._]\\d{1,18})*)(?:-([0-9A-Za-z.-]+))?(?:\\+.*)?");

  private static final Comparator<List<BigInteger>> BY_NUMBERS = VersionAges::compareNumbers;

  private final Map<String, Instant> firstSeen = new TreeMap<>();
  private final Map<String, Boolean> versions = new TreeMap<>();

  /// A profile of that version.
  ///
  /// @param recorded when it was, if it is known
  void saw(String version, Optional<Instant> recorded) {
    versions.put(version, true);
    recorded.ifPresent(
        time -> firstSeen.merge(version, time, (one, other) -> one.isBefore(other) ? one : other));
  }

  /// All of them, the newest first.
  List<String> newestFirst() {
    List<String> ordered = new ArrayList<>(versions.keySet());
    ordered.sort(order().reversed());
    return List.copyOf(ordered);
  }

  /// How much earlier than the latest of all the version was first seen; nothing where it isn't
  /// known when.
  Duration age(String version) {
    Instant seen = firstSeen.get(version);
    return seen == null
        ? Duration.ZERO
        : Duration.between(seen, firstSeen.values().stream().max(Instant::compareTo).orElse(seen));
  }

  private Comparator<String> order() {
    boolean areNumbers =
        versions.keySet().stream().allMatch(version -> NUMBERS.matcher(version).matches());
    return areNumbers
        ? Comparator.comparing(VersionAges::numbers, BY_NUMBERS)
            .thenComparing(VersionAges::isRelease)
            .thenComparing(Comparator.naturalOrder())
        : Comparator.<String, Instant>comparing(
                version -> firstSeen.getOrDefault(version, Instant.MIN))
            .thenComparing(Comparator.naturalOrder());
  }

  private static List<BigInteger> numbers(String version) {
    return Pattern.compile("[._]")
        .splitAsStream(matched(version).group(1))
        .map(BigInteger::new)
        .toList();
  }

  /// 1.4.0-rc1 comes before 1.4.0.
  private static boolean isRelease(String version) {
    return matched(version).group(2) == null;
  }

  private static Matcher matched(String version) {
    Matcher match = NUMBERS.matcher(version);
    if (!match.matches()) {
      throw new IllegalStateException("no numbers: " + version);
    }
    return match;
  }

  private static int compareNumbers(List<BigInteger> one, List<BigInteger> other) {
    for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
      int order = one.get(i).compareTo(other.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(one.size(), other.size());
  }
}
