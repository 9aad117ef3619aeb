package io.gitlab.gopgo.collect.merged;

import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.collect.SourceContract;
import io.gitlab.gopgo.collect.Window;
import io.gitlab.gopgo.testing.http.Reply;
import io.gitlab.gopgo.testing.http.StandInHttp;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParcaContractTest extends SourceContract {
  private String window = "2026-11-05/2026-11-06";

  @Override
  protected String settings() {
    return """
    parca:
      url: %s/
      project: p-1
      timeout: 1s
      auth: {bearer: {env: SECRET}}
    """
        .formatted(server.url());
  }

  @Override
  protected String from() {
    return ", query: '{job=\"api\"}'";
  }

  @Override
  protected String path() {
    return "/api/profiles/query";
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
    Pattern day = Pattern.compile("merge\\.start=2026-11-0(\\d)");
    server.answer(
        path(),
        request -> {
          Matcher start = day.matcher(request.uri().getQuery());
          assertThat(start.find()).isTrue();
          return answer.apply(Integer.parseInt(start.group(1)) - 1);
        });
  }

  @Override
  protected Reply profile(byte[] bytes) {
    return Reply.json("{\"pprof\": \"%s\"}".formatted(Base64.getEncoder().encodeToString(bytes)));
  }

  @Override
  protected Optional<Instant> timeOfItsOwn() {
    return Optional.of(Instant.parse("2026-11-05T00:00:00Z"));
  }

  @Test
  void asksForADay() {
    serve(profile(bytes()));
    assertThat(pass().words()).isEmpty();
    StandInHttp.Seen request = server.seen().getFirst();
    assertThat(request.header("projectID")).isEqualTo("p-1");
    assertThat(request.uri().getQuery())
        .isEqualTo(
            "mode=MODE_MERGE&report_type=REPORT_TYPE_PPROF&merge.query=process_cpu:cpu:nanoseconds:cpu:nanoseconds:delta{job=\"api\"}&merge.start=2026-11-05T00:00:00Z&merge.end=2026-11-06T00:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>login</html>", "{\"pprof\": \"%%%\"}", "[1"})
  void leavesOutAnswersOfAnotherKind(String body) {
    serve(Reply.of(200, body));
    assertThat(failure()).contains("malformed");
  }

  @Test
  void noticesAnEmptyDay() {
    serve(Reply.json("{}"));
    assertThat(failure()).contains("empty: no such profiles");
  }
}
