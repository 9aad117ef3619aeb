package io.gitlab.gopgo.collect.store;

import io.gitlab.gopgo.collect.ProfileHash;
import io.gitlab.gopgo.pgo.Tally;
import io.gitlab.gopgo.pgo.WeightType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a stored profile is, and what it was made of: the evidence beside it.
///
/// @param inputs the hashes of the profiles in it, in hex: what is in one entry must not come into
///   another one. No names, which for processes are their hosts
/// @param withoutStartLine share of the weight, 0 to 1, that the inputs had in functions without
///   start lines, which a compact profile can't tell any more
/// @param recorded when the inputs were recorded, where they say so
/// @param content the profile's SHA-256, decompressed
public record Entry(
    Key key,
    SortedSet<String> inputs,
    Tally tally,
    double withoutStartLine,
    Optional<Span> recorded,
    int edges,
    String content) {

  /// From the first input's start to the last one's end.
  public record Span(Instant from, Instant to) {}

  /// What the inputs of an entry have in common. Profiles that differ in one of these are kept
  /// apart, so that a later refresh can still choose and weigh them.
  ///
  /// @param hour its first instant
  /// @param labels of [#LABELS] those that the inputs' source knows
  /// @param period CPU nanoseconds between two samples, 0 for unknown
  public record Key(
      String service,
      Instant hour,
      SortedMap<String, String> labels,
      WeightType weightType,
      long period)
      implements Comparable<Key> {
    /// By what profiles are told apart, whatever more their sources know.
    public static final SortedSet<String> LABELS =
        Collections.unmodifiableSortedSet(new TreeSet<>(List.of("stage", "version", "zone")));

    /// The key of a profile.
    ///
    /// @param time when its recording began
    /// @param all what its source knows of it
    public static Key of(
        String service, Instant time, Map<String, String> all, WeightType weightType, long period) {
      SortedMap<String, String> labels = new TreeMap<>(all);
      labels.keySet().retainAll(LABELS);
      return new Key(service, time.truncatedTo(ChronoUnit.HOURS), labels, weightType, period);
    }

    @Override
    public int compareTo(Key other) {
      return toString().compareTo(other.toString());
    }
  }

  /// A function of the key and the inputs alone: whoever adds the same adds the same entry. What is
  /// hashed doesn't change, or a repeated job would add all again.
  EntryName name() {
    String text =
        "%s\n%s\n%s\n%d\n%s\n%s"
            .formatted(
                key.service,
                key.hour,
                key.weightType.valueType(),
                key.period,
                key.labels,
                String.join("\n", inputs));
    return EntryName.of(key.hour, ProfileHash.ofName(text).toString().substring(0, 32));
  }
}
