package io.gitlab.gopgo.testing.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A proxy that wants a user and a password: tunnels for https, passes requests on for http, one
/// for each connection.
public final class StandInProxy implements AutoCloseable {
  private final ServerSocket socket;
  private final String login;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private StandInProxy(ServerSocket socket, String login) {
    this.socket = socket;
    this.login = login;
  }

  /// On a port of its own.
  ///
  /// @param login `user:password`
  public static StandInProxy start(String login) {
    try {
      ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      StandInProxy proxy = new StandInProxy(socket, login);
      proxy.threads.execute(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// `host:port`.
  public String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  /// The lines that requests began with, each with the status that was the proxy's own answer, or
  /// 200.
  public List<String> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      String head = head(in);
      String[] first = head.lines().findFirst().orElse("").split(" ", -1);
      String wanted =
          "Proxy-Authorization: Basic "
              + Base64.getEncoder().encodeToString(login.getBytes(ISO_8859_1));
      boolean isWelcome = head.lines().anyMatch(wanted::equalsIgnoreCase);
      requests.add("%s %s %d".formatted(first[0], first[1], isWelcome ? 200 : 407));
      if (!isWelcome) {
        write(
            client,
            "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      } else if (first[0].equals("CONNECT")) {
        String[] place = first[1].split(":", -1);
        try (Socket server = new Socket(place[0], Integer.parseInt(place[1]))) {
          write(client, "HTTP/1.1 200 Connection established\r\n\r\n");
          join(in, client, server);
        }
      } else {
        URI uri = URI.create(first[1]);
        try (Socket server = new Socket(uri.getHost(), uri.getPort())) {
          String path =
              uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
          String rest =
              head.substring(head.indexOf("\r\n") + 2)
                  .replaceAll("(?i)Proxy-Authorization: [^\r]*\r\n", "")
                  .replaceAll("(?i)Connection: [^\r]*\r\n", "");
          write(
              server, "%s %s HTTP/1.1\r\nConnection: close\r\n%s".formatted(first[0], path, rest));
          join(in, client, server);
        }
      }
    } catch (IOException e) {
      // Somebody has hung up.
    }
  }

  private void join(InputStream in, Socket client, Socket server) throws IOException {
    threads.execute(() -> {
      try {
        in.transferTo(server.getOutputStream());
      } catch (IOException e) {
        // Somebody has hung up.
      }
    });
    server.getInputStream().transferTo(client.getOutputStream());
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("ended within its head");
      }
      head.append((char) c);
    }
    return head.toString();
  }

  private static void write(Socket to, String text) throws IOException {
    OutputStream out = to.getOutputStream();
    out.write(text.getBytes(ISO_8859_1));
    out.flush();
  }
}
