package io.gitlab.gopgo.testing.gitlab;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// A status, headers and a body.
final class Answer {
  private final int status;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final byte[] body;

  private Answer(int status, String type, byte[] body) {
    this.status = status;
    this.body = body;
    if (!type.isEmpty()) {
      headers.put("Content-Type", type);
    }
  }

  static Answer json(int status, JsonNode body) {
    return new Answer(status, "application/json", Json.bytes(body));
  }

  static Answer ok(JsonNode body) {
    return json(200, body);
  }

  static Answer created(JsonNode body) {
    return json(201, body);
  }

  static Answer text(int status, String body) {
    return new Answer(status, "text/plain", body.getBytes(UTF_8));
  }

  static Answer html(int status, String body) {
    return new Answer(status, "text/html; charset=utf-8", body.getBytes(UTF_8));
  }

  static Answer bytes(byte[] body) {
    return new Answer(200, "text/plain", body);
  }

  static Answer noContent() {
    return new Answer(204, "", new byte[0]);
  }

  Answer with(String header, String value) {
    headers.put(header, value);
    return this;
  }

  /// The same answer with only the first half of its body, as if all of it were there.
  Answer truncated() {
    Answer half = new Answer(status, "", Arrays.copyOf(body, body.length / 2));
    half.headers.putAll(headers);
    return half;
  }

  int status() {
    return status;
  }

  Map<String, String> headers() {
    return headers;
  }

  byte[] body() {
    return body;
  }
}
