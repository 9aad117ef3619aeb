package io.gitlab.gopgo.collect;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a source had for one selection.
///
/// @param profiles those that were chosen, by name
/// @param found how many there were for the service, whatever became of them
/// @param leftOut those that were not fit to be chosen, by name
/// @param unnamed how many more were left out for which reason, where they are too many to name
/// @param counts of those found: how many by what, such as `zone`, and by which value of it
/// @param shortfalls why this may not be all there is: whole sentences
/// @param isPartialAllowed whether the settings take it all the same
public record Collected(
    List<Spooled> profiles,
    long found,
    List<LeftOut> leftOut,
    SortedMap<String, Long> unnamed,
    SortedMap<String, SortedMap<String, Long>> counts,
    List<String> shortfalls,
    boolean isPartialAllowed) {
  public static final Collected NONE = new Collected(List.of(), 0, List.of());

  /// All that a source had, each profile that was left out by name.
  public Collected(List<Spooled> profiles, long found, List<LeftOut> leftOut) {
    this(profiles, found, leftOut, new TreeMap<>(), new TreeMap<>(), List.of(), true);
  }

  /// A chosen profile's bytes, in a file.
  public record Spooled(Path file, Origin origin, ProfileHash hash) {}

  /// What two sources had together; a profile that both have counts once.
  public Collected plus(Collected other) {
    List<Spooled> allProfiles = new ArrayList<>(profiles);
    List<LeftOut> allLeftOut = new ArrayList<>(leftOut);
    allLeftOut.addAll(other.leftOut);
    Set<ProfileHash> seen = profiles.stream().map(Spooled::hash).collect(Collectors.toSet());
    for (Spooled profile : other.profiles) {
      if (seen.add(profile.hash)) {
        allProfiles.add(profile);
      } else {
        allLeftOut.add(new LeftOut(profile.origin.name(), LeftOut.DUPLICATE, ""));
      }
    }
    SortedMap<String, Long> allUnnamed = new TreeMap<>(unnamed);
    other.unnamed.forEach((reason, count) -> allUnnamed.merge(reason, count, Long::sum));
    SortedMap<String, SortedMap<String, Long>> allCounts = new TreeMap<>();
    for (Collected each : List.of(this, other)) {
      each.counts.forEach((what, values) -> {
        SortedMap<String, Long> sums = allCounts.computeIfAbsent(what, _ -> new TreeMap<>());
        values.forEach((value, count) -> sums.merge(value, count, Long::sum));
      });
    }
    return new Collected(
        List.copyOf(allProfiles),
        found + other.found,
        List.copyOf(allLeftOut),
        allUnnamed,
        allCounts,
        Stream.concat(shortfalls.stream(), other.shortfalls.stream()).distinct().toList(),
        isPartialAllowed && other.isPartialAllowed);
  }

  /// The same, after a chosen profile turned out to be unfit.
  public Collected without(Spooled profile, LeftOut why) {
    return new Collected(
        profiles.stream().filter(other -> !other.equals(profile)).toList(),
        found,
        Stream.concat(leftOut.stream(), Stream.of(why)).toList(),
        unnamed,
        counts,
        shortfalls,
        isPartialAllowed);
  }

  /// How many were left out for which reason.
  public SortedMap<String, Long> reasons() {
    SortedMap<String, Long> reasons = new TreeMap<>(unnamed);
    leftOut.forEach(profile -> reasons.merge(profile.reason(), 1L, Long::sum));
    return reasons;
  }

  /// Those that could have been chosen.
  public long fit() {
    return found - leftOut.size() - unnamed.values().stream().mapToLong(Long::longValue).sum();
  }

  /// The choice in a sentence: "taken 250 of 1,080; left out: 12 not a CPU profile".
  public String sentence() {
    StringBuilder sentence =
        new StringBuilder(String.format(Locale.ROOT, "taken %,d of %,d", profiles.size(), fit()));
    String separator = "; left out: ";
    for (Map.Entry<String, Long> reason : reasons().entrySet()) {
      sentence
          .append(separator)
          .append(String.format(Locale.ROOT, "%,d %s", reason.getValue(), reason.getKey()));
      separator = ", ";
    }
    return sentence.toString();
  }
}
