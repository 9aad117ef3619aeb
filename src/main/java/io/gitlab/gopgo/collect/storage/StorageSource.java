package io.gitlab.gopgo.collect.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import io.gitlab.gopgo.collect.Origin;
import io.gitlab.gopgo.collect.Pass;
import io.gitlab.gopgo.collect.Quorum;
import io.gitlab.gopgo.collect.Selection;
import io.gitlab.gopgo.collect.Source;
import io.gitlab.gopgo.collect.Surroundings;
import io.gitlab.gopgo.collect.google.GoogleLogin;
import io.gitlab.gopgo.collect.http.Call;
import io.gitlab.gopgo.collect.http.Credentials;
import io.gitlab.gopgo.collect.http.Downloads;
import io.gitlab.gopgo.collect.http.Downloads.Remote;
import io.gitlab.gopgo.collect.http.HttpCalls;
import io.gitlab.gopgo.collect.http.Origins;
import io.gitlab.gopgo.collect.http.Tls;
import io.gitlab.gopgo.collect.http.Urls;
import io.gitlab.gopgo.config.Section;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// The objects of a Google Cloud Storage bucket whose names begin alike, by its JSON API.
public final class StorageSource implements Source {
  private static final String PATH = "path";

  /// A million objects, where a page has a thousand of them: more than a run could choose from.
  private static final int MOST_PAGES = 1000;

  private final String objects;
  private final String prefix;
  private final GoogleLogin login;
  private final Duration timeout;
  private final Quorum quorum;
  private final Surroundings surroundings;

  /// @param objects the URL of the bucket's objects
  private StorageSource(
      String objects,
      String prefix,
      GoogleLogin login,
      Duration timeout,
      Quorum quorum,
      Surroundings surroundings) {
    this.objects = objects;
    this.prefix = prefix;
    this.login = login;
    this.timeout = timeout;
    this.quorum = quorum;
    this.surroundings = surroundings;
  }

  /// Reads a source `cloud-storage`.
  public static Source read(Section section, Surroundings surroundings) {
    String bucket = section.expandedText("bucket");
    if (!bucket.matches("[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]")) {
      throw section.failure("bucket", "expected a bucket's name, found \"%s\"".formatted(bucket));
    }
    String universe = section.optionalText("universe").orElse("googleapis.com");
    URI url =
        Urls.read(
            section, "url", section.optionalText("url").orElse("https://storage." + universe));
    Source source =
        new StorageSource(
            "%s/storage/v1/b/%s/o".formatted(url.toString().replaceAll("/+$", ""), bucket),
            section.optionalText("prefix").orElse(""),
            GoogleLogin.read(section.optionalSection("credentials"), section, universe),
            section.duration("timeout", Duration.ofMinutes(1)),
            Quorum.read(section),
            surroundings);
    section.done();
    return source;
  }

  /// The object's name behind the prefix.
  @Override
  public Optional<Set<String>> labels() {
    return Optional.of(Set.of(PATH));
  }

  @Override
  public Predicate<Origin> filter(Section from) {
    return _ -> true;
  }

  @Override
  public Pass collect(List<Selection> selections) throws IOException {
    Credentials credentials = credentials();
    return Downloads.pass(
        this, selections, surroundings, Tls.SYSTEM, quorum, http -> list(http, credentials));
  }

  private Credentials credentials() throws IOException {
    try {
      Optional<GoogleCredentials> google = login.credentials();
      if (google.isEmpty()) {
        return Credentials.NONE;
      }
      AccessToken token = google.get().getAccessToken();
      if (token == null) {
        throw new IOException("Google gave no access token");
      }
      return Credentials.bearer(token.getTokenValue());
    } catch (IOException e) {
      throw new IOException(login.words(e, surroundings.clock().instant()), e);
    }
  }

  /// All objects below the prefix, page by page, with the names and times alone.
  private List<Remote> list(HttpCalls http, Credentials credentials) throws IOException {
    List<Remote> remotes = new ArrayList<>();
    Set<String> pages = new HashSet<>();
    String page = "";
    do {
      if (pages.size() == MOST_PAGES) {
        throw endless("more than %,d pages".formatted(MOST_PAGES));
      }
      if (!pages.add(page)) {
        throw endless("the server gave the token of page %,d twice".formatted(pages.size()));
      }
      String query =
          "?fields=nextPageToken,items(name,timeCreated)&prefix=%s&pageToken=%s"
              .formatted(Urls.encoded(prefix), Urls.encoded(page));
      Call call = Call.get(URI.create(objects + query), credentials, timeout);
      JsonNode answer;
      try {
        answer = new ObjectMapper().readTree(http.read(call));
      } catch (JsonProcessingException e) {
        throw new IOException(
            "%s: expected a JSON list of objects".formatted(Origins.words(call.uri())), e);
      }
      for (JsonNode item : answer.path("items")) {
        remotes.add(remote(item, credentials));
      }
      page = answer.path("nextPageToken").asText();
    } while (!page.isEmpty());
    return remotes;
  }

  private IOException endless(String why) {
    return new IOException(
        "%s: the list of objects has no end: %s; a longer `prefix` makes it shorter"
            .formatted(Origins.words(URI.create(objects)), why));
  }

  private Remote remote(JsonNode item, Credentials credentials) {
    String name = item.path("name").asText();
    String path = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    URI media = URI.create("%s/%s?alt=media".formatted(objects, Urls.encoded(name)));
    return new Remote(
        new Origin(name, Map.of(PATH, path), Optional.empty()),
        Call.get(media, credentials, timeout),
        time(item.path("timeCreated").asText()));
  }

  private static Optional<Instant> time(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
