package io.gitlab.gopgo.testing.google;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// One request, read.
///
/// @param path without its query, decoded
/// @param parameters of the query and of a form
/// @param body as text; empty for a form
record Call(
    String method, String path, Map<String, String> parameters, Headers headers, String body) {
  private static final Set<String> SECRETS =
      Set.of("subject_token", "assertion", "refresh_token", "client_secret", "access_token");

  static Call of(HttpExchange exchange) throws IOException {
    Map<String, String> parameters = new TreeMap<>();
    add(parameters, Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""));
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    Headers headers = exchange.getRequestHeaders();
    String type = Optional.ofNullable(headers.getFirst("Content-Type")).orElse("");
    boolean form = type.startsWith("application/x-www-form-urlencoded");
    add(parameters, form ? body : "");
    return new Call(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getPath(),
        parameters,
        headers,
        form ? "" : body);
  }

  private static void add(Map<String, String> parameters, String text) {
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        parameters.put(
            URLDecoder.decode(pair.substring(0, equals), UTF_8),
            URLDecoder.decode(pair.substring(equals + 1), UTF_8));
      }
    }
  }

  /// A parameter; empty where it is missing.
  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  String header(String name) {
    return Optional.ofNullable(headers.getFirst(name)).orElse("");
  }

  /// The token of the header `Authorization`.
  Optional<String> bearer() {
    String value = header("Authorization");
    return value.startsWith("Bearer ") ? Optional.of(value.substring(7)) : Optional.empty();
  }

  /// Google compresses for those who say so twice.
  boolean takesGzip() {
    return header("Accept-Encoding").contains("gzip") && header("User-Agent").contains("gzip");
  }

  /// The parameters for the log.
  Map<String, String> harmless() {
    Map<String, String> shown = new TreeMap<>(parameters);
    shown.replaceAll((name, value) -> SECRETS.contains(name) ? "…" : value);
    return shown;
  }
}
