package io.gitlab.gopgo.collect.cloudprofiler;

import io.gitlab.gopgo.collect.Collected;
import io.gitlab.gopgo.collect.Origin;
import io.gitlab.gopgo.collect.Pass;
import io.gitlab.gopgo.collect.ProfileHash;
import io.gitlab.gopgo.collect.Selection;
import io.gitlab.gopgo.collect.Source;
import io.gitlab.gopgo.collect.Spool;
import io.gitlab.gopgo.collect.Surroundings;
import io.gitlab.gopgo.collect.google.GoogleLogin;
import io.gitlab.gopgo.config.Section;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The profiles of one Google Cloud project.
public final class CloudProfilerSource implements Source {
  private static final String GO = "go";

  /// Project ids, and domain-scoped ones of old.
  private static final Pattern PROJECT = Pattern.compile("([a-z0-9.-]+:)?[a-z][a-z0-9-]{2,62}");

  private final String project;
  private final String url;
  private final GoogleLogin login;
  private final Limits limits;
  private final boolean allowPartial;
  private final Surroundings surroundings;

  /// The service that an entry of `from` asks for, by the entry's text.
  private final Map<String, String> targets = new HashMap<>();

  /// What one run may spend.
  record Limits(long pages, long bytes, Duration time) {}

  private CloudProfilerSource(
      String project,
      String url,
      GoogleLogin login,
      Limits limits,
      boolean allowPartial,
      Surroundings surroundings) {
    this.project = project;
    this.url = url;
    this.login = login;
    this.limits = limits;
    this.allowPartial = allowPartial;
    this.surroundings = surroundings;
  }

  /// Reads a source `cloud-profiler`.
  public static Source read(Section section, Surroundings surroundings) {
    String project = section.expandedText("project");
    if (!PROJECT.matcher(project).matches()) {
      throw section.failure(
          "project", "expected a Google Cloud project's id, found \"%s\"".formatted(project));
    }
    String universe = section.optionalText("universe").orElse("googleapis.com");
    String url =
        section
            .optionalText("url")
            .orElse("https://cloudprofiler." + universe)
            .replaceAll("/+$", "");
    if (!url.matches("https?://[^\\s@]+")) {
      throw section.failure("url", "expected an http(s) URL, found \"%s\"".formatted(url));
    }
    GoogleLogin login = GoogleLogin.read(section.optionalSection("credentials"), section, universe);
    Limits limits =
        new Limits(
            section.number("pages", 1, 2000),
            section.bytes("bytes", 100L << 30),
            section.duration("time", Duration.ofMinutes(50)));
    boolean allowPartial = section.flag("allowPartial", false);
    section.done();
    return new CloudProfilerSource(project, url, login, limits, allowPartial, surroundings);
  }

  @Override
  public Optional<Set<String>> labels() {
    return Optional.of(Set.of("zone", "version", "language", "instance"));
  }

  /// `target` names the service. Profiles of other languages than Go are never taken.
  @Override
  public Predicate<Origin> filter(Section from) {
    String target = from.text("target");
    targets.put(from.canonical(), target);
    return origin ->
        target.equals(origin.labels().get("target"))
            && GO.equals(origin.labels().getOrDefault("language", GO).toLowerCase(Locale.ROOT));
  }

  @Override
  public Pass collect(List<Selection> selections) throws IOException {
    Map<Selection, Draw> draws = new LinkedHashMap<>();
    for (Selection selection : selections) {
      String target = targets.getOrDefault(selection.text(), "");
      draws.putIfAbsent(selection, new Draw(selection, target));
    }
    Spool spool = new Spool(surroundings.spool(), surroundings.inflatedLimit());
    Listing listing =
        new Listing(
            project,
            url,
            login,
            limits,
            key(selections),
            spool,
            List.copyOf(draws.values()),
            surroundings);
    Optional<String> shortfall = listing.pass();
    Map<Selection, Collected> collected = new LinkedHashMap<>();
    draws.forEach((selection, draw) ->
        collected.put(selection, draw.collected(spool, shortfall.stream().toList(), allowPartial)));
    return new Pass(collected, Optional.of(listing.figures(shortfall.isEmpty())));
  }

  /// What makes two passes the same.
  private String key(List<Selection> selections) {
    StringBuilder text = new StringBuilder(project).append('\n').append(url);
    for (Selection selection : selections) {
      text.append('\n').append(selection.text()).append(selection.window());
      text.append(selection.count()).append(selection.seed());
    }
    return ProfileHash.ofName(text.toString()).toString();
  }
}
