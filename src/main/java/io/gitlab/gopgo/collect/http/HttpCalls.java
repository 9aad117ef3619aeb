package io.gitlab.gopgo.collect.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Authenticator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Asks servers for profiles and lists of them.
///
/// It repeats a request that failed in passing, three times at most and with growing pauses; where
/// a connection ends before the first byte of an answer, the JDK asks once more each time, and
/// nothing switches that off. It follows redirects by hand, because the JDK's own take every header
/// along, whoever's host they lead to. Several threads may ask at once; where a server asks one of
/// them for patience, all wait for that one.
public final class HttpCalls implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
  private static final int TRIES = 3;
  private static final int REDIRECTS = 5;
  private static final int ERROR_BYTES = 2048;

  private final HttpClient client;

  /// Without our certificate, for other origins.
  private final HttpClient anonymous;

  private final long limit;

  /// By origin.
  private final Map<String, Turnstile> turnstiles = new ConcurrentHashMap<>();

  /// @param limit the most bytes of a body
  public HttpCalls(Tls tls, long limit) throws IOException {
    client = client(tls);
    anonymous = tls.identity().isPresent() ? client(tls.withoutIdentity()) : client;
    this.limit = limit;
  }

  private static HttpClient client(Tls tls) throws IOException {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1);
    Optional.ofNullable(Authenticator.getDefault()).ifPresent(builder::authenticator);
    if (!tls.isSystem()) {
      builder.sslContext(tls.context());
    }
    return builder.build();
  }

  @Override
  public void close() {
    client.shutdownNow();
    anonymous.shutdownNow();
  }

  /// Writes the body to a file, which is not there if it fails.
  ///
  /// @throws HttpFailure if the server has no profile for us
  public void download(Call call, Path file) throws IOException {
    try {
      byte[] _ =
          repeated(
              call,
              true,
              () ->
                  BodySubscribers.mapping(
                      BodySubscribers.ofFile(
                          file,
                          StandardOpenOption.CREATE,
                          StandardOpenOption.WRITE,
                          StandardOpenOption.TRUNCATE_EXISTING),
                      _ -> new byte[0]));
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /// The body, of a list of profiles or the like; of an answer that only says yes, nothing.
  public byte[] read(Call call) throws IOException {
    return repeated(call, false, BodySubscribers::ofByteArray);
  }

  private byte[] repeated(Call call, boolean isProfile, Supplier<BodySubscriber<byte[]>> sink)
      throws IOException {
    Duration pause = PAUSE;
    try (Turnstile.Visit visit = turnstile(call).visit()) {
      for (int tried = 1; ; tried++) {
        visit.enter();
        switch (followed(call, isProfile, sink)) {
          case Attempt.Answered answered -> {
            return answered.response.body();
          }
          case Attempt.Failed failed -> {
            Duration wait = failed.retryAfter.orElse(pause);
            if (!failed.isPassing() || tried == TRIES || wait.compareTo(LONGEST_PAUSE) > 0) {
              throw failed.failure;
            }
            if (failed.isForAll()) {
              visit.holdOthers(wait);
            } else {
              visit.leave();
              sleep(wait);
            }
          }
        }
        pause = pause.multipliedBy(2);
      }
    }
  }

  /// That of the server which the settings name; who redirects elsewhere answers for it.
  private Turnstile turnstile(Call call) {
    return turnstiles.computeIfAbsent(Origins.of(call.uri()), _ -> new Turnstile());
  }

  /// What came of asking once.
  private sealed interface Attempt {
    record Answered(HttpResponse<byte[]> response) implements Attempt {}

    record Failed(HttpFailure failure, Optional<Duration> retryAfter) implements Attempt {
      Failed(HttpFailure failure) {
        this(failure, Optional.empty());
      }

      /// Whether asking again may help. A certificate stays untrusted, and who waited for a whole
      /// recording doesn't wait for another one.
      boolean isPassing() {
        return switch (failure.status()) {
          case 0 -> failure.kind() == HttpFailure.Kind.UNREACHABLE;
          case 429, 502, 503, 504 -> true;
          default -> false;
        };
      }

      /// Whether the server has asked for patience, which is meant for all that we want of it.
      boolean isForAll() {
        return failure.status() == 429 || retryAfter.isPresent();
      }
    }
  }

  private Attempt followed(Call first, boolean isProfile, Supplier<BodySubscriber<byte[]>> sink)
      throws IOException {
    Call call = first;
    for (int redirects = 0; ; redirects++) {
      HttpResponse<byte[]> response;
      try {
        response = ask(call, Origins.same(first.uri(), call.uri()) ? client : anonymous, sink);
      } catch (HttpFailure e) {
        return new Attempt.Failed(e);
      }
      int status = response.statusCode();
      if (status >= 200 && status < 300) {
        Optional<HttpFailure> refusal = GrpcWeb.refusal(call, response.headers());
        if (refusal.isPresent()) {
          return new Attempt.Failed(refusal.get());
        }
        return isProfile && isPage(response)
            ? failed(
                HttpFailure.Kind.NO_PROFILE,
                call,
                "answered with a web page, perhaps a login; check URL and credentials")
            : new Attempt.Answered(response);
      }
      if (status < 300 || status >= 400 || status == 304) {
        return new Attempt.Failed(HttpFailure.answered(call, response), retryAfter(response));
      }
      if (redirects == REDIRECTS) {
        return failed(
            HttpFailure.Kind.REDIRECTED,
            first,
            "%d redirects led nowhere; check the URL".formatted(REDIRECTS));
      }
      Optional<URI> to = next(call, response);
      if (to.isEmpty()) {
        return failed(
            HttpFailure.Kind.REDIRECTED,
            call,
            "answered %d with a place where we don't go: %s; check the URL"
                .formatted(
                    status,
                    Origins.words(
                        call.uri(), response.headers().firstValue("Location").orElse(""))));
      }
      call = call.redirected(to.get());
    }
  }

  private static Attempt failed(HttpFailure.Kind kind, Call call, String words) {
    return new Attempt.Failed(HttpFailure.of(kind, call, words));
  }

  /// Where a redirect leads, unless it is nowhere: no URL, from https to http, or of a POST.
  private static Optional<URI> next(Call call, HttpResponse<byte[]> response) {
    Optional<URI> to = location(call, response).filter(Origins::isUsable);
    boolean isDowngrade =
        "https".equalsIgnoreCase(call.uri().getScheme())
            && to.filter(uri -> "https".equalsIgnoreCase(uri.getScheme())).isEmpty();
    return isDowngrade || !call.isGet() ? Optional.empty() : to;
  }

  private static Optional<URI> location(Call call, HttpResponse<byte[]> response) {
    try {
      return response.headers().firstValue("Location").map(call.uri()::resolve);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private HttpResponse<byte[]> ask(
      Call call, HttpClient through, Supplier<BodySubscriber<byte[]>> sink) throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(call.uri());
    call.headers().forEach(request::setHeader);
    call.credentials().headers().forEach(request::setHeader);
    request.setHeader("User-Agent", "go-pgo");
    request.method(call.method(), call.body());
    BodyHandler<byte[]> handler =
        info ->
            info.statusCode() >= 200 && info.statusCode() < 300
                ? new Capped(sink.get(), limit, false)
                : new Capped(BodySubscribers.ofByteArray(), ERROR_BYTES, true);
    CompletableFuture<HttpResponse<byte[]>> answer = through.sendAsync(request.build(), handler);
    try {
      return answer.get(call.time().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw HttpFailure.of(
          HttpFailure.Kind.TIMEOUT,
          call,
          "no whole answer within %d s".formatted(call.time().toSeconds()));
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw interrupted();
    } catch (ExecutionException e) {
      throw HttpFailure.broken(call, e.getCause() == null ? e : e.getCause(), CONNECT, limit);
    }
  }

  private static boolean isPage(HttpResponse<byte[]> response) {
    return response.headers().firstValue("Content-Type").orElse("").startsWith("text/html");
  }

  /// Seconds only: what servers send that limit a rate.
  private static Optional<Duration> retryAfter(HttpResponse<byte[]> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("\\d{1,6}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)));
  }

  /// Waits, unless the run has no more time for it.
  public static void sleep(Duration time) throws InterruptedIOException {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted");
  }
}
