package io.gitlab.gopgo.gitlab;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.gitlab4j.api.GitLabApi;
import org.gitlab4j.models.Constants.TokenType;
import org.glassfish.jersey.client.ClientProperties;
import org.jspecify.annotations.Nullable;

/// A GitLab installation, as one token sees it. For one thread: gitlab4j makes its client lazily
/// and unlocked.
public final class GitLab {
  private static final Duration CONNECTING = Duration.ofSeconds(10);

  private final String url;
  private final Supplier<Token> token;
  private final Duration patience;
  private final Duration pause;
  private final Reach reach = new Reach();
  private final Map<String, Calls> calls = new HashMap<>();
  private final Map<String, GitLabProject> projects = new HashMap<>();
  private @Nullable GitLabApi api;
  private Optional<LocalDate> expiry = Optional.empty();
  private boolean isExpiryKnown;

  /// @param url of the installation, with its path if it has one
  /// @param token asked for at the first call, so that settings can be read without it
  /// @param patience how long an answer may take: a commit of some files takes seconds on a busy
  ///   server, not minutes
  /// @param pause before a second try
  public GitLab(String url, Supplier<Token> token, Duration patience, Duration pause) {
    this.url = url;
    this.token = token;
    this.patience = patience;
    this.pause = pause;
  }

  public String url() {
    return url;
  }

  public Token token() {
    return token.get();
  }

  /// Whether the token is a CI job's, which can't write.
  public boolean isReadOnly() {
    return token.get().isOfJob();
  }

  /// A project by its path, resolved to its id once: a renamed one answers reads under its old
  /// path, but refuses writes.
  public GitLabProject project(String path) throws GitLabException {
    GitLabProject known = projects.get(path);
    if (known == null) {
      known = GitLabProject.find(api(), calls(path), path, isReadOnly());
      projects.put(path, known);
    }
    return known;
  }

  /// How many requests were made for a project, repeated ones included.
  public long requests(String path) {
    return calls(path).made();
  }

  private Calls calls(String path) {
    return calls.computeIfAbsent(path, _ -> new Calls(url, token, pause, reach));
  }

  /// The last day of the token's life, which it tells itself; empty where it has none or can't
  /// tell.
  ///
  /// @param of the project whose requests the question counts to
  public Optional<LocalDate> tokenExpiry(GitLabProject of) {
    if (!isExpiryKnown && !isReadOnly()) {
      expiry = of.tokenExpiry(ZoneOffset.UTC);
      isExpiryKnown = true;
    }
    return expiry;
  }

  private GitLabApi api() {
    if (api == null) {
      Token secret = token.get();
      TokenType type = secret.isOfJob() ? TokenType.JOB_TOKEN : TokenType.PRIVATE;
      api =
          new GitLabApi(
              url,
              type,
              secret.secret(),
              null,
              Map.of(ClientProperties.CONNECTOR_PROVIDER, StayingConnector.class.getName()));
      api.setRequestTimeout(
          Math.toIntExact(CONNECTING.toMillis()), Math.toIntExact(patience.toMillis()));
    }
    return api;
  }
}
