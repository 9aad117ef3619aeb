package io.gitlab.gopgo.collect.merged;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.gitlab.gopgo.collect.http.Call;
import io.gitlab.gopgo.collect.http.Credentials;
import io.gitlab.gopgo.collect.http.GrpcWeb;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Parca, and Polar Signals with the same API: a `Query` by gRPC-Web, as their own pages ask it.
///
/// The API's definition has a path for JSON, too, `/api/profiles/query`. No released server answers
/// there: it is mounted below `/api` and looks for paths without it.
///
/// @param project of Polar Signals; empty for Parca, which has none
record Parca(String url, String type, String project) implements Profiler {
  private static final int MODE_MERGE = 2;
  private static final int REPORT_TYPE_PPROF = 1;

  @Override
  public Call call(String query, Slice slice, Credentials credentials, Duration timeout) {
    Message merge =
        new Message()
            .text(1, type + query)
            .message(2, timestamp(slice.from()))
            // Both ends belong to the time asked for, which is stored in milliseconds: what began
            // at midnight would be in two days.
            .message(3, timestamp(slice.to().minusMillis(1)));
    byte[] message =
        new Message().number(1, MODE_MERGE).message(3, merge).number(5, REPORT_TYPE_PPROF).bytes();
    Call call =
        GrpcWeb.call(
            URI.create(url + "/api/parca.query.v1alpha1.QueryService/Query"),
            message,
            credentials,
            timeout);
    return project.isEmpty() ? call : call.with("projectID", project);
  }

  private static Message timestamp(Instant time) {
    return new Message().number(1, time.getEpochSecond()).number(2, time.getNano());
  }

  /// What is no such answer is kept as it is: whoever reads it will say that it is no profile.
  @Override
  public Unpacked unpack(Path answer, Call call, Slice asked, long limit) throws IOException {
    Optional<byte[]> message = GrpcWeb.message(call, Files.readAllBytes(answer));
    Report report = message.isPresent() ? Report.of(message.get()) : Report.NONE;
    if (report.profile.length > 0) {
      Files.write(answer, LostPeriod.restored(report.profile, limit));
    }
    return Unpacked.of(
        report.filtered > 0
            ? "profiles without function names, as agents record them"
            : "no such profiles, or farther back than the server keeps them");
  }

  /// An answer.
  ///
  /// @param filtered what the server left out, though it wasn't asked to: samples of a profile
  ///   without a single function's name
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares reports.
  private record Report(byte[] profile, long filtered) {
    private static final Report NONE = new Report(new byte[0], 0);
    private static final int PPROF = 6;
    private static final int FILTERED = 10;

    static Report of(byte[] message) {
      UnknownFieldSet fields;
      try {
        fields = UnknownFieldSet.parseFrom(message);
      } catch (InvalidProtocolBufferException e) {
        return NONE;
      }
      List<ByteString> profiles = fields.getField(PPROF).getLengthDelimitedList();
      List<Long> filtered = fields.getField(FILTERED).getVarintList();
      return new Report(
          profiles.isEmpty() ? NONE.profile : profiles.getLast().toByteArray(),
          filtered.isEmpty() ? 0 : filtered.getLast());
    }
  }
}
