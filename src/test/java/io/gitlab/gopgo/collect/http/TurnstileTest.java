package io.gitlab.gopgo.collect.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.collect.SideBySide;
import io.gitlab.gopgo.testing.http.Reply;
import io.gitlab.gopgo.testing.http.StandInHttp;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Several who ask one server, which asks them for patience.
class TurnstileTest {
  private final StandInHttp server = StandInHttp.start();

  @AfterEach
  void stop() {
    server.close();
  }

  /// Asks for `/0`, `/1` and so on, four at once; the paths that answered.
  private List<String> ask(int count) throws IOException {
    List<String> answered = new ArrayList<>();
    try (HttpCalls http = new HttpCalls(Tls.SYSTEM, 1000)) {
      SideBySide.USUAL.inTurn(
          IntStream.range(0, count).mapToObj(number -> "/" + number).toList(),
          path ->
              http.read(
                  Call.get(
                      URI.create(server.url() + path), Credentials.NONE, Duration.ofSeconds(20))),
          SideBySide.ALL,
          (path, _) -> answered.add(path));
    }
    return answered;
  }

  private static Reply slowly(Reply reply) {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return reply;
  }

  private void answerAll(int count) {
    for (int i = 0; i < count; i++) {
      server.answer("/" + i, _ -> slowly(Reply.of(200, "yes")));
    }
  }

  /// In the second that the first one waits for, the others could all be through.
  @Test
  void allWaitForTheOneThatIsToldTo() throws IOException {
    AtomicInteger times = new AtomicInteger();
    AtomicInteger before = new AtomicInteger();
    answerAll(30);
    server.answer(
        "/0",
        _ -> {
          if (times.getAndIncrement() == 0) {
            return Reply.of(429, "later").with("Retry-After", "1");
          }
          before.set(server.seen().size());
          return Reply.of(200, "yes");
        });
    assertThat(ask(30)).hasSize(30);
    assertThat(times).hasValue(2);
    assertThat(before.get()).as("requests up to the second one for /0").isLessThan(16);
  }

  /// It may be waited for by several, and each of them gets what it wants: the wait of the first
  /// one is over for all.
  @Test
  void getsAllFromAServerThatTakesOneAtATime() throws IOException {
    Semaphore one = new Semaphore(1);
    AtomicInteger refused = new AtomicInteger();
    for (int i = 0; i < 24; i++) {
      server.answer(
          "/" + i,
          _ -> {
            if (!one.tryAcquire()) {
              refused.incrementAndGet();
              return Reply.of(429, "one at a time").with("Retry-After", "0");
            }
            try {
              return slowly(Reply.of(200, "yes"));
            } finally {
              one.release();
            }
          });
    }
    assertThat(ask(24)).hasSize(24);
    assertThat(refused.get()).isPositive();
  }

  /// Another server has another limit.
  @Test
  void eachServerHasItsOwn() throws IOException {
    try (StandInHttp other = StandInHttp.start();
        HttpCalls http = new HttpCalls(Tls.SYSTEM, 1000)) {
      server.answer("/a", Reply.of(429, "later").with("Retry-After", "59"));
      other.answer("/b", Reply.of(200, "yes"));
      Thread waiting =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  http.read(
                      Call.get(
                          URI.create(server.url() + "/a"),
                          Credentials.NONE,
                          Duration.ofSeconds(20)));
                } catch (IOException e) {
                  // Interrupted below.
                }
              });
      while (server.count("/a") == 0) {
        Thread.onSpinWait();
      }
      for (int i = 0; i < 20; i++) {
        assertThat(
                http.read(
                    Call.get(
                        URI.create(other.url() + "/b"), Credentials.NONE, Duration.ofSeconds(20))))
            .isNotEmpty();
      }
      assertThat(server.count("/a")).isEqualTo(1);
      assertThat(waiting.isAlive()).isTrue();
      waiting.interrupt();
    }
  }
}
