package io.gitlab.gopgo.collect.merged;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gitlab.gopgo.collect.http.Call;
import io.gitlab.gopgo.collect.http.Credentials;
import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.Profile;
import io.gitlab.gopgo.pprof.ProfileFile;
import io.gitlab.gopgo.pprof.ProfileFormatException;
import io.gitlab.gopgo.pprof.ProfileReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
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
    // The end belongs to what is asked for, and to the next day as well.
    message.number(4, slice.to().toEpochMilli() - 1);
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

  /// It is a profile, but its time and duration are no recording's. Where the server splits what it
  /// was asked, these are the end of the first part with profiles, and the length of all such
  /// parts. They are replaced.
  @Override
  public Optional<Duration> unpack(Path answer, Slice asked, long limit) throws IOException {
    byte[] bytes = ProfileFile.read(answer, limit);
    Profile.Header header;
    try {
      header = new ProfileReader(new Names(), limit).read(bytes).header();
    } catch (ProfileFormatException e) {
      // Whoever reads it next says what is wrong with it.
      return Optional.empty();
    }
    if (header.durationNanos() <= 0) {
      return Optional.empty();
    }
    Files.write(
        answer,
        ProfileFile.recorded(bytes, asked.from(), Duration.between(asked.from(), asked.to())));
    return Optional.of(Duration.ofNanos(header.durationNanos()));
  }

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
