package io.gitlab.gopgo.collect.urls;

import io.gitlab.gopgo.collect.Origin;
import io.gitlab.gopgo.collect.Pass;
import io.gitlab.gopgo.collect.Quorum;
import io.gitlab.gopgo.collect.Selection;
import io.gitlab.gopgo.collect.Source;
import io.gitlab.gopgo.collect.Surroundings;
import io.gitlab.gopgo.collect.http.Call;
import io.gitlab.gopgo.collect.http.Credentials;
import io.gitlab.gopgo.collect.http.Downloads;
import io.gitlab.gopgo.collect.http.Origins;
import io.gitlab.gopgo.collect.http.Tls;
import io.gitlab.gopgo.collect.http.Urls;
import io.gitlab.gopgo.config.Section;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// One profile behind each of some URLs, presigned ones among them.
public final class UrlsSource implements Source {
  private static final String URL = "url";

  private final List<URI> urls;
  private final Credentials credentials;
  private final Tls tls;
  private final Duration timeout;
  private final Quorum quorum;
  private final Surroundings surroundings;

  private UrlsSource(
      List<URI> urls,
      Credentials credentials,
      Tls tls,
      Duration timeout,
      Quorum quorum,
      Surroundings surroundings) {
    this.urls = urls;
    this.credentials = credentials;
    this.tls = tls;
    this.timeout = timeout;
    this.quorum = quorum;
    this.surroundings = surroundings;
  }

  /// Reads a source `urls`.
  public static Source read(Section section, Surroundings surroundings) {
    Source source =
        new UrlsSource(
            urls(section),
            Credentials.read(section.optionalSection("auth")),
            Tls.read(section.optionalSection("tls")),
            section.duration("timeout", Duration.ofMinutes(1)),
            Quorum.read(section),
            surroundings);
    section.done();
    return source;
  }

  /// `$NAME` is a variable's value, which may be several URLs: those that are signed are secrets.
  private static List<URI> urls(Section section) {
    List<URI> urls = new ArrayList<>();
    for (String text : section.texts("urls")) {
      String all = text;
      if (text.matches("\\$[A-Za-z_][A-Za-z0-9_]*")) {
        all =
            section
                .environment(text.substring(1))
                .orElseThrow(() ->
                    section.failure(
                        "urls", "the environment variable %s is not set or empty".formatted(text)));
      }
      for (String url : all.strip().split("\\s+", -1)) {
        urls.add(Urls.read(section, "urls", url));
      }
    }
    return urls;
  }

  @Override
  public Optional<Set<String>> labels() {
    return Optional.of(Set.of(URL));
  }

  @Override
  public Predicate<Origin> filter(Section from) {
    return _ -> true;
  }

  @Override
  public Pass collect(List<Selection> selections) throws IOException {
    return Downloads.pass(this, selections, surroundings, tls, quorum, _ -> remotes());
  }

  /// Two URLs may differ in their query alone, which is in no name.
  private List<Downloads.Remote> remotes() {
    List<Downloads.Remote> remotes = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (URI url : urls) {
      String words = Origins.words(url);
      String name = words;
      for (int number = 2; !names.add(name); number++) {
        name = words + " #" + number;
      }
      remotes.add(
          new Downloads.Remote(
              new Origin(name, Map.of(URL, words), Optional.empty()),
              Call.get(url, credentials, timeout),
              Optional.empty()));
    }
    return remotes;
  }
}
