package io.gitlab.gopgo.gitlab;

import java.util.Optional;

/// A secret that is never shown: not in a message, a log or a report.
public final class Token {
  /// How the tokens begin that GitLab gives to CI jobs.
  private static final String JOB_PREFIX = "glcbt-";

  private final String secret;
  private final String variable;

  /// What keeps a secret from being sent, in words that don't show it: whoever pastes one often
  /// pastes a line break too, and a library that refuses the header quotes it.
  public static Optional<String> flaw(String secret, String variable) {
    return secret.chars().allMatch(c -> c > ' ' && c <= '~')
        ? Optional.empty()
        : Optional.of(
            "the environment variable %s holds a character that no token has, such as a blank or a line break"
                .formatted(variable));
  }

  /// @param secret without any [#flaw]
  /// @param variable the environment variable that holds it, for messages
  public Token(String secret, String variable) {
    flaw(secret, variable)
        .ifPresent(words -> {
          throw new IllegalArgumentException(words);
        });
    this.secret = secret;
    this.variable = variable;
  }

  String secret() {
    return secret;
  }

  public String variable() {
    return variable;
  }

  /// Whether it is a CI job's own, which is sent under another name and can only read, and not all.
  boolean isOfJob() {
    return variable.equals("CI_JOB_TOKEN") || secret.startsWith(JOB_PREFIX);
  }

  /// What to do about a refusal: which variable to look at is what people don't know.
  ///
  /// @param status 401, 403 or 404
  /// @param isRead a write comes after reads that the token was good for; GitLab answers it with
  ///   401 where the token's user may not merge
  String refused(int status, boolean isRead) {
    if (isOfJob()) {
      return status == 401
          ? "the job's token in %s is good only while its job runs".formatted(variable)
          : """
          the job's token in %s sees other projects only where their settings let the job's project \
          in (CI/CD > Job token permissions)\
          """
              .formatted(variable);
    }
    if (status == 401 && !isRead) {
      return "the token in %s may not do this".formatted(variable);
    }
    return switch (status) {
      case 401 ->
          "the token in %s has expired, was revoked or is another GitLab's: put a valid one into the variable"
              .formatted(variable);
      case 403 ->
          "the token in %s needs the role Developer in the project and the scope api"
              .formatted(variable);
      default -> "it doesn't exist, or the token in %s may not see it".formatted(variable);
    };
  }

  @Override
  public String toString() {
    return "[token of " + variable + "]";
  }
}
