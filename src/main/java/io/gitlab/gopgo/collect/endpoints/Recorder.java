package io.gitlab.gopgo.collect.endpoints;

import io.gitlab.gopgo.collect.SideBySide;
import io.gitlab.gopgo.collect.Spool;
import io.gitlab.gopgo.collect.http.Call;
import io.gitlab.gopgo.collect.http.Credentials;
import io.gitlab.gopgo.collect.http.HttpCalls;
import io.gitlab.gopgo.collect.http.HttpFailure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// Lets nodes record themselves: some at once, each for the same time, all before a deadline.
///
/// @param margin how long an answer may take beyond the recording
/// @param busyPause how long to wait for another profiler to finish; half as long again at most
record Recorder(
    EndpointUrl url,
    Credentials credentials,
    long seconds,
    Duration margin,
    Duration busyPause,
    int concurrency,
    Duration deadline,
    InstantSource clock) {
  private static final int BUSY_TRIES = 5;

  /// What came of a node.
  sealed interface Recording {
    /// A profile, in a file.
    ///
    /// @param begin when it began, by our own clock: nodes' clocks may differ
    record Took(Path file, Instant begin) implements Recording {}

    /// No profile.
    ///
    /// @param reason in the words of a count
    record Missed(String reason, String why) implements Recording {}
  }

  /// Asks each node once.
  Map<Node, Recording> record(List<Node> nodes, HttpCalls http, Spool spool) throws IOException {
    List<Optional<Recording>> all =
        new SideBySide(concurrency)
            .within(deadline, nodes, node -> recording(node, http, spool.file(node.address())));
    Map<Node, Recording> recordings = new LinkedHashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      recordings.put(
          nodes.get(i),
          all.get(i)
              .orElseGet(() ->
                  new Recording.Missed(
                      "too late",
                      "not done after %d s, the `deadline`".formatted(deadline.toSeconds()))));
    }
    return recordings;
  }

  private Recording recording(Node node, HttpCalls http, Path file) {
    try {
      return asked(node, http, file);
    } catch (IOException e) {
      return new Recording.Missed("failed", String.valueOf(e.getMessage()));
    }
  }

  private Recording asked(Node node, HttpCalls http, Path file) throws IOException {
    Optional<URI> uri = url.of(node, seconds);
    if (uri.isEmpty()) {
      return new Recording.Missed("unusable address", noAddress(node));
    }
    Call call = Call.get(uri.get(), credentials, Duration.ofSeconds(seconds).plus(margin));
    for (int tried = 1; ; tried++) {
      Instant begin = clock.instant();
      try {
        http.download(call, file);
        return Files.size(file) > 0
            ? new Recording.Took(file, begin)
            : new Recording.Missed("no body", "an answer without a body; an idle process has one");
      } catch (HttpFailure e) {
        boolean isBusy = e.status() == 500 && e.answer().contains("already in use");
        if (!isBusy || tried == BUSY_TRIES) {
          return new Recording.Missed(
              isBusy ? "profiled by another" : e.kind().toString(), words(e));
        }
      }
      // Two that wait for each other must not meet again.
      double jitter = 1 + ThreadLocalRandom.current().nextDouble() / 2;
      HttpCalls.sleep(Duration.ofMillis((long) (busyPause.toMillis() * jitter)));
    }
  }

  /// Compose and Docker like names with `_`.
  private static String noAddress(Node node) {
    String host = node.address().replaceFirst(":\\d+$", "");
    return host.contains("_")
        ? "no host's name may have a `_` here: find it by its addresses, with `dns: %s` and its `port`, or give it another name"
            .formatted(host)
        : "expected a host's name or address, and a port from 1 to 65535";
  }

  private String words(HttpFailure failure) {
    if (failure.answer().contains("WriteTimeout")) {
      return failure.getMessage()
          + "; built with Go 1.22 or older it refuses %d s: set `seconds` below its WriteTimeout, or build it with Go 1.23"
              .formatted(seconds);
    }
    if (failure.answer().contains("already in use")) {
      return failure.getMessage()
          + "; a process makes one CPU profile at a time, and another profiler kept it busy";
    }
    return String.valueOf(failure.getMessage());
  }
}
