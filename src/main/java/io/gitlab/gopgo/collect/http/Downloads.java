package io.gitlab.gopgo.collect.http;

import io.gitlab.gopgo.collect.Choices;
import io.gitlab.gopgo.collect.LeftOut;
import io.gitlab.gopgo.collect.Origin;
import io.gitlab.gopgo.collect.Pass;
import io.gitlab.gopgo.collect.ProfileHash;
import io.gitlab.gopgo.collect.Quorum;
import io.gitlab.gopgo.collect.Selection;
import io.gitlab.gopgo.collect.SideBySide;
import io.gitlab.gopgo.collect.Source;
import io.gitlab.gopgo.collect.Spool;
import io.gitlab.gopgo.collect.Surroundings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntSupplier;

/// Profiles that a server keeps, one behind each URL, got as far as they are wanted.
///
/// A selection goes through them in the order of its draw and stops when it has enough: so it gets
/// the same ones in whatever order they are listed, and unfit ones take no place. Some are got at
/// once, and none that one after the other wouldn't be.
public final class Downloads {
  private final HttpCalls http;
  private final Spool spool;
  private final Map<String, Got> got = new HashMap<>();

  /// A profile at a server.
  ///
  /// @param stored since when it is there: what was stored before a window wasn't recorded in it
  public record Remote(Origin origin, Call call, Optional<Instant> stored) {}

  public Downloads(HttpCalls http, Spool spool) {
    this.http = http;
    this.spool = spool;
  }

  /// Tells what a server keeps.
  public interface Listing {
    List<Remote> remotes(HttpCalls http) throws IOException;
  }

  /// One pass over a source that keeps a profile behind each URL.
  public static Pass pass(
      Source source,
      List<Selection> selections,
      Surroundings surroundings,
      Tls tls,
      Quorum quorum,
      Listing listing)
      throws IOException {
    Spool spool = new Spool(surroundings.spool(), surroundings.inflatedLimit());
    Choices choices = new Choices(source, selections, surroundings.inflatedLimit());
    try (HttpCalls http = new HttpCalls(tls, surroundings.inflatedLimit())) {
      List<Remote> remotes = listing.remotes(http);
      Downloads downloads = new Downloads(http, spool);
      for (Selection selection : selections) {
        downloads.offer(choices, selection, remotes, quorum);
      }
    }
    return choices.pass(spool);
  }

  /// Gets and offers what the selection wants of these.
  private void offer(Choices choices, Selection selection, List<Remote> remotes, Quorum quorum)
      throws IOException {
    List<Remote> wanted = new ArrayList<>();
    for (Remote remote : remotes) {
      if (!selection.filter().test(remote.origin())) {
        continue;
      }
      if (remote.stored().filter(time -> time.isBefore(selection.window().from())).isPresent()) {
        choices.leaveOut(remote.origin(), LeftOut.OUTSIDE_WINDOW, "", List.of(selection));
      } else {
        wanted.add(remote);
      }
    }
    wanted.sort(
        Comparator.comparing(
            remote -> ProfileHash.ofName(remote.origin().name()).rank(selection.seed())));
    List<LeftOut> lost = new ArrayList<>();
    int asked =
        get(
            wanted,
            remote -> remote,
            () -> choices.room(selection),
            (remote, failure) -> {
              if (failure.isPresent()) {
                leaveOut(remote.origin, failure.get(), choices, selection).ifPresent(lost::add);
              } else {
                choices.offer(file(remote), remote.origin, List.of(selection));
              }
            });
    choices.alsoFound(selection, wanted.size() - asked);
    quorum.apply(choices, selection, asked, "URLs", lost);
  }

  /// Names a profile that didn't come.
  public static Optional<LeftOut> leaveOut(
      Origin origin, HttpFailure failure, Choices choices, Selection selection) {
    String why = String.valueOf(failure.getMessage());
    return choices.leaveOut(origin, failure.kind().toString(), why, List.of(selection));
  }

  /// Gets what is behind each of these, side by side, and hands on why it didn't come, if so. What
  /// was got before is there.
  ///
  /// @param wanted how many more are going to be taken at least
  /// @return how many were handed on
  public <T> int get(
      List<T> things,
      Function<T, Remote> remotes,
      IntSupplier wanted,
      SideBySide.Taker<T, Optional<HttpFailure>> taker)
      throws IOException {
    // Two that are called the same would write into one file at once.
    Set<String> names = new HashSet<>(got.keySet());
    List<Turn<T>> turns = new ArrayList<>();
    for (T thing : things) {
      Remote remote = remotes.apply(thing);
      turns.add(new Turn<>(thing, remote, names.add(remote.origin.name())));
    }
    return SideBySide.USUAL.inTurn(
        turns,
        turn -> turn.isFirst ? get(turn.remote) : new Got(Optional.empty()),
        wanted,
        (turn, result) -> {
          String name = turn.remote.origin.name();
          if (turn.isFirst) {
            got.put(name, result);
          }
          taker.take(turn.thing, got.getOrDefault(name, result).failure);
        });
  }

  /// A profile whose turn comes.
  ///
  /// @param isFirst whether it has to be got
  private record Turn<T>(T thing, Remote remote, boolean isFirst) {}

  /// What came of asking.
  private record Got(Optional<HttpFailure> failure) {}

  /// Where a profile's bytes are, once they are there.
  public Path file(Remote remote) {
    return spool.file(remote.origin.name());
  }

  private Got get(Remote remote) throws IOException {
    try {
      http.download(remote.call, file(remote));
      return new Got(Optional.empty());
    } catch (HttpFailure e) {
      return new Got(Optional.of(e));
    }
  }
}
