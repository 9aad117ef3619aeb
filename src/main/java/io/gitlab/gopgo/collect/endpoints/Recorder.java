package io.gitlab.gopgo.collect.endpoints;

import io.gitlab.gopgo.collect.Spool;
import io.gitlab.gopgo.collect.http.Call;
import io.gitlab.gopgo.collect.http.Credentials;
import io.gitlab.gopgo.collect.http.HttpCalls;
import io.gitlab.gopgo.collect.http.HttpFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

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
    List<Callable<Recording>> tasks = new ArrayList<>();
    for (Node node : nodes) {
      tasks.add(() -> recording(node, http, spool.file(node.address())));
    }
    Map<Node, Recording> recordings = new LinkedHashMap<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(concurrency, Thread.ofVirtual().factory())) {
      List<Future<Recording>> all =
          threads.invokeAll(tasks, deadline.toMillis(), TimeUnit.MILLISECONDS);
      for (int i = 0; i < nodes.size(); i++) {
        recordings.put(nodes.get(i), outcome(all.get(i)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while nodes were recording", e);
    }
    return recordings;
  }

  private Recording outcome(Future<Recording> task) throws InterruptedException {
    if (task.isCancelled()) {
      return new Recording.Missed(
          "too late", "not done after %d s, the `deadline`".formatted(deadline.toSeconds()));
    }
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        return new Recording.Missed("failed", String.valueOf(cause.getMessage()));
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private Recording recording(Node node, HttpCalls http, Path file) throws IOException {
    Call call =
        Call.get(url.of(node, seconds), credentials, Duration.ofSeconds(seconds).plus(margin));
    for (int tried = 1; ; tried++) {
      Instant begin = clock.instant();
      try {
        http.download(call, file);
        return new Recording.Took(file, begin);
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
