package io.gitlab.gopgo.collect.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// A request.
///
/// @param method such as `GET`; asking again must do no harm, whatever it is
/// @param uri its query may be a secret (presigned), so no message has it
/// @param headers no secrets; they stay with the origin like those of the credentials
/// @param body what is sent; nothing for a GET
/// @param time how long the whole answer may take, to its last byte
public record Call(
    String method,
    URI uri,
    Map<String, String> headers,
    BodyPublisher body,
    Credentials credentials,
    Duration time) {

  /// So long may a parameter's value be that we show when a server repeats it.
  private static final int LIKE_A_SECRET = 12;

  /// A GET.
  public static Call get(URI uri, Credentials credentials, Duration time) {
    return new Call("GET", uri, Map.of(), BodyPublishers.noBody(), credentials, time);
  }

  /// A POST that only asks.
  public static Call post(
      URI uri, Map<String, String> headers, byte[] body, Credentials credentials, Duration time) {
    return new Call("POST", uri, headers, BodyPublishers.ofByteArray(body), credentials, time);
  }

  /// A PUT of a file.
  public static Call put(URI uri, byte[] file, Credentials credentials, Duration time) {
    return new Call(
        "PUT",
        uri,
        Map.of("Content-Type", "application/octet-stream"),
        BodyPublishers.ofByteArray(file),
        credentials,
        time);
  }

  /// A DELETE.
  public static Call delete(URI uri, Credentials credentials, Duration time) {
    return new Call("DELETE", uri, Map.of(), BodyPublishers.noBody(), credentials, time);
  }

  /// The same with one more header.
  public Call with(String header, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new Call(method, uri, more, body, credentials, time);
  }

  boolean isGet() {
    return method.equals("GET");
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
        ? new Call(method, to, headers, body, credentials, time)
        : new Call(method, to, Map.of(), body, Credentials.NONE, time);
  }
}
