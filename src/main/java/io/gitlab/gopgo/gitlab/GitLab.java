package io.gitlab.gopgo.gitlab;

import java.time.Duration;
import java.util.function.Supplier;
import org.gitlab4j.api.GitLabApi;

/// A GitLab installation, as one token sees it.
public final class GitLab {
  /// A commit of some files takes seconds on a busy server, not minutes.
  private static final int CONNECT_MILLIS = 10_000;

  private static final int READ_MILLIS = 60_000;

  private final String url;
  private final Supplier<Token> token;
  private final Duration pause;

  /// @param url of the installation, with its path if it has one
  /// @param token asked for at the first call, so that settings can be read without it
  /// @param pause before a second try
  public GitLab(String url, Supplier<Token> token, Duration pause) {
    this.url = url;
    this.token = token;
    this.pause = pause;
  }

  public String url() {
    return url;
  }

  /// A project by its path, resolved to its id: a renamed one answers reads under its old path, but
  /// refuses writes.
  public GitLabProject project(String path) throws GitLabException {
    GitLabApi api = new GitLabApi(url, token.get().secret());
    api.setRequestTimeout(CONNECT_MILLIS, READ_MILLIS);
    Calls calls = new Calls(pause);
    return new GitLabProject(
        api, calls, calls.read("project " + path, () -> api.getProjectApi().getProject(path)));
  }
}
