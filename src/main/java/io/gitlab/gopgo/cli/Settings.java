package io.gitlab.gopgo.cli;

import static java.time.temporal.ChronoUnit.HOURS;

import io.gitlab.gopgo.collect.Selection;
import io.gitlab.gopgo.collect.Source;
import io.gitlab.gopgo.collect.Sources;
import io.gitlab.gopgo.collect.Surroundings;
import io.gitlab.gopgo.collect.Window;
import io.gitlab.gopgo.collect.store.StoreSource;
import io.gitlab.gopgo.config.NearestWord;
import io.gitlab.gopgo.config.Section;
import io.gitlab.gopgo.config.SettingsFile;
import io.gitlab.gopgo.deliver.Destination;
import io.gitlab.gopgo.deliver.Destinations;
import io.gitlab.gopgo.deliver.Target;
import io.gitlab.gopgo.judge.Thresholds;
import io.gitlab.gopgo.merge.Weighing;
import io.gitlab.gopgo.pprof.ProfileReader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What the settings file asks for, with all defaults applied.
///
/// `docs/settings.md` describes the fields, `docs/settings.schema.json` is for editors.
///
/// @param inflatedLimit the most bytes that a profile may inflate to
/// @param sources by name
/// @param services those that are enabled, in the file's order
/// @param aside those that this run leaves aside: what is proposed for them stays
record Settings(
    long inflatedLimit, Map<String, Source> sources, List<Service> services, List<Service> aside) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  /// One production program.
  ///
  /// @param expectedWithheld whether a withheld profile is no reason for exit code 3
  record Service(
      String name,
      boolean expectedWithheld,
      Window window,
      Thresholds thresholds,
      Weighing weighing,
      List<Feed> from,
      Destination to) {}

  /// A service's part of one source.
  ///
  /// @param collect what `go-pgo collect` puts into it, where it is a store
  record Feed(String source, Selection selection, List<Feed> collect) {}

  /// The defaults for services, which the file's top may change and each service again.
  ///
  /// @param profiles how many of each source; empty for as many as is usual there
  private record Defaults(
      Window window, OptionalInt profiles, Thresholds thresholds, Weighing weighing) {
    int count(Source source) {
      return profiles.orElse(source.usualCount());
    }
  }

  /// What a settings file is read with.
  ///
  /// @param now where `window: 7d` ends
  /// @param clock for sources
  /// @param spool the folder in which sources keep profiles
  /// @param progress takes a line of progress of a source
  record Readers(
      Instant now,
      Clock clock,
      Map<String, String> environment,
      Path spool,
      Consumer<String> progress) {}

  Source source(Feed feed) {
    Source source = sources.get(feed.source);
    if (source == null) {
      throw new IllegalStateException("the settings name no source " + feed.source);
    }
    return source;
  }

  static Settings read(Path file, Readers readers) {
    return read(SettingsFile.open(file, readers.environment), readers);
  }

  /// @param root all of it, wherever it is written
  static Settings read(Section root, Readers readers) {
    Instant now = readers.now;
    if (!root.text("version").equals("1")) {
      throw root.failure("version", "expected 1, the only version so far");
    }
    long limit =
        root.optionalSection("limits")
            .map(Settings::inflatedLimit)
            .orElse(ProfileReader.DEFAULT_LIMIT);
    Defaults builtIn =
        new Defaults(
            window(root, "7d", now), OptionalInt.empty(), Thresholds.DEFAULT, Weighing.NONE);
    Defaults defaults = defaults(root, builtIn, root.section("sources").names(), now);
    Map<String, Source> sources = new LinkedHashMap<>();
    Section allSources = root.section("sources");
    for (String name : allSources.names()) {
      requireName(allSources, name);
      sources.put(
          name,
          Sources.read(
              allSources.section(name),
              new Surroundings(
                  limit,
                  readers.spool.resolve(name),
                  readers.clock,
                  root.optionalSection("gitlab"),
                  readers.progress)));
    }
    Destinations destinations = Destinations.read(root, LocalDate.ofInstant(now, ZoneOffset.UTC));
    Section allServices = root.section("services");
    List<Service> services = new ArrayList<>();
    Map<Object, String> owners = new HashMap<>();
    Set<Target> targets = new LinkedHashSet<>();
    for (String name : allServices.names()) {
      requireName(allServices, name);
      service(
              allServices.section(name),
              name,
              defaults,
              sources,
              destinations,
              owners,
              targets,
              now)
          .ifPresent(services::add);
    }
    root.done();
    if (services.isEmpty()) {
      throw root.failure("services", "there is no enabled service");
    }
    return new Settings(limit, sources, List.copyOf(services), List.of());
  }

  /// The same with some of the services only.
  ///
  /// @param names none for all of them
  /// @param where they come from, in words
  Settings only(List<String> names, String where) {
    List<String> known = services.stream().map(Service::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new Failure(
            ExitCode.USAGE,
            "%s has no enabled service \"%s\"; %s"
                .formatted(
                    where,
                    name,
                    NearestWord.of(name, known)
                        .map("did you mean \"%s\"?"::formatted)
                        .orElse("it has " + String.join(", ", known))));
      }
    }
    return names.isEmpty()
        ? this
        : new Settings(
            inflatedLimit,
            sources,
            services.stream().filter(service -> names.contains(service.name())).toList(),
            Stream.concat(
                    aside.stream(),
                    services.stream().filter(service -> !names.contains(service.name())))
                .toList());
  }

  private static long inflatedLimit(Section limits) {
    long limit = limits.bytes("inflated", ProfileReader.DEFAULT_LIMIT);
    limits.done();
    return limit;
  }

  private static Window window(Section section, String text, Instant now) {
    return Window.parse(text, now)
        .orElseThrow(() ->
            section.failure(
                "window",
                "expected 7d, all or 2026-11-01/2026-11-08, found \"%s\"".formatted(text)));
  }

  /// @param sources the names of those that may be weighed
  private static Defaults defaults(
      Section section, Defaults inherited, Set<String> sources, Instant now) {
    return new Defaults(
        section
            .optionalText("window")
            .map(text -> window(section, text, now))
            .orElse(inherited.window),
        section.has("profiles")
            ? OptionalInt.of(
                Math.toIntExact(Math.min(Integer.MAX_VALUE, section.number("profiles", 1, 1))))
            : inherited.profiles,
        section
            .optionalSection("judge")
            .map(judge -> thresholds(judge, inherited.thresholds))
            .orElse(inherited.thresholds),
        section
            .optionalSection("weigh")
            .map(weigh ->
                WeighSettings.read(
                    weigh, inherited.weighing, sources, LocalDate.ofInstant(now, ZoneOffset.UTC)))
            .orElse(inherited.weighing));
  }

  private static Thresholds thresholds(Section judge, Thresholds inherited) {
    Thresholds thresholds =
        new Thresholds(
            judge.number("minSamples", 1, inherited.minSamples()),
            judge.number("warnSamples", 1, inherited.warnSamples()),
            judge.percent("withoutStartLine", inherited.withoutStartLine()),
            judge.percent("dominance", inherited.dominance()),
            judge.number("dominanceProfiles", 1, inherited.dominanceProfiles()),
            judge.percent("margin", inherited.margin()));
    judge.done();
    return thresholds;
  }

  /// @param owners which service a file of a target belongs to
  private static Optional<Service> service(
      Section section,
      String name,
      Defaults inherited,
      Map<String, Source> sources,
      Destinations destinations,
      Map<Object, String> owners,
      Set<Target> targets,
      Instant now) {
    boolean enabled = section.flag("enabled", true);
    boolean withheld =
        section.parsed(
            "expected",
            false,
            "withheld",
            text -> text.equals("withheld") ? Optional.of(true) : Optional.empty());
    Defaults defaults = defaults(section, inherited, sources.keySet(), now);
    Window window = defaults.window;
    String seed = section.optionalText("seed").orElse(name + " " + window);
    List<Feed> from = new ArrayList<>();
    for (Section entry : section.sections("from")) {
      List<Feed> collect = new ArrayList<>();
      if (source(entry, sources) instanceof StoreSource && entry.has("collect")) {
        for (Section other : entry.sections("collect")) {
          if (source(other, sources) instanceof StoreSource) {
            throw other.failure("source", "a store is filled from sources, not from a store");
          }
          // Another hour, other processes: over a day all get their turn.
          String turn =
              source(other, sources).isLive() ? seed + " " + now.truncatedTo(HOURS) : seed;
          collect.add(feed(other, sources, defaults, turn, List.of()));
        }
      }
      from.add(feed(entry, sources, defaults, seed, List.copyOf(collect)));
    }
    WeighSettings.requireShares(
        section, defaults.weighing, from.stream().map(Feed::source).toList());
    Destination to = destinations.of(section.section("to"));
    section.done();
    for (String file : to.files()) {
      String owner = owners.putIfAbsent(List.of(to.target(), file), name);
      if (owner != null) {
        throw section.failure("to", "%s is already %s's".formatted(file, owner));
      }
    }
    for (Target earlier : targets) {
      earlier
          .conflict(to.target())
          .ifPresent(why -> {
            throw section.failure("to", why);
          });
    }
    targets.add(to.target());
    return enabled
        ? Optional.of(
            new Service(name, withheld, window, defaults.thresholds, defaults.weighing, from, to))
        : Optional.empty();
  }

  private static Feed feed(
      Section entry,
      Map<String, Source> sources,
      Defaults defaults,
      String seed,
      List<Feed> collect) {
    Source source = source(entry, sources);
    Selection selection =
        Selection.read(entry, source, defaults.window, defaults.count(source), seed);
    return new Feed(entry.text("source"), selection, collect);
  }

  private static Source source(Section entry, Map<String, Source> sources) {
    String name = entry.text("source");
    Source source = sources.get(name);
    if (source == null) {
      throw entry.unknown("source", name, "source", sources.keySet());
    }
    return source;
  }

  private static void requireName(Section section, String name) {
    if (!NAME.matcher(name).matches()) {
      throw section.failure(name, "a name is of letters, digits and `._-`, at most 63");
    }
  }
}
