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
import java.util.Optional;
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
          path -> http.read(call(path)),
          SideBySide.ALL,
          (path, _) -> answered.add(path));
    }
    return answered;
  }

  private Call call(String path) {
    return Call.get(URI.create(server.url() + path), Credentials.NONE, Duration.ofSeconds(20));
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Three others were under way when the first one was told to wait for two seconds. They are
  /// answered in the midst of them, and in the rest all others could be through.
  @Test
  void allWaitForTheOneThatIsToldTo() throws IOException {
    AtomicInteger others = new AtomicInteger();
    AtomicInteger times = new AtomicInteger();
    AtomicInteger before = new AtomicInteger();
    List<String> paths = IntStream.range(0, 30).mapToObj(number -> "/" + number).toList();
    for (String path : paths) {
      server.answer(
          path,
          _ -> {
            sleep(others.getAndIncrement() < 3 ? 1000 : 50);
            return Reply.of(200, "yes");
          });
    }
    server.answer(
        "/0",
        _ -> {
          if (times.getAndIncrement() == 0) {
            while (others.get() < 3) {
              sleep(1);
            }
            return Reply.of(429, "later").with("Retry-After", "2");
          }
          before.set(others.get());
          return Reply.of(200, "yes");
        });
    List<Optional<String>> answered;
    try (HttpCalls http = new HttpCalls(Tls.SYSTEM, 1000)) {
      answered =
          new SideBySide(4)
              .within(
                  Duration.ofMinutes(1),
                  paths,
                  path -> {
                    byte[] _ = http.read(call(path));
                    return path;
                  });
    }
    assertThat(answered).isEqualTo(paths.stream().map(Optional::of).toList());
    assertThat(times).hasValue(2);
    // When the two seconds are over, those that waited for them may be heard before the first one.
    assertThat(before.get()).as("others up to the second one for /0").isLessThan(16);
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
              sleep(100);
              return Reply.of(200, "yes");
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
