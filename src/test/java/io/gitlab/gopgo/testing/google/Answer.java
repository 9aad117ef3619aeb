package io.gitlab.gopgo.testing.google;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;

/// A status, headers and a body that is written when it is sent and is never held as a whole.
record Answer(int status, Map<String, String> headers, Body body) {
  /// Writes the same bytes whenever it is asked to.
  interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  static Answer json(int status, Body body) {
    return new Answer(status, Map.of("Content-Type", "application/json; charset=UTF-8"), body);
  }

  static Answer json(int status, JsonNode body) {
    return json(status, out -> out.write(body.toPrettyString().getBytes(UTF_8)));
  }

  static Answer html(int status, String title) {
    String page =
        "<!DOCTYPE html>\n<html><head><title>%s</title></head><body><h1>%s</h1></body></html>\n"
            .formatted(title, title);
    return new Answer(
        status,
        Map.of("Content-Type", "text/html; charset=UTF-8"),
        out -> out.write(page.getBytes(UTF_8)));
  }

  Answer with(String header, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new Answer(status, more, body);
  }

  private Answer with(Body other) {
    return new Answer(status, headers, other);
  }

  /// The first half of the body as if it were all of it.
  Answer truncated() {
    return with(out -> {
      Counted whole = new Counted(OutputStream.nullOutputStream(), Long.MAX_VALUE);
      body.writeTo(whole);
      body.writeTo(new Counted(out, whole.count() / 2));
    });
  }

  /// The first half of the body, and then an end that the connection doesn't survive.
  Answer dropped() {
    Answer half = truncated();
    return with(out -> {
      half.body.writeTo(out);
      out.flush();
      throw new IOException("dropped as planned");
    });
  }

  /// A body that goes on until the client has had enough of it.
  Answer endless() {
    return with(out -> {
      out.write("{\"profiles\":[{\"profileBytes\":\"".getBytes(UTF_8));
      byte[] more = "H4sIAAAAAAAA".repeat(1000).getBytes(UTF_8);
      while (!Thread.currentThread().isInterrupted()) {
        out.write(more);
      }
    });
  }
}
