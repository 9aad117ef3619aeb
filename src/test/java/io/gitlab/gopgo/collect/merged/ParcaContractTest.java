package io.gitlab.gopgo.collect.merged;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.collect.Collected;
import io.gitlab.gopgo.collect.SourceContract;
import io.gitlab.gopgo.collect.Window;
import io.gitlab.gopgo.pgo.Fitness;
import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.Profile;
import io.gitlab.gopgo.pprof.ProfileReader;
import io.gitlab.gopgo.pprof.ValueType;
import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.Go;
import io.gitlab.gopgo.testing.Proto;
import io.gitlab.gopgo.testing.http.Reply;
import io.gitlab.gopgo.testing.http.StandInHttp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ParcaContractTest extends SourceContract {
  private String window = "2026-11-05/2026-11-06";

  @Override
  protected String settings() {
    return """
    parca:
      url: %s/
      project: p-1
      timeout: %s
      auth: {bearer: {env: SECRET}}
    """
        .formatted(server.url(), timeout);
  }

  @Override
  protected String from() {
    return ", query: '{job=\"api\"}'";
  }

  @Override
  protected String path() {
    return "/api/parca.query.v1alpha1.QueryService/Query";
  }

  @Override
  protected Window window() {
    return Window.parse(window, NOW).orElseThrow();
  }

  @Override
  protected void serve(Reply reply) {
    server.answer(path(), reply);
  }

  /// A day each.
  @Override
  protected void serveEight(IntFunction<Reply> answer) {
    window = "2026-11-01/2026-11-09";
    server.answer(
        path(),
        request -> {
          for (int number = 0; number < 8; number++) {
            Instant start = Instant.parse("2026-11-01T00:00:00Z").plus(Duration.ofDays(number));
            if (request.body().contains("\u0012\u0008\u0008" + varint(start.getEpochSecond()))) {
              return answer.apply(number);
            }
          }
          return Reply.of(400, "no such day");
        });
  }

  @Override
  protected boolean followsRedirects() {
    return false;
  }

  /// As the server sends it: the message in a frame, the status in another one behind it.
  @Override
  protected Reply profile(byte[] bytes) {
    return answer(Proto.message(out -> out.writeByteArray(6, bytes)), "grpc-status: 0\r\n");
  }

  private static Reply answer(byte[] message, String trailers) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (message.length > 0) {
      body.writeBytes(frame(0, message));
    }
    body.writeBytes(frame(0x80, trailers.getBytes(UTF_8)));
    return Reply.of(200, body.toByteArray()).with("Content-Type", "application/grpc-web+proto");
  }

  private static byte[] frame(int flags, byte[] content) {
    return ByteBuffer.allocate(5 + content.length)
        .put((byte) flags)
        .putInt(content.length)
        .put(content)
        .array();
  }

  @Override
  protected Optional<Instant> timeOfItsOwn() {
    return Optional.of(Instant.parse("2026-11-05T00:00:00Z"));
  }

  @Test
  void asksForADayAsAMessage() {
    serve(profile(bytes()));
    assertThat(pass().words()).isEmpty();
    StandInHttp.Seen request = server.seen().getFirst();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.header("Content-Type")).isEqualTo("application/grpc-web+proto");
    assertThat(request.header("projectID")).isEqualTo("p-1");
    String query = "process_cpu:cpu:nanoseconds:cpu:nanoseconds:delta{job=\"api\"}";
    String merge =
        "\n%s%s".formatted(varint(query.length()), query)
            + time(2, Instant.parse("2026-11-05T00:00:00Z"))
            + time(3, Instant.parse("2026-11-05T23:59:59.999Z"));
    String message = "\u0008\u0002\u001a" + varint(merge.length()) + merge + "(\u0001";
    assertThat(request.body()).isEqualTo("\0\0\0\0" + varint(message.length()).charAt(0) + message);
  }

  private static String time(int field, Instant time) {
    String message = "\u0008" + varint(time.getEpochSecond()) + "\u0010" + varint(time.getNano());
    return varint(field * 8 + 2) + varint(message.length()) + message;
  }

  private static String varint(long value) {
    String low = String.valueOf((char) (value % 128 + (value < 128 ? 0 : 128)));
    return value < 128 ? low : low + varint(value / 128);
  }

  /// The server answers 200 and says no in a header; proxies and other servers do so behind the
  /// message's place.
  @ParameterizedTest
  @CsvSource({
    "3, failed to parse query, request refused, check what is asked for, 1",
    "7, not yours, forbidden, the credentials may not do this, 1",
    "8, 'grpc: trying to send message larger than max (67108880 vs. 67108864)', too large, ask for less, 1",
    "8, quota, too many requests, 'ask less, or later', 1",
    "12, unknown service parca.query.v1alpha1.QueryService, not found, check the URL, 1",
    "13, it broke, server error, it broke, 1",
    "14, upstream is away, unreachable, upstream is away, 3",
    "16, no token, unauthorized, check the credentials, 1",
  })
  void saysWhatAStatusOfGrpcMeans(
      int status, String message, String reason, String hint, int times) {
    serve(
        Reply.of(200, "")
            .with("Content-Type", "application/grpc-web+proto")
            .with("Grpc-Status", String.valueOf(status))
            .with("Grpc-Message", message));
    assertThat(failure())
        .contains("%s%s: gRPC status %d: %s".formatted(server.url(), path(), status, message))
        .contains(reason + ": ")
        .contains(hint);
    assertThat(server.count(path())).as("times asked").isEqualTo(times);
    serve(
        answer(
            new byte[0],
            "grpc-status: %d\r\ngrpc-message: %s%%20%%C3%%A4\r\n".formatted(status, message)));
    assertThat(failure())
        .contains("gRPC status %d: %s ä".formatted(status, message))
        .contains(reason + ": ");
  }

  @Test
  void hidesASecretThatAStatusRepeats() {
    serve(
        Reply.of(200, "")
            .with("Grpc-Status", "16")
            .with("Grpc-Message", "no such token: " + SECRET));
    assertThat(failure()).contains("no such token: [secret]");
  }

  static Stream<Arguments> answersOfAnotherKind() {
    byte[] profile = bytes();
    byte[] message = Proto.message(out -> out.writeByteArray(6, profile));
    byte[] whole = frame(0, message);
    return Stream.of(
        Arguments.of("a page", "<html>login</html>".getBytes(UTF_8)),
        Arguments.of("JSON", "{\"pprof\": \"H4sI\"}".getBytes(UTF_8)),
        Arguments.of("no trailers", whole),
        Arguments.of("a frame cut off", Arrays.copyOf(whole, whole.length - 1)),
        Arguments.of("a length below 0", new byte[] {0, -1, -1, -1, -1, 1}),
        Arguments.of("compressed", frame(1, message)),
        Arguments.of("no message", answered("garbage")),
        Arguments.of("a field beyond the end", answered("2\u007fx")),
        Arguments.of("a varint without end", answered("\u00ff\u00ff")));
  }

  private static byte[] answered(String message) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(frame(0, message.getBytes(ISO_8859_1)));
    body.writeBytes(frame(0x80, "grpc-status: 0\r\n".getBytes(UTF_8)));
    return body.toByteArray();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answersOfAnotherKind")
  void leavesOutAnswersOfAnotherKind(String kind, byte[] body) {
    serve(Reply.of(200, body).with("Content-Type", "application/grpc-web+proto"));
    assertThat(failure()).as(kind).contains("malformed");
  }

  /// The server's own answer to a query for a time, a label or a type that it has nothing of: a
  /// profile without samples.
  @Test
  void noticesAnEmptyDay() {
    serve(profile(FoldedProfile.of("").startedAt(RECORDED).bytes()));
    assertThat(failure())
        .contains("empty: no such profiles, or farther back than the server keeps them");
    serve(answer(new byte[0], "grpc-status: 0\r\n"));
    assertThat(failure()).contains("malformed");
  }

  /// Where a profile has addresses only, the server leaves out all of it, and says how much that
  /// was.
  @Test
  void noticesADayWithoutFunctions() {
    byte[] empty = FoldedProfile.of("").startedAt(RECORDED).bytes();
    byte[] message =
        Proto.message(out -> {
          out.writeByteArray(6, empty);
          out.writeInt64(10, 1_790_000_000);
        });
    serve(answer(message, "grpc-status: 0\r\n"));
    assertThat(failure()).contains("empty: profiles without function names");
  }

  /// Its merge has the time alone, and 0 for a period.
  @ParameterizedTest
  @CsvSource({
    "3, 2, 10000000, 10000000, 5",
    "3, 6, 10000000, 30000000, 3",
    "2, 1, 4000000, 4000000, 3",
    "3, 1, 1000, 0, ?",
  })
  void findsThePeriodInTheValues(int one, int other, long rate, long period, String samples)
      throws Exception {
    byte[] merged =
        with(
            FoldedProfile.of("main;serve:1;decode:2 %d\nmain;serve:1 %d".formatted(one, other))
                .types(ValueType.CPU_NANOSECONDS)
                .period(rate)
                .startedAt(RECORDED)
                .bytes(),
            Proto.message(out -> out.writeInt64(12, 0)));
    for (byte[] sent : List.of(merged, gzip(merged))) {
      serve(profile(sent));
      Collected.Spooled taken = pass().collected().profiles().getFirst();
      byte[] spooled = Files.readAllBytes(taken.file());
      Profile read = new ProfileReader(new Names(), LIMIT).read(spooled);
      assertThat(read.header().period()).isEqualTo(period);
      assertThat(Go.preprofile(spooled)).isEqualTo(Go.preprofile(sent));
      assertThat(Fitness.of(read))
          .isInstanceOfSatisfying(
              Fitness.Fit.class,
              fit -> assertThat(fit.tally().comment()).contains("samples=" + samples + " "));
    }
  }

  /// What comes before and behind the profile is passed over: figures, and later versions' fields.
  @Test
  void findsTheProfileAmongOtherFields() {
    byte[] message =
        Proto.message(out -> {
          out.writeInt64(9, 300);
          out.writeString(12, "later");
          out.writeByteArray(6, bytes());
          out.writeInt64(10, 0);
        });
    serve(answer(message, "grpc-status:0\r\n"));
    assertThat(pass().collected().profiles()).hasSize(1);
  }

  private static byte[] with(byte[] bytes, byte[] more) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(bytes);
    both.writeBytes(more);
    return both.toByteArray();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }
}
