package io.gitlab.gopgo.testing.gitlab;

import java.util.Map;
import java.util.Optional;

/// One request on its way through a route.
///
/// @param url the address without its query
/// @param path the values that the route's pattern took out of the address
/// @param token whose request it is; empty for a stranger, and for a job token where GitLab doesn't
///   look at job tokens
record Call(
    String method,
    String url,
    Map<String, String> path,
    Parameters parameters,
    Optional<Token> token) {

  String path(String name) {
    String value = path.get(name);
    if (value == null) {
      throw new IllegalStateException("no " + name + " in this route");
    }
    return value;
  }

  /// The number of a merge request or note; what is no number is found nowhere.
  int number(String name) {
    try {
      return Integer.parseInt(path(name));
    } catch (NumberFormatException e) {
      throw Refusal.error(400, name + " is invalid");
    }
  }

  Account account() {
    return token.map(Token::account).orElseThrow(Refusal::unauthorized);
  }

  boolean reads() {
    return method.equals("GET") || method.equals("HEAD");
  }
}
