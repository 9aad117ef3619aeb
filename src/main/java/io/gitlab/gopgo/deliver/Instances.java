package io.gitlab.gopgo.deliver;

import io.gitlab.gopgo.config.Section;
import io.gitlab.gopgo.gitlab.GitLab;
import io.gitlab.gopgo.gitlab.Token;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// The GitLab installations of the settings, by their names there.
public final class Instances {
  private static final Duration PAUSE = Duration.ofMillis(250);

  private Instances() {}

  /// Reads the section `gitlab`.
  public static Map<String, GitLab> read(Section section) {
    Map<String, GitLab> instances = new LinkedHashMap<>();
    for (String name : section.names()) {
      instances.put(name, instance(section.section(name)));
    }
    return instances;
  }

  private static GitLab instance(Section section) {
    String url = section.expandedText("url");
    if (!url.matches("https?://[^\\s@]+")) {
      throw section.failure(
          "url", "expected an http(s) URL without a user, found \"%s\"".formatted(url));
    }
    Section token = section.section("token");
    Supplier<Token> secret = secret(token);
    token.done();
    section.done();
    return new GitLab(url.replaceAll("/+$", ""), secret, PAUSE);
  }

  /// A missing token is reported when it is needed: other services may do without.
  private static Supplier<Token> secret(Section section) {
    String name = section.text("env");
    return () ->
        section
            .environment(name)
            .map(Token::new)
            .orElseThrow(() ->
                section.failure(
                    "env", "the environment variable %s is not set or empty".formatted(name)));
  }
}
