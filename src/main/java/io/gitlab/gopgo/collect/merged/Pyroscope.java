package io.gitlab.gopgo.collect.merged;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gitlab.gopgo.collect.http.Call;
import io.gitlab.gopgo.collect.http.Credentials;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// Grafana's Pyroscope, by `SelectMergeProfile` of its querier: one message there, a profile back.
///
/// Neither a number of nodes nor its own trimming for PGO is asked for: the latter zeroes leaf
/// lines that samples share, and with them the call sites that the compiler goes by.
///
/// @param tenant empty where there is none
record Pyroscope(String url, String type, String tenant) implements Profiler {
  @Override
  public Call call(String query, Slice slice, Credentials credentials, Duration timeout) {
    Message message = new Message();
    message.text(1, type);
    message.text(2, query);
    message.number(3, slice.from().toEpochMilli());
    message.number(4, slice.to().toEpochMilli());
    Map<String, String> headers = new TreeMap<>();
    headers.put("Content-Type", "application/proto");
    if (!tenant.isEmpty()) {
      headers.put("X-Scope-OrgID", tenant);
    }
    return Call.post(
        URI.create(url + "/querier.v1.QuerierService/SelectMergeProfile"),
        headers,
        message.bytes.toByteArray(),
        credentials,
        timeout);
  }

  /// It is one.
  @Override
  public void unpack(Path answer) {}

  /// Protobuf's wire format, as far as four fields need it.
  private static final class Message {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    void text(int field, String value) {
      byte[] text = value.getBytes(UTF_8);
      varint((field << 3) | 2);
      varint(text.length);
      bytes.writeBytes(text);
    }

    void number(int field, long value) {
      varint(field << 3);
      varint(value);
    }

    private void varint(long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        bytes.write((int) ((rest & 0x7f) | 0x80));
        rest >>>= 7;
      }
      bytes.write((int) rest);
    }
  }
}
