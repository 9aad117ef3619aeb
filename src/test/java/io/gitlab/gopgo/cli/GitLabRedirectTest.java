package io.gitlab.gopgo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A GitLab whose front sends everybody elsewhere, to a login on another host perhaps.
class GitLabRedirectTest {
  @TempDir private Path folder;

  @Test
  void theTokenStaysWithItsGitLab() throws IOException {
    List<String> seen = new CopyOnWriteArrayList<>();
    HttpServer elsewhere = server();
    elsewhere.createContext(
        "/",
        exchange -> {
          seen.add(exchange.getRequestHeaders().entrySet().toString());
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    HttpServer front = server();
    front.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Location", url(elsewhere) + "/login");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    try (OneProject shop = new OneProject(folder)) {
      Run run =
          Run.in(
              folder,
              Map.of("GITLAB_URL", url(front), "GO_PGO_TOKEN", shop.token.secret()),
              "refresh",
              "--config",
              "go-pgo.yml");
      assertThat(seen).noneMatch(headers -> headers.contains(shop.token.secret()));
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out())
          .contains("GitLab answered 302", "sends elsewhere", url(elsewhere) + "/login");
    } finally {
      front.stop(0);
      elsewhere.stop(0);
    }
  }

  private static HttpServer server() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    return server;
  }

  private static String url(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }
}
