package io.gitlab.gopgo.collect.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.collect.SourceContract;
import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.http.Reply;
import io.gitlab.gopgo.testing.http.StandInHttp;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackagesContractTest extends SourceContract {
  private static final String PROJECT = "/api/v4/projects/shop/api";

  @Override
  protected String settings() {
    return """
    gitlab-packages:
      gitlab: main
      project: shop/api
      package: bench
      timeout: %s
    """
        .formatted(timeout);
  }

  @Override
  protected String path() {
    return PROJECT + "/packages/generic/bench/1.0/cpu.pprof";
  }

  @Override
  protected String shownPath() {
    return path().replace("shop/api", "shop%2Fapi");
  }

  @Override
  protected void serve(Reply reply) {
    server.answer(
        PROJECT + "/packages",
        Reply.json(
            """
            [{"id": 7, "name": "bench", "version": "1.0"},
             {"id": 8, "name": "bench-old", "version": "1.0"}]
            """));
    server.answer(
        PROJECT + "/packages/7/package_files",
        Reply.json(
            "[{\"file_name\": \"cpu.pprof\", \"created_at\": \"2026-11-06T01:00:00.000+01:00\"}]"));
    server.answer(path(), reply);
  }

  /// In two versions.
  @Override
  protected void serveEight(IntFunction<Reply> answer) {
    server.answer(
        PROJECT + "/packages",
        Reply.json(
            """
            [{"id": 7, "name": "bench", "version": "1.0"},
             {"id": 8, "name": "bench", "version": "1.1"}]
            """));
    for (int i = 0; i < 8; i++) {
      int number = i;
      server.answer(
          PROJECT + "/packages/generic/bench/1.%d/cpu-%d".formatted(number / 4, number),
          _ -> answer.apply(number));
    }
    for (int version = 0; version < 2; version++) {
      server.answer(
          PROJECT + "/packages/%d/package_files".formatted(7 + version),
          Reply.json(
              IntStream.range(4 * version, 4 * version + 4)
                  .mapToObj("{\"file_name\": \"cpu-%d\"}"::formatted)
                  .collect(Collectors.joining(",", "[", "]"))));
    }
  }

  @Test
  void goesByVersion() {
    serve(profile(bytes()));
    assertThat(pass().collected().profiles().getFirst().origin())
        .satisfies(origin -> {
          assertThat(origin.name()).isEqualTo("bench/1.0/cpu.pprof");
          assertThat(origin.labels()).containsOnlyKeys("path", "version");
        });
  }

  /// GitLab keeps every upload of a name and gives out the newest: two downloads at once would
  /// write into one file.
  @Test
  void getsANameOnceThoughItWasUploadedTwice() {
    serve(profile(bytes()));
    server.answer(
        PROJECT + "/packages/7/package_files",
        Reply.json(
            """
            [{"file_name": "cpu.pprof", "created_at": "2026-11-06T01:00:00Z"},
             {"file_name": "cpu.pprof", "created_at": "2026-11-06T02:00:00Z"}]
            """));
    assertThat(pass().collected().sentence())
        .isEqualTo("taken 1 of 1; left out: 1 a copy of another one");
    assertThat(server.count(path())).isEqualTo(1);
  }

  @Test
  void readsPageByPage() {
    serve(profile(bytes()));
    server.answer(
        PROJECT + "/packages/7/package_files",
        request -> {
          boolean isFirst = request.uri().getQuery().endsWith("&page=1");
          return Reply.json(
              IntStream.range(0, isFirst ? 100 : 3)
                  .mapToObj(i -> "{\"file_name\": \"%s-%d\"}".formatted(isFirst ? "a" : "b", i))
                  .collect(Collectors.joining(",", "[", "]")));
        });
    for (int i = 0; i < 100; i++) {
      for (String page : new String[] {"a", "b"}) {
        server.answer(
            PROJECT + "/packages/generic/bench/1.0/%s-%d".formatted(page, i),
            Reply.profile(
                FoldedProfile.of("main;%s:%d 7".formatted(page, i)).startedAt(RECORDED).bytes()));
      }
    }
    assertThat(pass().collected().sentence()).isEqualTo("taken 103 of 103");
  }

  private static Reply fullPage(int number) {
    return Reply.json(
        IntStream.range(0, 100)
            .mapToObj(i -> "{\"id\": %d, \"name\": \"other\"}".formatted(100 * number + i))
            .collect(Collectors.joining(",", "[", "]")));
  }

  /// A proxy that drops the query gives the first page for each, which here ends in case nobody
  /// notices.
  @Test
  void endsAListingWhosePagesAreTheSame() {
    AtomicInteger asked = new AtomicInteger();
    server.answer(
        PROJECT + "/packages", _ -> asked.incrementAndGet() > 20 ? Reply.json("[]") : fullPage(1));
    assertThat(failure())
        .isEqualTo(
            server.url()
                + "/api/v4/projects/shop%2Fapi/packages: page 2 is page 1 once more; does a proxy drop the query?");
    assertThat(asked).hasValue(2);
  }

  @Test
  void endsAListingThatGoesOnAndOn() {
    AtomicInteger asked = new AtomicInteger();
    server.answer(
        PROJECT + "/packages",
        _ -> {
          int page = asked.incrementAndGet();
          return page > 1100 ? Reply.json("[]") : fullPage(page);
        });
    assertThat(failure())
        .isEqualTo(
            server.url()
                + "/api/v4/projects/shop%2Fapi/packages: the list has no end, or more than 100,000 elements; name a `project` or a `package` with fewer");
    assertThat(asked).hasValue(1000);
  }

  @Test
  void getsNothingThatWasStoredBeforeTheWindow() {
    serve(profile(bytes()));
    server.answer(
        PROJECT + "/packages/7/package_files",
        Reply.json("[{\"file_name\": \"cpu.pprof\", \"created_at\": \"2026-11-01T23:00:00Z\"}]"));
    assertThat(pass().collected().sentence())
        .isEqualTo("taken 0 of 0; left out: 1 outside the window");
    assertThat(server.count(path())).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"message\": \"no\"} | 200 | expected a JSON list; is this a GitLab?",
        "<html>login</html> | 200 | expected a JSON list; is this a GitLab?",
        "{\"message\": \"403 Forbidden\"} | 403 | answered 403: {\"message\": \"403 Forbidden\"}",
      })
  void needsTheListing(String body, int status, String words) {
    server.answer(PROJECT + "/packages", Reply.of(status, body));
    assertThat(failure())
        .startsWith(server.url() + "/api/v4/projects/shop%2Fapi/packages: ")
        .contains(words);
  }

  @Test
  void sendsAJobsTokenByItsOwnName() {
    secret = "glcbt-64_s3cret-t0ken-of-production";
    serve(profile(bytes()));
    assertThat(pass().words()).isEmpty();
    assertThat(server.seen()).extracting(seen -> seen.header("JOB-TOKEN")).containsOnly(secret);
    assertThat(server.seen())
        .extracting(StandInHttp.Seen::headers)
        .noneMatch(headers -> headers.containsKey("private-token"));
  }
}
