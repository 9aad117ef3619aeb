package io.gitlab.gopgo.collect.http;

import io.gitlab.gopgo.collect.Choices;
import io.gitlab.gopgo.collect.LeftOut;
import io.gitlab.gopgo.collect.Origin;
import io.gitlab.gopgo.collect.ProfileHash;
import io.gitlab.gopgo.collect.Quorum;
import io.gitlab.gopgo.collect.Selection;
import io.gitlab.gopgo.collect.Spool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Profiles that a server keeps, one behind each URL, got as far as they are wanted.
///
/// A selection goes through them in the order of its draw and stops when it has enough: so it gets
/// the same ones in whatever order they are listed, and unfit ones take no place.
public final class Downloads {
  private final HttpCalls http;
  private final Spool spool;
  private final Quorum quorum;
  private final Map<Origin, Optional<HttpFailure>> got = new HashMap<>();

  /// A profile at a server.
  ///
  /// @param stored since when it is there: what was stored before a window wasn't recorded in it
  public record Remote(Origin origin, Call call, Optional<Instant> stored) {}

  public Downloads(HttpCalls http, Spool spool, Quorum quorum) {
    this.http = http;
    this.spool = spool;
    this.quorum = quorum;
  }

  /// Gets and offers what the selection wants of these.
  public void offer(Choices choices, Selection selection, List<Remote> remotes) throws IOException {
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
    int asked = 0;
    List<LeftOut> lost = new ArrayList<>();
    while (asked < wanted.size() && !choices.isFull(selection)) {
      Remote remote = wanted.get(asked++);
      Optional<HttpFailure> failure = got.get(remote.origin());
      if (failure == null) {
        failure = get(remote);
        got.put(remote.origin(), failure);
      }
      if (failure.isPresent()) {
        String why = String.valueOf(failure.get().getMessage());
        choices
            .leaveOut(remote.origin(), failure.get().kind().toString(), why, List.of(selection))
            .ifPresent(lost::add);
      } else {
        choices.offer(file(remote), remote.origin(), List.of(selection));
      }
    }
    choices.alsoFound(selection, wanted.size() - asked);
    quorum.apply(choices, selection, asked, "URLs", lost);
  }

  private Path file(Remote remote) {
    return spool.file(remote.origin().name());
  }

  private Optional<HttpFailure> get(Remote remote) throws IOException {
    try {
      http.download(remote.call(), file(remote));
      return Optional.empty();
    } catch (HttpFailure e) {
      return Optional.of(e);
    }
  }
}
