package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.collect.Collected;
import io.gitlab.gopgo.collect.LeftOut;
import io.gitlab.gopgo.collect.store.Shelf;
import io.gitlab.gopgo.collect.store.StoreSource;
import io.gitlab.gopgo.report.Words;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/// One run of `go-pgo collect`: passes the sources once, and adds to each service's store what
/// isn't there yet.
///
/// As in a refresh, services share the passes and nothing else.
final class Collect {
  /// More details than this nobody reads in a log; the counts are always complete.
  private static final int MOST_DETAILS = 20;

  private final Settings settings;
  private final Console console;
  private final Passes passes;

  Collect(Settings settings, Console console) {
    this.settings = settings;
    this.console = console;
    passes = new Passes(settings.sources(), console);
  }

  ExitCode run() {
    List<Settings.Feed> feeds = new ArrayList<>();
    for (Settings.Service service : settings.services()) {
      service.from().forEach(store -> feeds.addAll(store.collect()));
    }
    if (feeds.isEmpty()) {
      throw new Failure(
          ExitCode.USAGE,
          "no service has anything to collect; give an entry of its `from` that is a store a"
              + " `collect` (docs/sources.md)");
    }
    passes.pass(feeds);
    ExitCode worst = ExitCode.DONE;
    for (Settings.Service service : settings.services()) {
      for (Settings.Feed store : service.from()) {
        if (!store.collect().isEmpty()) {
          worst = worst.and(isolated(service, store));
        }
      }
    }
    return worst;
  }

  private ExitCode isolated(Settings.Service service, Settings.Feed store) {
    try {
      return switch (passes.of(store.collect())) {
        case Passes.Gave gave -> put(service, store, gave.collected());
        case Passes.Broke broke -> failed(service, broke.message());
      };
    } catch (IOException e) {
      return failed(service, "source %s: %s".formatted(store.source(), Errors.words(e)));
    } catch (RuntimeException e) {
      return failed(service, Errors.bug(e));
    }
  }

  private ExitCode failed(Settings.Service service, String message) {
    console.complain(service.name() + ": " + message);
    return ExitCode.FAILED;
  }

  private ExitCode put(Settings.Service service, Settings.Feed feed, Collected collected)
      throws IOException {
    collected.shortfalls().forEach(sentence -> console.tell(service.name() + ": " + sentence));
    if (!collected.isPartialAllowed() || collected.found() == 0) {
      tellLeftOut(service, collected);
      console.print(
          "%s: nothing added to %s: %s"
              .formatted(
                  service.name(),
                  feed.source(),
                  collected.found() == 0 ? "no profile was found" : collected.sentence()));
      return ExitCode.WITHHELD;
    }
    if (!(settings.sources().get(feed.source()) instanceof StoreSource store)) {
      throw new IllegalStateException("no store: " + feed.source());
    }
    try (Shelf shelf = store.open()) {
      String name = store.service(feed.selection());
      Storing storing = new Storing(shelf, name, store.firstDay(), settings.inflatedLimit());
      storing.put(collected);
      tellLeftOut(service, storing.collected());
      console.print(
          "%s: %s; %s"
              .formatted(
                  service.name(), storing.words(feed.source()), storing.collected().sentence()));
      prune(service, feed, shelf, name, store.firstDay());
    }
    return ExitCode.DONE;
  }

  private void tellLeftOut(Settings.Service service, Collected collected) {
    List<LeftOut> explained =
        collected.leftOut().stream().filter(one -> !one.detail().isEmpty()).toList();
    explained.stream()
        .limit(MOST_DETAILS)
        .forEach(one ->
            console.tell(
                "%s: left out %s: %s: %s"
                    .formatted(service.name(), one.name(), one.reason(), one.detail())));
    if (explained.size() > MOST_DETAILS) {
      console.tell(
          "%s: and %s more"
              .formatted(service.name(), Words.number(explained.size() - MOST_DETAILS)));
    }
  }

  private void prune(
      Settings.Service service, Settings.Feed feed, Shelf shelf, String name, LocalDate before)
      throws IOException {
    Shelf.Pruned pruned = shelf.prune(name, before);
    if (!pruned.removed().isEmpty()) {
      console.print(
          "%s: removed %s before %s from %s"
              .formatted(
                  service.name(),
                  Words.count(pruned.removed().size(), "day"),
                  before,
                  feed.source()));
    }
    pruned
        .why()
        .ifPresent(why ->
            console.tell(
                "%s: not removed from %s: %s before %s: %s"
                    .formatted(
                        service.name(),
                        feed.source(),
                        Words.count(pruned.kept().size(), "day"),
                        before,
                        why)));
  }
}
