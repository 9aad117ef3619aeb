package io.gitlab.gopgo.collect.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest.BodyPublisher;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A request for a body.
///
/// @param uri its query may be a secret (presigned), so no message has it
/// @param headers no secrets; they stay with the origin like those of the credentials
/// @param post what to POST; empty for a GET
/// @param time how long the whole answer may take, to its last byte
public record Call(
    URI uri,
    Map<String, String> headers,
    Optional<BodyPublisher> post,
    Credentials credentials,
    Duration time) {

  /// So long may a parameter's value be that we show when a server repeats it.
  private static final int LIKE_A_SECRET = 12;

  /// A GET.
  public static Call get(URI uri, Credentials credentials, Duration time) {
    return new Call(uri, Map.of(), Optional.empty(), credentials, time);
  }

  /// The same with one more header.
  public Call with(String header, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new Call(uri, more, post, credentials, time);
  }

  boolean isGet() {
    return post.isEmpty();
  }

  /// A text that others wrote, without the secrets of this call: they may have repeated them.
  String hide(String text) {
    String hidden = credentials.hide(text);
    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    for (String parameter : query.split("&", -1)) {
      String value = parameter.substring(parameter.indexOf('=') + 1);
      if (value.length() >= LIKE_A_SECRET) {
        hidden = hidden.replace(value, "[secret]").replace(decoded(value), "[secret]");
      }
    }
    return hidden;
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value, UTF_8);
    } catch (IllegalArgumentException e) {
      return value;
    }
  }

  /// What a redirect leads to: everything that was meant for the origin stays there.
  Call redirected(URI to) {
    return Origins.same(uri, to)
        ? new Call(to, headers, post, credentials, time)
        : new Call(to, Map.of(), post, Credentials.NONE, time);
  }
}
