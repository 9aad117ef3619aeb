package io.gitlab.gopgo.collect.merged;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.collect.Collected;
import io.gitlab.gopgo.collect.SourceContract;
import io.gitlab.gopgo.collect.Window;
import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.Profile;
import io.gitlab.gopgo.pprof.ProfileFile;
import io.gitlab.gopgo.pprof.ProfileReader;
import io.gitlab.gopgo.pprof.ValueType;
import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.Go;
import io.gitlab.gopgo.testing.http.Reply;
import io.gitlab.gopgo.testing.http.StandInHttp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PyroscopeContractTest extends SourceContract {
  private String window = "2026-11-05/2026-11-06";

  @Override
  protected String settings() {
    return """
    pyroscope:
      url: %s
      tenant: production
      timeout: %s
      auth: {bearer: {env: SECRET}}
    """
        .formatted(server.url(), timeout);
  }

  @Override
  protected String from() {
    return ", query: '{service_name=\"api\"}'";
  }

  @Override
  protected String path() {
    return "/querier.v1.QuerierService/SelectMergeProfile";
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
            if (request.body().contains("\u0018" + varint(start.toEpochMilli()))) {
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
    assertThat(request.header("Content-Type")).isEqualTo("application/proto");
    assertThat(request.header("X-Scope-OrgID")).isEqualTo("production");
    assertThat(request.body())
        .isEqualTo(
            "\n"
                + varint("process_cpu:cpu:nanoseconds:cpu:nanoseconds".length())
                + "process_cpu:cpu:nanoseconds:cpu:nanoseconds"
                + "\u0012\u0014{service_name=\"api\"}"
                + "\u0018"
                + varint(Instant.parse("2026-11-05T00:00:00Z").toEpochMilli())
                + " "
                + varint(Instant.parse("2026-11-06T00:00:00Z").toEpochMilli() - 1));
  }

  private static String varint(long value) {
    String low = String.valueOf((char) (value % 128 + (value < 128 ? 0 : 128)));
    return value < 128 ? low : low + varint(value / 128);
  }

  /// Pyroscope looks seven days back. For a day that lies farther it answers with no byte, for one
  /// without such profiles with a message of empty messages.
  @Test
  void noticesDaysThatCameEmpty() {
    window = "2026-11-01/2026-11-06";
    AtomicInteger day = new AtomicInteger();
    Reply full = profile(bytes());
    server.answer(
        path(),
        _ ->
            switch (day.incrementAndGet()) {
              case 1 -> Reply.of(200, "");
              case 2 -> Reply.of(200, "\n\u0000" + "2\u0000" + "Z\u0000");
              default -> full;
            });
    Outcome outcome = pass();
    assertThat(outcome.collected().shortfalls())
        .containsExactly(
            "3 of 5 days gave a profile; the others: 2 empty: no such profiles, or farther back than the server looks");
    assertThat(server.count(path())).isEqualTo(5);
  }

  /// What the server answers with: one column, and times of its own.
  private static byte[] merged(String end, Duration duration) {
    return FoldedProfile.of("main;serve:1;decode:2 50\nmain;serve:1 43")
        .types(ValueType.CPU_NANOSECONDS)
        .startedAt(Instant.parse(end))
        .lasting(duration)
        .bytes();
  }

  private static Profile read(Collected.Spooled taken) throws Exception {
    return new ProfileReader(new Names(), LIMIT).read(ProfileFile.read(taken.file(), LIMIT));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void putsTheAnswerIntoItsDay(boolean isCompressed) throws Exception {
    byte[] answer = merged("2026-11-05T23:59:59.999Z", Duration.ofDays(1).minusMillis(1));
    serve(profile(isCompressed ? compressed(answer) : answer));
    Outcome outcome = pass();
    assertThat(outcome.words()).isEmpty();
    Profile profile = read(outcome.collected().profiles().getFirst());
    assertThat(profile.sampleCount()).isEqualTo(2);
    assertThat(profile.header())
        .isEqualTo(
            new Profile.Header(
                List.of(ValueType.CPU_NANOSECONDS),
                ValueType.CPU_NANOSECONDS,
                10_000_000,
                Instant.parse("2026-11-05T00:00:00Z").toEpochMilli() * 1_000_000,
                Duration.ofDays(1).toNanos(),
                List.of()));
  }

  /// Go's tools refuse a second time behind the first.
  @Test
  void leavesAProfileThatGoReads() throws Exception {
    serve(profile(merged("2026-11-05T13:00:00Z", Duration.ofMinutes(60))));
    Path file = pass().collected().profiles().getFirst().file();
    assertThat(new String(Go.preprofile(Files.readAllBytes(file)), UTF_8)).contains("serve");
  }

  /// Of the rest nothing was asked, or the server splits the day and had nothing in other parts.
  @ParameterizedTest
  @CsvSource({
    "2026-11-05T23:59:59.999Z, PT13H59M59.999S, 14 h 00 min",
    "2026-11-05T12:28:34.531Z, PT43M1S, 0 h 43 min",
  })
  void saysHowMuchOfADayTheAnswerCovers(String end, Duration duration, String words)
      throws Exception {
    serve(profile(merged(end, duration)));
    Outcome outcome = pass();
    assertThat(outcome.collected().shortfalls())
        .containsExactly(
            "the answer for 2026-11-05 covers %s: for the rest there are no such profiles, or it lies farther back than the server looks"
                .formatted(words));
    assertThat(outcome.collected().isPartialAllowed()).isTrue();
    assertThat(outcome.collected().profiles()).hasSize(1);
  }

  private static byte[] compressed(byte[] bytes) throws IOException {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(gzip)) {
      out.write(bytes);
    }
    return gzip.toByteArray();
  }

  @Test
  void needsAWindowWithAnEnd() {
    window = "all";
    assertThat(failure()).contains("must be a number of days or an interval, found all");
  }
}
