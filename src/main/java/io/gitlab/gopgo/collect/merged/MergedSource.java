package io.gitlab.gopgo.collect.merged;

import io.gitlab.gopgo.collect.Choices;
import io.gitlab.gopgo.collect.LeftOut;
import io.gitlab.gopgo.collect.Origin;
import io.gitlab.gopgo.collect.Pass;
import io.gitlab.gopgo.collect.Quorum;
import io.gitlab.gopgo.collect.Selection;
import io.gitlab.gopgo.collect.SideBySide;
import io.gitlab.gopgo.collect.Source;
import io.gitlab.gopgo.collect.Spool;
import io.gitlab.gopgo.collect.Surroundings;
import io.gitlab.gopgo.collect.http.Call;
import io.gitlab.gopgo.collect.http.Credentials;
import io.gitlab.gopgo.collect.http.Downloads;
import io.gitlab.gopgo.collect.http.Downloads.Remote;
import io.gitlab.gopgo.collect.http.HttpCalls;
import io.gitlab.gopgo.collect.http.HttpFailure;
import io.gitlab.gopgo.collect.http.Tls;
import io.gitlab.gopgo.collect.http.Urls;
import io.gitlab.gopgo.config.Section;
import io.gitlab.gopgo.pgo.Flaw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// A service's profiles merged by a continuous profiler, one for each day of the window.
///
/// Days, because Pyroscope refuses more in one query, and because it answers without a word with
/// nothing for days farther back than it may look: an empty day is therefore a shortfall.
public final class MergedSource implements Source {
  private final Profiler profiler;
  private final Credentials credentials;
  private final Tls tls;
  private final Duration timeout;
  private final Quorum quorum;
  private final Surroundings surroundings;

  /// The query that an entry of `from` asks for, by the entry's text.
  private final Map<String, String> queries = new HashMap<>();

  private MergedSource(Profiler profiler, Section section, Surroundings surroundings) {
    this.profiler = profiler;
    this.surroundings = surroundings;
    credentials = Credentials.read(section.optionalSection("auth"));
    tls = Tls.read(section.optionalSection("tls"));
    timeout = section.duration("timeout", Duration.ofMinutes(2));
    quorum = Quorum.read(section);
    section.done();
  }

  /// Reads a source `pyroscope`.
  public static Source readPyroscope(Section section, Surroundings surroundings) {
    Pyroscope pyroscope =
        new Pyroscope(
            url(section),
            section.optionalText("type").orElse("process_cpu:cpu:nanoseconds:cpu:nanoseconds"),
            section.optionalText("tenant").orElse(""));
    return new MergedSource(pyroscope, section, surroundings);
  }

  /// Reads a source `parca`.
  public static Source readParca(Section section, Surroundings surroundings) {
    Parca parca =
        new Parca(
            url(section),
            section
                .optionalText("type")
                .orElse("process_cpu:cpu:nanoseconds:cpu:nanoseconds:delta"),
            section.optionalText("project").orElse(""));
    return new MergedSource(parca, section, surroundings);
  }

  private static String url(Section section) {
    return Urls.read(section, "url", section.expandedText("url")).toString().replaceAll("/+$", "");
  }

  @Override
  public Optional<Set<String>> labels() {
    return Optional.of(Set.of("day"));
  }

  /// `query` says which profiles are the service's, in the profiler's own language.
  @Override
  public Predicate<Origin> filter(Section from) {
    String query = from.text("query");
    if (!query.startsWith("{") || !query.endsWith("}")) {
      throw from.failure(
          "query",
          "expected a selector such as {service_name=\"api\"}, found \"%s\"".formatted(query));
    }
    queries.put(from.canonical(), query);
    return origin -> query.equals(origin.labels().get("query"));
  }

  @Override
  public Pass collect(List<Selection> selections) throws IOException {
    Spool spool = new Spool(surroundings.spool(), surroundings.inflatedLimit());
    Choices choices = new Choices(this, selections, surroundings.inflatedLimit());
    List<Day> days = days(selections);
    Map<Selection, List<LeftOut>> lost = new HashMap<>();
    try (HttpCalls http = new HttpCalls(tls, surroundings.inflatedLimit())) {
      Downloads downloads = new Downloads(http, spool);
      downloads.get(
          days,
          Day::remote,
          SideBySide.ALL,
          (day, failure) ->
              take(choices, day, downloads.file(day.remote), failure)
                  .ifPresent(
                      why -> lost.computeIfAbsent(day.selection, _ -> new ArrayList<>()).add(why)));
    }
    for (Selection selection : selections) {
      List<Day> asked = days.stream().filter(day -> day.selection.equals(selection)).toList();
      quorum.apply(
          choices, selection, asked.size(), "days", lost.getOrDefault(selection, List.of()));
    }
    return choices.pass(spool);
  }

  /// A day of a selection, and the answer that it takes.
  private record Day(Selection selection, Slice slice, Remote remote) {}

  private List<Day> days(List<Selection> selections) throws IOException {
    List<Day> days = new ArrayList<>();
    for (Selection selection : selections) {
      String query = queries.getOrDefault(selection.text(), "");
      for (Slice slice : Slice.of(selection.window(), surroundings.clock().instant())) {
        Origin origin = origin(query, slice);
        if (selection.filter().test(origin)) {
          Call call = profiler.call(query, slice, credentials, timeout);
          days.add(new Day(selection, slice, new Remote(origin, call, Optional.empty())));
        }
      }
    }
    return days;
  }

  private static Origin origin(String query, Slice slice) {
    return new Origin(
        query + " " + slice,
        Map.of("query", query, "day", slice.toString()),
        Optional.of(slice.from()));
  }

  private Optional<LeftOut> take(Choices choices, Day day, Path file, Optional<HttpFailure> failure)
      throws IOException {
    Origin origin = day.remote.origin();
    if (failure.isPresent()) {
      return Downloads.leaveOut(origin, failure.get(), choices, day.selection);
    }
    Profiler.Unpacked unpacked;
    try {
      unpacked = profiler.unpack(file, day.remote.call(), day.slice, surroundings.inflatedLimit());
    } catch (HttpFailure e) {
      Files.delete(file);
      return Downloads.leaveOut(origin, e, choices, day.selection);
    }
    unpacked
        .covered()
        .filter(day.slice::isMoreThan)
        .map(covered -> covered.plusSeconds(30)) // to whole minutes
        .ifPresent(covered ->
            choices.fallShort(
                day.selection,
                "the answer for %s covers %d h %02d min: for the rest there are no such profiles, or it lies farther back than the server looks"
                    .formatted(day.slice, covered.toHours(), covered.toMinutesPart()),
                true));
    return choices
        .offer(file, origin, List.of(day.selection))
        .map(why -> explained(why, unpacked.ifEmpty()));
  }

  /// An empty day in the words of what may be behind it.
  private static LeftOut explained(LeftOut profile, String empty) {
    return profile.reason().equals(Flaw.EMPTY.toString())
        ? new LeftOut(profile.name(), "empty: " + empty, "")
        : profile;
  }
}
