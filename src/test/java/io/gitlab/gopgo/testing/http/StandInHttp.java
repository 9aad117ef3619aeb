package io.gitlab.gopgo.testing.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.gitlab.gopgo.testing.Certificate;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLParameters;

/// A server that is told for each path what to answer, and remembers what it was asked.
public final class StandInHttp implements AutoCloseable {
  private static final int MANY = 1 << 16;

  /// A request that came.
  ///
  /// @param headers by names in small letters
  public record Seen(String method, URI uri, Map<String, String> headers, String body) {
    public String path() {
      return uri.getPath();
    }

    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
    }
  }

  private final HttpServer server;
  private final String scheme;
  private final Map<String, Function<Seen, Reply>> answers = new ConcurrentHashMap<>();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private StandInHttp(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public static StandInHttp start() {
    try {
      return new StandInHttp(HttpServer.create(anyPort(), 0), "http");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// With the tests' own certificate.
  ///
  /// @param wantsClients whether clients need it, too
  public static StandInHttp startTls(boolean wantsClients) {
    try {
      HttpsServer server = HttpsServer.create(anyPort(), 0);
      server.setHttpsConfigurator(
          new HttpsConfigurator(Certificate.get().serverContext()) {
            @Override
            public void configure(HttpsParameters parameters) {
              SSLParameters ssl = getSSLContext().getDefaultSSLParameters();
              ssl.setNeedClientAuth(wantsClients);
              parameters.setSSLParameters(ssl);
            }
          });
      return new StandInHttp(server, "https");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  public String url() {
    return scheme + "://" + address();
  }

  /// `host:port`.
  public String address() {
    return "127.0.0.1:" + port();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /// Answers all requests for a path with the same reply; for others it has 404.
  public void answer(String path, Reply reply) {
    answer(path, _ -> reply);
  }

  /// Answers requests for a path one after another; the last reply is for all the rest.
  public void answerInTurn(String path, Reply... replies) {
    java.util.concurrent.atomic.AtomicInteger turn =
        new java.util.concurrent.atomic.AtomicInteger();
    answer(path, _ -> replies[Math.min(turn.getAndIncrement(), replies.length - 1)]);
  }

  public void answer(String path, Function<Seen, Reply> answer) {
    answers.put(path, answer);
  }

  /// All requests, as they came.
  public List<Seen> seen() {
    return List.copyOf(seen);
  }

  /// How many requests came for a path.
  public int count(String path) {
    return (int) seen.stream().filter(request -> request.path().equals(path)).count();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) ->
            headers.put(name.toLowerCase(java.util.Locale.ROOT), String.join(", ", values)));
    String body =
        new String(
            exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
    Seen request = new Seen(exchange.getRequestMethod(), exchange.getRequestURI(), headers, body);
    seen.add(request);
    Reply reply =
        answers
            .getOrDefault(request.path(), _ -> Reply.of(404, "404 page not found\n"))
            .apply(request);
    try {
      send(exchange, reply);
    } finally {
      exchange.close();
    }
  }

  private void send(HttpExchange exchange, Reply reply) throws IOException {
    switch (reply.end()) {
      case HANGING -> {
        await();
        return;
      }
      case DROPPED -> {
        return;
      }
      case WHOLE, BROKEN_OFF, ENDLESS ->
          reply.headers().forEach(exchange.getResponseHeaders()::set);
    }
    byte[] bytes = reply.bytes();
    long length =
        switch (reply.end()) {
          case BROKEN_OFF -> bytes.length + 10L;
          case ENDLESS -> 0;
          default -> bytes.length == 0 ? -1 : bytes.length;
        };
    exchange.sendResponseHeaders(reply.status(), length);
    OutputStream out = exchange.getResponseBody();
    if (bytes.length > 0) {
      out.write(bytes);
      out.flush();
    }
    byte[] more = new byte[MANY];
    while (reply.end() == Reply.End.ENDLESS && closed.getCount() > 0) {
      out.write(more);
    }
  }

  private void await() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
