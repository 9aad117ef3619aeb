package io.gitlab.gopgo.collect.merged;

import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.collect.SourceContract;
import io.gitlab.gopgo.collect.Window;
import io.gitlab.gopgo.testing.http.Reply;
import io.gitlab.gopgo.testing.http.StandInHttp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class PyroscopeContractTest extends SourceContract {
  private String window = "2026-11-05/2026-11-06";

  @Override
  protected String settings() {
    return """
    pyroscope:
      url: %s
      tenant: production
      timeout: 1s
      auth: {bearer: {env: SECRET}}
    """
        .formatted(server.url());
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
                + varint(Instant.parse("2026-11-06T00:00:00Z").toEpochMilli()));
  }

  private static String varint(long value) {
    String low = String.valueOf((char) (value % 128 + (value < 128 ? 0 : 128)));
    return value < 128 ? low : low + varint(value / 128);
  }

  /// Pyroscope looks seven days back, and answers with nothing for what lies farther.
  @Test
  void noticesDaysThatCameEmpty() {
    window = "2026-11-01/2026-11-06";
    AtomicInteger day = new AtomicInteger();
    Reply full = profile(bytes());
    server.answer(path(), _ -> day.incrementAndGet() <= 2 ? Reply.of(200, "") : full);
    Outcome outcome = pass();
    assertThat(outcome.collected().shortfalls())
        .containsExactly(
            "3 of 5 days gave a profile; the others: 2 empty: no such profiles, or farther back than the server looks");
    assertThat(server.count(path())).isEqualTo(5);
  }

  @Test
  void needsAWindowWithAnEnd() {
    window = "all";
    assertThat(failure()).contains("must be a number of days or an interval, found all");
  }
}
