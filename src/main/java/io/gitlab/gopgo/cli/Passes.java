package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.collect.Answer;
import io.gitlab.gopgo.collect.Collected;
import io.gitlab.gopgo.collect.Pass;
import io.gitlab.gopgo.collect.ProfileHash;
import io.gitlab.gopgo.collect.Selection;
import io.gitlab.gopgo.collect.Source;
import io.gitlab.gopgo.report.ListingWords;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The passes over all sources of a run: one over each, for all services.
final class Passes implements Supply {
  private final Map<String, Source> sources;
  private final Console console;
  private final Map<String, Passed> passed = new HashMap<>();
  private final Map<String, Pass.Listing> listings = new LinkedHashMap<>();

  /// @param sources by name
  Passes(Map<String, Source> sources, Console console) {
    this.sources = sources;
    this.console = console;
  }

  /// What one source gave, or how it failed.
  private sealed interface Passed {
    record Had(Map<Selection, Collected> profiles) implements Passed {}

    record Failed(String message) implements Passed {}
  }

  @Override
  public void collect(List<Settings.Service> services) {
    pass(services.stream().flatMap(service -> service.from().stream()).toList());
  }

  @Override
  public Answer of(Settings.Service service) {
    return of(service.from());
  }

  /// Passes each source once that one of these is fed by.
  void pass(List<Settings.Feed> feeds) {
    Map<String, List<Selection>> selections = new LinkedHashMap<>();
    for (Settings.Feed feed : feeds) {
      selections.computeIfAbsent(feed.source(), _ -> new ArrayList<>()).add(feed.selection());
    }
    selections.forEach((name, wanted) -> {
      try (Console.Section _ =
          console.section("go-pgo-source-" + name, "collecting from " + name)) {
        passed.put(name, pass(name, wanted));
      }
    });
  }

  private Passed pass(String name, List<Selection> wanted) {
    Source source = sources.get(name);
    if (source == null) {
      throw new IllegalStateException("the settings name no source " + name);
    }
    try {
      Pass pass = source.collect(wanted);
      pass.listing()
          .ifPresent(listing -> {
            listings.put(name, listing);
            console.tell(ListingWords.of(name, listing));
          });
      return new Passed.Had(pass.collected());
    } catch (IOException e) {
      return new Passed.Failed("source %s: %s".formatted(name, Errors.words(e)));
    } catch (RuntimeException e) {
      return new Passed.Failed("source %s: %s".formatted(name, Errors.bug(e)));
    }
  }

  /// What these have together; each was passed.
  Answer of(List<Settings.Feed> feeds) {
    Collected collected = Collected.NONE;
    Map<ProfileHash, String> origins = new HashMap<>();
    for (Settings.Feed feed : feeds) {
      switch (passed.get(feed.source())) {
        case Passed.Had had -> {
          Collected more = had.profiles.getOrDefault(feed.selection(), Collected.NONE);
          more.profiles().forEach(profile -> origins.putIfAbsent(profile.hash(), feed.source()));
          collected = collected.plus(more);
        }
        case Passed.Failed(String message) -> {
          return new Answer.Broke(message);
        }
        case null -> throw new IllegalStateException("not collected: " + feed.source());
      }
    }
    return new Answer.Gave(collected, origins, Map.of());
  }

  @Override
  public Map<String, Pass.Listing> listings() {
    return Collections.unmodifiableMap(listings);
  }
}
