package io.gitlab.gopgo.testing.gitlab;

import java.util.Optional;

/// A request that came, and what became of it.
///
/// @param number counted from 1 since the last reset
/// @param path below `/api/v4`, decoded
/// @param status 0 where no answer was sent
/// @param token the token's beginning and number, never the token; empty without one
public record LoggedRequest(
    int number,
    String method,
    String path,
    String query,
    int status,
    String token,
    Optional<Fault> fault) {
  public boolean isWrite() {
    return !method.equals("GET") && !method.equals("HEAD");
  }

  @Override
  public String toString() {
    return "%d %s %s%s -> %d%s"
        .formatted(
            number,
            method,
            path,
            query.isEmpty() ? "" : "?" + query,
            status,
            fault.map(each -> " (" + each + ")").orElse(""));
  }
}
