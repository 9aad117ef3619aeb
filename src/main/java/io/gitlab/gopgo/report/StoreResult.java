package io.gitlab.gopgo.report;

import io.gitlab.gopgo.collect.Collected;
import io.gitlab.gopgo.collect.LeftOut;
import io.gitlab.gopgo.collect.Window;
import io.gitlab.gopgo.collect.store.Shelf;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// All that a run of `collect` has to tell of one service and one of its stores.
///
/// @param store as the settings call it
/// @param page where people find it
public record StoreResult(String service, String store, Optional<String> page, Outcome outcome) {
  /// More than this nobody reads in a log; the counts are always complete.
  private static final int MOST_LEFT_OUT = 20;

  /// How the run ended for the two.
  public sealed interface Outcome {}

  /// The store has all of it that can be kept.
  ///
  /// @param window outside of it nothing is taken; what is recorded for the run is in it
  /// @param collected what was found, less what turned out to be unfit
  /// @param added what wasn't there yet
  /// @param before days before this one are removed
  public record Stored(
      Window window, Collected collected, Added added, LocalDate before, Shelf.Pruned pruned)
      implements Outcome {}

  /// Too few profiles came, or none, so that nothing was added.
  public record Withheld(Window window, Collected collected) implements Outcome {}

  /// Something broke; the other stores went on.
  public record Failed(String message) implements Outcome {}

  /// What came into a store.
  ///
  /// @param known profiles that an entry has already
  public record Added(long profiles, long entries, long known) {}

  /// One word: `added`, `unchanged`, `withheld` or `failed`.
  public String word() {
    return switch (outcome) {
      case Stored stored -> stored.added.profiles == 0 ? "unchanged" : "added";
      case Withheld _ -> "withheld";
      case Failed _ -> "failed";
    };
  }

  /// The outcome in a sentence, without the service.
  public String sentence() {
    return switch (outcome) {
      case Stored stored -> words(stored.added) + "; " + stored.collected.sentence();
      case Withheld withheld ->
          "nothing added to %s: %s"
              .formatted(
                  store,
                  withheld.collected.found() == 0
                      ? "no profile was found"
                      : withheld.collected.sentence());
      case Failed failed -> failed.message;
    };
  }

  /// What was removed by age, if something was.
  public Optional<String> removed() {
    return switch (outcome) {
      case Stored stored when !stored.pruned.removed().isEmpty() ->
          Optional.of(
              "removed %s before %s from %s"
                  .formatted(
                      Words.count(stored.pruned.removed().size(), "day"), stored.before, store));
      case Stored _, Withheld _, Failed _ -> Optional.empty();
    };
  }

  /// What people should know beside it: what is missing, which profiles were left out for a reason
  /// of their own, and what could not be removed.
  public List<String> remarks() {
    return switch (outcome) {
      case Stored stored -> {
        List<String> remarks = new ArrayList<>(remarks(stored.collected));
        stored
            .pruned
            .why()
            .ifPresent(why ->
                remarks.add(
                    "not removed from %s: %s before %s: %s"
                        .formatted(
                            store,
                            Words.count(stored.pruned.kept().size(), "day"),
                            stored.before,
                            why)));
        yield remarks;
      }
      case Withheld withheld -> remarks(withheld.collected);
      case Failed _ -> List.of();
    };
  }

  private static List<String> remarks(Collected collected) {
    List<String> remarks = new ArrayList<>(collected.shortfalls());
    List<LeftOut> explained =
        collected.leftOut().stream().filter(one -> !one.detail().isEmpty()).toList();
    explained.stream()
        .limit(MOST_LEFT_OUT)
        .forEach(one ->
            remarks.add("left out %s: %s: %s".formatted(one.name(), one.reason(), one.detail())));
    if (explained.size() > MOST_LEFT_OUT) {
      remarks.add("and %s more".formatted(Words.number(explained.size() - MOST_LEFT_OUT)));
    }
    return remarks;
  }

  private String words(Added added) {
    String there =
        added.known == 0 ? "" : ", %s there already".formatted(Words.number(added.known));
    return added.profiles == 0
        ? "nothing new for " + store + there
        : "added %s in %s to %s%s"
            .formatted(
                Words.count(added.profiles, "profile"),
                added.entries == 1 ? "1 entry" : Words.number(added.entries) + " entries",
                store,
                there);
  }
}
