package io.gitlab.gopgo.deliver;

import io.gitlab.gopgo.config.Section;
import io.gitlab.gopgo.gitlab.GitLab;
import io.gitlab.gopgo.gitlab.Token;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// What the services' `to` may name: the GitLab installations of the settings, and how merge
/// requests are made where a service doesn't say otherwise.
public final class Destinations {
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Map<String, Instance> instances;
  private final RequestSettings requests;

  private Destinations(Map<String, Instance> instances, RequestSettings requests) {
    this.instances = instances;
    this.requests = requests;
  }

  /// Reads the sections `gitlab` and `mergeRequest` of the top level.
  ///
  /// @param today the day of the run
  public static Destinations read(Section root, LocalDate today) {
    Map<String, Instance> instances = new LinkedHashMap<>();
    Optional<Section> gitlab = root.optionalSection("gitlab");
    if (gitlab.isPresent()) {
      for (String name : gitlab.get().names()) {
        instances.put(name, new Instance(name, gitlab(gitlab.get().section(name)), today));
      }
    }
    RequestSettings requests =
        root.optionalSection("mergeRequest")
            .map(section -> RequestSettings.read(section, RequestSettings.DEFAULT))
            .orElse(RequestSettings.DEFAULT);
    return new Destinations(instances, requests);
  }

  /// Reads a service's `to`.
  public Destination of(Section to) {
    return Destination.read(to, instances, requests);
  }

  private static GitLab gitlab(Section section) {
    String url = section.expandedText("url");
    if (!url.matches("https?://[^\\s@]+")) {
      throw section.failure(
          "url", "expected an http(s) URL without a user, found \"%s\"".formatted(url));
    }
    Section token = section.section("token");
    Supplier<Token> secret = secret(token);
    token.done();
    Duration timeout = section.duration("timeout", TIMEOUT);
    section.done();
    return new GitLab(url.replaceAll("/+$", ""), secret, timeout, PAUSE);
  }

  /// A missing token is reported when it is needed: other services may do without.
  private static Supplier<Token> secret(Section section) {
    String name = section.text("env");
    return () ->
        section
            .environment(name)
            .map(value -> {
              Token.flaw(value, name)
                  .ifPresent(words -> {
                    throw section.failure("env", words);
                  });
              return new Token(value, name);
            })
            .orElseThrow(() ->
                section.failure(
                    "env",
                    "the environment variable %s is not set or empty; a variable that is protected is there on protected branches only"
                        .formatted(name)));
  }
}
