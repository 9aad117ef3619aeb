package io.gitlab.gopgo.testing.gitlab;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// A secret, whose it is and what it allows. It never prints its secret.
///
/// @param expires the first day on which it is of no use; a job token has none
public record Token(
    int id,
    Kind kind,
    String secret,
    Account account,
    List<String> scopes,
    Optional<LocalDate> expires) {

  /// Where a token comes from.
  public enum Kind {
    PERSONAL("glpat-"),
    GROUP("glpat-"),
    PROJECT("glpat-"),
    /// A CI job's own: read-only, and only at some addresses.
    JOB("glcbt-");

    private final String prefix;

    Kind(String prefix) {
      this.prefix = prefix;
    }

    String prefix() {
      return prefix;
    }
  }

  boolean mayWrite() {
    return scopes.contains("api");
  }

  boolean mayRead() {
    return mayWrite() || scopes.contains("read_api");
  }

  /// Another expiry: the stand-in looks it up by secret, so register it by `StandInGitLab.replace`.
  public Token expiring(LocalDate day) {
    return new Token(id, kind, secret, account, scopes, Optional.of(day));
  }

  public Token withScopes(String... names) {
    return new Token(id, kind, secret, account, List.of(names), expires);
  }

  /// The beginning and the number: enough to tell tokens apart.
  public String masked() {
    return kind.prefix + "…#" + id;
  }

  @Override
  public String toString() {
    return masked() + " of " + account.username();
  }
}
