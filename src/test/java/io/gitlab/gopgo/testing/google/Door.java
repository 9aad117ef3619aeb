package io.gitlab.gopgo.testing.google;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Where requests arrive at a stand-in: logs them, lets them fail as planned, streams the answers.
final class Door implements HttpHandler, AutoCloseable {
  private static final int BUFFER = 1 << 16;

  /// What answers a request that isn't to fail; a [GoogleError] is an answer, too.
  interface Endpoint {
    Answer answer(Call call) throws IOException;
  }

  private final HttpServer server;
  private final Endpoint endpoint;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Requests requests = new Requests();
  private volatile Duration patience = Duration.ofSeconds(30);
  private volatile Duration retryAfter = Duration.ofSeconds(1);
  private volatile boolean compresses = true;

  Door(HttpServer server, Endpoint endpoint) {
    this.server = server;
    this.endpoint = endpoint;
    server.setExecutor(threads);
    server.createContext("/", this);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  Requests requests() {
    return requests;
  }

  void setPatience(Duration time) {
    patience = time;
  }

  void setRetryAfter(Duration time) {
    retryAfter = time;
  }

  void setCompression(boolean on) {
    compresses = on;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    Call call = Call.of(exchange);
    LoggedRequest request = requests.arrive(call.method(), call.path(), call.harmless());
    Fault fault = request.fault().orElse(null);
    if (fault == null) {
      send(exchange, call, request, act(call));
    } else if (fault == Fault.DROPPED_BEFORE || fault == Fault.HANGING) {
      requests.leave(request);
      if (fault == Fault.HANGING) {
        hang();
      }
      exchange.close();
    } else {
      send(exchange, call, request, failing(call, fault));
    }
  }

  private Answer act(Call call) throws IOException {
    try {
      return endpoint.answer(call);
    } catch (GoogleError refused) {
      return refused.answer();
    } catch (RuntimeException e) {
      // A bug of the stand-in: its test should fail with this, not with a client's guess.
      e.printStackTrace();
      return GoogleError.of(500, "INTERNAL", "stand-in: " + e).answer();
    }
  }

  private Answer failing(Call call, Fault fault) throws IOException {
    return switch (fault) {
      case DROPPED_BEFORE, HANGING -> throw new IllegalStateException("no answer is to be sent");
      case DROPPED_IN_BODY -> act(call).dropped();
      case TRUNCATED_JSON -> act(call).truncated();
      case ENDLESS -> act(call).endless();
      case BAD_REQUEST -> GoogleError.invalidArgument("Invalid argument.").answer();
      case UNAUTHENTICATED -> GoogleError.invalidCredential().answer();
      case PERMISSION_DENIED ->
          GoogleError.permissionDenied("cloudprofiler.profiles.list").answer();
      case NOT_FOUND -> GoogleError.notFound().answer();
      case RESOURCE_EXHAUSTED ->
          GoogleError.of(429, "RESOURCE_EXHAUSTED", "Quota exceeded.")
              .answer()
              .with("Retry-After", Long.toString(retryAfter.toSeconds()));
      case INTERNAL -> GoogleError.of(500, "INTERNAL", "Internal error encountered.").answer();
      case UNAVAILABLE ->
          GoogleError.of(503, "UNAVAILABLE", "The service is currently unavailable.").answer();
      case UNAVAILABLE_PAGE -> Answer.html(503, "Error 503");
      case LOGIN_PAGE -> Answer.html(200, "Sign in");
    };
  }

  private void hang() {
    try {
      Thread.sleep(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The log is complete before the client has the last byte, so that a test can ask at once: some
  /// of the body always waits in the buffer. An exception leaves the exchange open, and the server
  /// then closes the connection without the last chunk.
  private void send(HttpExchange exchange, Call call, LoggedRequest request, Answer answer)
      throws IOException {
    boolean zipped = compresses && call.takesGzip();
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    if (zipped) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    }
    exchange.sendResponseHeaders(answer.status(), 0);
    Counted out =
        new Counted(new BufferedOutputStream(exchange.getResponseBody(), BUFFER), Long.MAX_VALUE);
    try {
      if (zipped) {
        GZIPOutputStream gzip = new FastGzip(out);
        answer.body().writeTo(gzip);
        gzip.finish();
      } else {
        answer.body().writeTo(out);
      }
    } finally {
      requests.leave(request.answered(answer.status(), out.count()));
    }
    out.close();
    exchange.close();
  }

  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, BUFFER, true);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
