package io.gitlab.gopgo.testing.google;

import java.util.Map;
import java.util.Optional;

/// A request that came, and what became of it.
///
/// @param number counted from 1 since the last reset
/// @param path without its query, decoded
/// @param parameters of query and form; secrets among them are `…`
/// @param status 0 where no answer was sent
/// @param bytes of the body on the wire, after compression; what a hanging or endless request sent
///   isn't known
public record LoggedRequest(
    int number,
    String method,
    String path,
    Map<String, String> parameters,
    int status,
    long bytes,
    Optional<Fault> fault) {
  LoggedRequest answered(int newStatus, long newBytes) {
    return new LoggedRequest(number, method, path, parameters, newStatus, newBytes, fault);
  }

  /// A parameter; empty where it didn't come.
  public String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  @Override
  public String toString() {
    return "%d %s %s %s -> %d, %d bytes%s"
        .formatted(
            number,
            method,
            path,
            parameters,
            status,
            bytes,
            fault.map(each -> " (" + each + ")").orElse(""));
  }
}
