package io.gitlab.gopgo.testing.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a server does with a request.
///
/// @param end how the body ends
public record Reply(int status, Map<String, String> headers, List<Byte> body, End end) {
  /// How a body ends.
  public enum End {
    WHOLE,
    /// The length promises more; the connection ends first.
    BROKEN_OFF,
    /// It never does.
    ENDLESS,
    /// There isn't even a status, until the client has had enough.
    HANGING,
    /// The connection is closed instead.
    DROPPED
  }

  public static Reply of(int status, byte[] body) {
    List<Byte> bytes = new java.util.ArrayList<>(body.length);
    for (byte each : body) {
      bytes.add(each);
    }
    return new Reply(status, Map.of(), bytes, End.WHOLE);
  }

  public static Reply of(int status, String body) {
    return of(status, body.getBytes(UTF_8)).with("Content-Type", "text/plain; charset=utf-8");
  }

  public static Reply profile(byte[] profile) {
    return of(200, profile).with("Content-Type", "application/octet-stream");
  }

  public static Reply json(String body) {
    return of(200, body).with("Content-Type", "application/json");
  }

  public static Reply redirect(int status, String location) {
    return of(status, "").with("Location", location);
  }

  public Reply with(String header, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new Reply(status, more, body, end);
  }

  public Reply ending(End other) {
    return new Reply(status, headers, body, other);
  }

  byte[] bytes() {
    byte[] bytes = new byte[body.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = body.get(i);
    }
    return bytes;
  }
}
