package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.gitlab.GitLab;
import io.gitlab.gopgo.gitlab.GitLabException;
import io.gitlab.gopgo.gitlab.Token;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// The files of a CI job's own project at the commit that a merge request is compared with.
///
/// They come from GitLab's API by the job's own token: the image has no git, and a runner's shallow
/// checkout doesn't have the commit.
final class BaseCommit {
  private static final String TOKEN = "CI_JOB_TOKEN";

  private final GitLab gitlab;
  private final String project;
  private final String commit;

  /// @param environment a GitLab job's variables
  BaseCommit(String commit, Map<String, String> environment) {
    if (commit.isBlank()) {
      throw new Failure(
          ExitCode.USAGE,
          "--base: no commit; is the variable set? A merge request's pipeline has it");
    }
    this.commit = commit;
    String secret = variable(environment, TOKEN);
    Token.flaw(secret, TOKEN)
        .ifPresent(words -> {
          throw new Failure(ExitCode.USAGE, "--base: " + words);
        });
    Token token = new Token(secret, TOKEN);
    gitlab =
        new GitLab(
            variable(environment, "CI_SERVER_URL"),
            () -> token,
            Duration.ofSeconds(60),
            Duration.ofMillis(250));
    project = variable(environment, "CI_PROJECT_PATH");
  }

  private static String variable(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "");
    if (value.isBlank()) {
      throw new Failure(
          ExitCode.USAGE,
          "--base: %s is not set; expected a GitLab job's variables".formatted(name));
    }
    return value;
  }

  /// A file as it was; empty if it is new.
  Optional<byte[]> file(String path) throws GitLabException {
    return gitlab.project(project).file(path, commit);
  }

  /// The commit as people write it.
  @Override
  public String toString() {
    return commit.matches("[0-9a-f]{40,64}") ? commit.substring(0, 8) : commit;
  }
}
