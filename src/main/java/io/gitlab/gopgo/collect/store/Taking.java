package io.gitlab.gopgo.collect.store;

import io.gitlab.gopgo.collect.Choices;
import io.gitlab.gopgo.collect.LeftOut;
import io.gitlab.gopgo.collect.Origin;
import io.gitlab.gopgo.collect.ProfileHash;
import io.gitlab.gopgo.collect.Quorum;
import io.gitlab.gopgo.collect.Selection;
import io.gitlab.gopgo.collect.SideBySide;
import io.gitlab.gopgo.collect.Spool;
import io.gitlab.gopgo.collect.http.HttpFailure;
import io.gitlab.gopgo.pgo.Flaw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What some selections take of one service's entries.
final class Taking {
  /// As the judge's own default: with more of the weight people are told.
  private static final double MUCH = 0.01;

  private final String service;
  private final Shelf shelf;
  private final Spool spool;
  private final Choices choices;
  private final Map<Selection, Share> shares = new LinkedHashMap<>();

  Taking(String service, List<Selection> selections, Shelf shelf, Spool spool, Choices choices) {
    this.service = service;
    this.shelf = shelf;
    this.spool = spool;
    this.choices = choices;
    selections.forEach(selection -> shares.put(selection, new Share(selection)));
  }

  /// One selection's.
  private static final class Share {
    final Selection selection;

    /// Which entry each profile is in.
    final Map<String, EntryName> inputs = new HashMap<>();

    final List<LeftOut> lost = new ArrayList<>();
    int asked;
    double nanos;
    double nanosWithoutStartLine;

    Share(Selection selection) {
      this.selection = selection;
    }
  }

  void take(List<Shelf.Found> found, Quorum quorum) throws IOException {
    List<Shelf.Found.Sound> sound = new ArrayList<>();
    for (Shelf.Found each : found) {
      switch (each) {
        case Shelf.Found.Sound one -> sound.add(one);
        // Without evidence nobody knows its labels: all miss it.
        case Shelf.Found.Broken(EntryName name, String reason, String why, var _) ->
            lose(origin(name, Map.of()), reason, why, in(name));
      }
    }
    // Two collects at once may have put a profile into two entries: the one with more is taken.
    sound.sort(
        Comparator.comparingInt((Shelf.Found.Sound one) -> -one.entry().inputs().size())
            .thenComparing(Shelf.Found.Sound::name));
    SideBySide.USUAL.inTurn(
        turns(sound),
        turn ->
            turn.isAlone ? Optional.<Content>of(content(turn.sound)) : Optional.<Content>empty(),
        SideBySide.ALL,
        (turn, content) -> take(turn.sound, content));
    shares.values().forEach(share -> finish(share, quorum));
  }

  /// An entry whose turn comes.
  ///
  /// @param isAlone whether somebody takes it whatever becomes of the others, because none of them
  ///   has one of its profiles; only such a one is got before its turn
  private record Turn(Shelf.Found.Sound sound, boolean isAlone) {}

  private List<Turn> turns(List<Shelf.Found.Sound> sound) {
    Set<String> before = new HashSet<>();
    List<Turn> turns = new ArrayList<>();
    for (Shelf.Found.Sound one : sound) {
      Origin origin = origin(one);
      boolean isWanted =
          in(one.name()).stream().anyMatch(share -> share.selection.filter().test(origin));
      boolean isAlone = Collections.disjoint(before, one.entry().inputs());
      before.addAll(one.entry().inputs());
      turns.add(new Turn(one, isWanted && isAlone));
    }
    return turns;
  }

  /// What came of getting an entry's profile.
  private sealed interface Content {
    record Had(Path file) implements Content {}

    record Missed(String reason, String why) implements Content {}
  }

  /// Gets an entry's profile into a file.
  private Content content(Shelf.Found.Sound sound) throws IOException {
    byte[] profile;
    try {
      profile = shelf.profile(sound.entry());
    } catch (HttpFailure e) {
      return new Content.Missed(e.kind().toString(), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return new Content.Missed(Flaw.MALFORMED.toString(), String.valueOf(e.getMessage()));
    }
    Path file = spool.file(origin(sound).name());
    Files.write(file, profile);
    return new Content.Had(file);
  }

  private Origin origin(Shelf.Found.Sound sound) {
    return origin(sound.name(), sound.entry().key().labels());
  }

  private Origin origin(EntryName name, Map<String, String> labels) {
    return new Origin(service + "/" + name, labels, Optional.of(name.time()));
  }

  /// The shares whose window has this entry's day.
  private List<Share> in(EntryName name) {
    return shares.values().stream()
        .filter(share -> StoreSource.isIn(share.selection, name.day()))
        .toList();
  }

  /// @param got its content, if that was got before
  private void take(Shelf.Found.Sound sound, Optional<Content> got) throws IOException {
    Origin origin = origin(sound);
    List<Share> wanting = new ArrayList<>();
    for (Share share : in(sound.name())) {
      if (share.selection.filter().test(origin)) {
        Optional<EntryName> other =
            sound.entry().inputs().stream()
                .filter(share.inputs::containsKey)
                .findFirst()
                .map(share.inputs::get);
        if (other.isPresent()) {
          String why = "a profile in it is also in %s".formatted(other.get());
          choices.leaveOut(origin, "in another entry, too", why, List.of(share.selection));
        } else {
          wanting.add(share);
        }
      }
    }
    if (!wanting.isEmpty()) {
      take(sound, origin, got.isPresent() ? got.get() : content(sound), wanting);
    }
  }

  private void take(Shelf.Found.Sound sound, Origin origin, Content content, List<Share> by) {
    switch (content) {
      case Content.Missed(String reason, String why) -> lose(origin, reason, why, by);
      case Content.Had(Path file) -> {
        ProfileHash identity = ProfileHash.ofName(origin.name());
        Optional<LeftOut> unfit = choices.offer(file, origin, identity, selections(by));
        for (Share share : by) {
          share.asked++;
          unfit.ifPresentOrElse(share.lost::add, () -> count(share, sound.name(), sound.entry()));
        }
      }
    }
  }

  private void count(Share share, EntryName name, Entry entry) {
    for (String input : entry.inputs()) {
      share.inputs.put(input, name);
      entry.key().labels().forEach((label, value) -> choices.count(share.selection, label, value));
    }
    long nanos = entry.tally().cpuNanos().orElse(0);
    share.nanos += nanos;
    share.nanosWithoutStartLine += nanos * entry.withoutStartLine();
  }

  private void lose(Origin origin, String reason, String why, List<Share> by) {
    Optional<LeftOut> lost = choices.leaveOut(origin, reason, why, selections(by));
    for (Share share : by) {
      share.asked++;
      lost.ifPresent(share.lost::add);
    }
  }

  private static List<Selection> selections(List<Share> shares) {
    return shares.stream().map(share -> share.selection).toList();
  }

  private void finish(Share share, Quorum quorum) {
    if (share.asked == 0) {
      choices.fallShort(
          share.selection,
          "the store has no profile of %s in the window %s"
              .formatted(service, share.selection.window()),
          false);
    }
    quorum.apply(choices, share.selection, share.asked, "stored profiles", share.lost);
    if (share.nanosWithoutStartLine > MUCH * share.nanos) {
      choices.fallShort(
          share.selection,
          String.format(
              Locale.ROOT,
              "%.1f %% of the weight was recorded in functions without start lines, where the compiler can't match it",
              100 * share.nanosWithoutStartLine / share.nanos),
          true);
    }
  }
}
