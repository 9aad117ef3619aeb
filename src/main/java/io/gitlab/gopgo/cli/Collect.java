package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.collect.Answer;
import io.gitlab.gopgo.collect.Collected;
import io.gitlab.gopgo.collect.Pass;
import io.gitlab.gopgo.collect.store.Shelf;
import io.gitlab.gopgo.collect.store.StoreSource;
import io.gitlab.gopgo.report.StoreResult;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One run of `go-pgo collect`: passes the sources once, and adds to each service's store what
/// isn't there yet.
///
/// As in a refresh, services share the passes and nothing else.
final class Collect {
  private final Settings settings;
  private final Console console;
  private final Passes passes;

  Collect(Settings settings, Console console) {
    this.settings = settings;
    this.console = console;
    passes = new Passes(settings.sources(), console);
  }

  /// The result of every service's every store that is filled, in the settings' order.
  List<StoreResult> run() {
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
    List<StoreResult> results = new ArrayList<>();
    for (Settings.Service service : settings.services()) {
      for (Settings.Feed feed : service.from()) {
        if (!feed.collect().isEmpty()) {
          StoreSource store = store(feed);
          StoreResult result =
              new StoreResult(
                  service.name(), feed.source(), store.page(), isolated(service, feed, store));
          tell(result);
          results.add(result);
        }
      }
    }
    return results;
  }

  /// What the passes over servers cost, by source.
  Map<String, Pass.Listing> listings() {
    return passes.listings();
  }

  private StoreSource store(Settings.Feed feed) {
    if (settings.source(feed) instanceof StoreSource store) {
      return store;
    }
    throw new IllegalStateException("no store: " + feed.source());
  }

  private StoreResult.Outcome isolated(
      Settings.Service service, Settings.Feed feed, StoreSource store) {
    try {
      return switch (passes.of(feed.collect())) {
        case Answer.Gave gave -> put(service, feed, store, gave.collected());
        case Answer.Broke broke -> new StoreResult.Failed(broke.message());
      };
    } catch (IOException e) {
      return new StoreResult.Failed("source %s: %s".formatted(feed.source(), Errors.words(e)));
    } catch (RuntimeException e) {
      return new StoreResult.Failed(Errors.bug(e));
    }
  }

  private StoreResult.Outcome put(
      Settings.Service service, Settings.Feed feed, StoreSource store, Collected collected)
      throws IOException {
    if (!collected.isPartialAllowed() || collected.found() == 0) {
      return new StoreResult.Withheld(service.window(), collected);
    }
    try (Shelf shelf = store.open()) {
      String name = store.service(feed.selection());
      LocalDate before = store.firstDay();
      Storing storing = new Storing(shelf, name, before, settings.inflatedLimit());
      StoreResult.Added added = storing.put(collected);
      return new StoreResult.Stored(
          service.window(), storing.collected(), added, before, shelf.prune(name, before));
    }
  }

  private void tell(StoreResult result) {
    String service = result.service() + ": ";
    result.remarks().forEach(remark -> console.tell(service + remark));
    switch (result.outcome()) {
      case StoreResult.Failed(String message) -> console.complain(service + message);
      case StoreResult.Stored _, StoreResult.Withheld _ ->
          console.print(service + result.sentence());
    }
    result.removed().ifPresent(removed -> console.print(service + removed));
  }
}
