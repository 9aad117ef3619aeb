package io.gitlab.gopgo.collect.merged;

import io.gitlab.gopgo.collect.http.Call;
import io.gitlab.gopgo.collect.http.Credentials;
import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.Profile;
import io.gitlab.gopgo.pprof.ProfileFile;
import io.gitlab.gopgo.pprof.ProfileFormatException;
import io.gitlab.gopgo.pprof.ProfileReader;
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
        message.bytes(),
        credentials,
        timeout);
  }

  /// It is a profile, but its time and duration are no recording's. Where the server splits what it
  /// was asked, these are the end of the first part with profiles, and the length of all such
  /// parts. They are replaced.
  @Override
  public Unpacked unpack(Path answer, Call call, Slice asked, long limit) throws IOException {
    String ifEmpty = "no such profiles, or farther back than the server looks";
    byte[] bytes = ProfileFile.read(answer, limit);
    Profile.Header header;
    try {
      header = new ProfileReader(new Names(), limit).read(bytes).header();
    } catch (ProfileFormatException e) {
      // Whoever reads it next says what is wrong with it.
      return Unpacked.of(ifEmpty);
    }
    if (header.durationNanos() <= 0) {
      return Unpacked.of(ifEmpty);
    }
    Files.write(
        answer,
        ProfileFile.recorded(bytes, asked.from(), Duration.between(asked.from(), asked.to())));
    return new Unpacked(ifEmpty, Optional.of(Duration.ofNanos(header.durationNanos())));
  }
}
