package io.gitlab.gopgo.gitlab;

/// A secret that is never shown: not in a message, a log or a report.
public final class Token {
  private final String secret;

  public Token(String secret) {
    this.secret = secret;
  }

  String secret() {
    return secret;
  }

  @Override
  public String toString() {
    return "[token]";
  }
}
