package io.gitlab.gopgo.cli;

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
final class Passes {
  private final Map<String, Source> sources;
  private final Console console;
  private final Map<String, Passed> passed = new HashMap<>();
  private final Map<String, Pass.Listing> listings = new LinkedHashMap<>();

  /// @param sources by name
  Passes(Map<String, Source> sources, Console console) {
    this.sources = sources;
    this.console = console;
  }

  /// What the sources had for a service, or why one of them gave nothing.
  sealed interface Answer permits Gave, Broke {}

  /// @param sources the name of each profile's
  record Gave(Collected collected, Map<ProfileHash, String> sources) implements Answer {}

  record Broke(String message) implements Answer, Passed {}

  /// What one source gave, or how it failed.
  sealed interface Passed permits Had, Broke {}

  record Had(Map<Selection, Collected> profiles) implements Passed {}

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
      return new Had(pass.collected());
    } catch (IOException e) {
      return new Broke("source %s: %s".formatted(name, Errors.words(e)));
    } catch (RuntimeException e) {
      return new Broke("source %s: %s".formatted(name, Errors.bug(e)));
    }
  }

  /// What these have together; each was passed.
  Answer of(List<Settings.Feed> feeds) {
    Collected collected = Collected.NONE;
    Map<ProfileHash, String> origins = new HashMap<>();
    for (Settings.Feed feed : feeds) {
      switch (passed.get(feed.source())) {
        case Had had -> {
          Collected more = had.profiles.getOrDefault(feed.selection(), Collected.NONE);
          more.profiles().forEach(profile -> origins.putIfAbsent(profile.hash(), feed.source()));
          collected = collected.plus(more);
        }
        case Broke broke -> {
          return broke;
        }
        case null -> throw new IllegalStateException("not collected: " + feed.source());
      }
    }
    return new Gave(collected, origins);
  }

  /// What the passes over servers cost, by source.
  Map<String, Pass.Listing> listings() {
    return Collections.unmodifiableMap(listings);
  }
}
