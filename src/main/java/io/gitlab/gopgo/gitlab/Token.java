package io.gitlab.gopgo.gitlab;

/// A secret that is never shown: not in a message, a log or a report.
public final class Token {
  /// How the tokens begin that GitLab gives to CI jobs.
  private static final String JOB_PREFIX = "glcbt-";

  private final String secret;
  private final String variable;

  /// @param variable the environment variable that holds it, for messages
  public Token(String secret, String variable) {
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

  @Override
  public String toString() {
    return "[token of " + variable + "]";
  }
}
