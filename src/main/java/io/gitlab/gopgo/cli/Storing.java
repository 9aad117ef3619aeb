package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.collect.Collected;
import io.gitlab.gopgo.collect.Collected.Spooled;
import io.gitlab.gopgo.collect.LeftOut;
import io.gitlab.gopgo.collect.store.Entry;
import io.gitlab.gopgo.collect.store.Shelf;
import io.gitlab.gopgo.merge.Evidence;
import io.gitlab.gopgo.merge.Input;
import io.gitlab.gopgo.merge.Intake;
import io.gitlab.gopgo.merge.MergeException;
import io.gitlab.gopgo.merge.Merged;
import io.gitlab.gopgo.merge.ParallelMerge;
import io.gitlab.gopgo.pgo.Fitness;
import io.gitlab.gopgo.pgo.Flaw;
import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.ProfileFile;
import io.gitlab.gopgo.pprof.ProfileFormatException;
import io.gitlab.gopgo.pprof.ProfileReader;
import io.gitlab.gopgo.report.StoreResult;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Puts one service's profiles into its store, each once.
///
/// A profile that is in an entry already is passed over, so a retried job adds what the killed one
/// had not. What is new becomes entries of its own beside those of the same hour: an entry that
/// grew would have to be read, written and removed at one stroke, which no store can do.
final class Storing {
  private static final String NO_TIME = "no time of recording";
  private static final String TOO_OLD = "older than the store keeps";
  private static final String NO_CALLS = "no calls";

  private final Shelf shelf;
  private final String service;
  private final LocalDate firstDay;
  private final long inflatedLimit;
  private Collected collected = Collected.NONE;
  private long added;
  private long entries;
  private long known;

  /// @param service as the store calls it
  /// @param firstDay what is older would be removed at once
  Storing(Shelf shelf, String service, LocalDate firstDay, long inflatedLimit) {
    this.shelf = shelf;
    this.service = service;
    this.firstDay = firstDay;
    this.inflatedLimit = inflatedLimit;
  }

  /// What was collected, less what turned out to be unfit.
  Collected collected() {
    return collected;
  }

  /// Puts what is new there; what of these turns out to be unfit is left out.
  StoreResult.Added put(Collected profiles) throws IOException {
    collected = profiles;
    Set<String> inputs = shelf.inputs(service, days(profiles));
    SortedMap<Entry.Key, List<Spooled>> groups = new TreeMap<>();
    for (Spooled profile : profiles.profiles()) {
      if (profile.origin().time().filter(time -> day(time).isBefore(firstDay)).isPresent()) {
        leaveOut(profile, TOO_OLD, "");
      } else if (inputs.contains(profile.hash().toString())) {
        known++;
      } else {
        sort(profile, groups);
      }
    }
    for (Map.Entry<Entry.Key, List<Spooled>> group : groups.entrySet()) {
      put(group.getKey(), group.getValue());
    }
    return new StoreResult.Added(added, entries, known);
  }

  private static LocalDate day(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }

  private static Set<LocalDate> days(Collected profiles) {
    return profiles.profiles().stream()
        .flatMap(profile -> profile.origin().time().stream())
        .map(Storing::day)
        .collect(Collectors.toSet());
  }

  /// Finds out what a profile's weights mean: only those that mean the same are added up here, or
  /// sums over several rates couldn't be told apart later.
  private void sort(Spooled profile, SortedMap<Entry.Key, List<Spooled>> groups) {
    Instant time = profile.origin().time().orElse(null);
    if (time == null) {
      leaveOut(profile, NO_TIME, "it can't be in any window");
      return;
    }
    Fitness fitness;
    try {
      byte[] bytes = ProfileFile.read(profile.file(), inflatedLimit);
      fitness = Fitness.of(new ProfileReader(new Names(), inflatedLimit).read(bytes));
    } catch (IOException e) {
      leaveOut(profile, Flaw.UNREADABLE.toString(), Errors.words(e));
      return;
    } catch (ProfileFormatException e) {
      leaveOut(profile, Flaw.MALFORMED.toString(), e.words());
      return;
    }
    switch (fitness) {
      case Fitness.Unfit unfit -> leaveOut(profile, unfit.flaw().toString(), unfit.why());
      case Fitness.Fit fit ->
          groups
              .computeIfAbsent(
                  Entry.Key.of(
                      service, time, profile.origin().labels(), fit.weightType(), fit.period()),
                  _ -> new ArrayList<>())
              .add(profile);
    }
  }

  private void leaveOut(Spooled profile, String reason, String why) {
    collected = collected.without(profile, new LeftOut(profile.origin().name(), reason, why));
  }

  private void put(Entry.Key key, List<Spooled> profiles) throws IOException {
    ParallelMerge.Result merge =
        ParallelMerge.of(new Names(), inflatedLimit, profiles.stream().map(this::input).toList());
    SortedSet<String> inputs = new TreeSet<>();
    for (int i = 0; i < profiles.size(); i++) {
      Spooled profile = profiles.get(i);
      switch (merge.intakes().get(i)) {
        case Intake.Taken _ -> inputs.add(profile.hash().toString());
        case Intake.LeftOut(Flaw flaw, String why) -> leaveOut(profile, flaw.toString(), why);
      }
    }
    Merged merged;
    try {
      merged = merge.merge().finish();
    } catch (MergeException e) {
      throw new IllegalStateException("profiles of one kind of weight can be added", e);
    }
    if (merged.table().total() == 0) {
      profiles.stream()
          .filter(profile -> inputs.contains(profile.hash().toString()))
          .forEach(profile -> leaveOut(profile, NO_CALLS, "the compiler would learn nothing"));
      return;
    }
    byte[] profile = merged.compactWithTime();
    Evidence evidence = merged.evidence();
    shelf.add(
        new Entry(
            key,
            inputs,
            evidence.tally(),
            evidence.withoutStartLine(),
            evidence.recorded().map(span -> new Entry.Span(span.from(), span.to())),
            merged.table().size(),
            ProfileFile.contentHash(profile)),
        profile);
    entries++;
    added += inputs.size();
  }

  private Input input(Spooled profile) {
    return new Input(
        profile.origin().name(), 0, () -> ProfileFile.read(profile.file(), inflatedLimit));
  }
}
