package io.gitlab.gopgo.gitlab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.gitlab.gopgo.testing.gitlab.Account;
import io.gitlab.gopgo.testing.gitlab.Fault;
import io.gitlab.gopgo.testing.gitlab.Role;
import io.gitlab.gopgo.testing.gitlab.StandInGitLab;
import io.gitlab.gopgo.testing.google.StandInGoogleTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is said of a GitLab that gives no answer at all.
class UnreachableGitLabTest {
  private static GitLab at(String url, String secret) {
    return new GitLab(
        url, () -> new Token(secret, "GO_PGO_TOKEN"), Duration.ofSeconds(10), Duration.ofMillis(1));
  }

  private static void assertSays(String url, String words) {
    GitLab gitlab = at(url, "glpat-secret");
    assertThatThrownBy(() -> gitlab.project("gitlab-org/gitaly")).hasMessage(words);
  }

  @Test
  void refusesConnections() {
    assertSays(
        "http://127.0.0.1:1",
        "project gitlab-org/gitaly: no answer from http://127.0.0.1:1 (java.net.ConnectException: Connection refused); is `url` right, and does the job need HTTPS_PROXY?");
  }

  @Test
  void hasANameThatNobodyKnows() {
    assertSays(
        "https://gitlab.invalid",
        "project gitlab-org/gitaly: no answer from https://gitlab.invalid (java.net.UnknownHostException: gitlab.invalid); is `url` right, and does the job need HTTPS_PROXY?");
  }

  @Test
  void hasACertificateOfNobodyThatIsTrusted() {
    try (StandInGoogleTokens server = StandInGoogleTokens.start()) {
      assertSays(
          server.url(),
          "project gitlab-org/gitaly: no answer from %s (javax.net.ssl.SSLHandshakeException: (certificate_unknown) PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target); its certificate is of no authority that is trusted: name the authority's own in CI_SERVER_TLS_CA_FILE"
              .formatted(server.url()));
    }
  }

  /// A proxy that asks for a login first, or a path that isn't the API's.
  @ParameterizedTest
  @CsvSource({"text/html, <html>Sign in</html>", "application/json, <html>Sign in</html>"})
  void isAWebPage(String type, String body) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", type);
          exchange.sendResponseHeaders(200, body.length());
          exchange.getResponseBody().write(body.getBytes(UTF_8));
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    try {
      assertSays(
          url,
          "project gitlab-org/gitaly: %s answered, but not as a GitLab does: perhaps with a login page; is `url` right?"
              .formatted(url));
    } finally {
      server.stop(0);
    }
  }

  /// One project finds out for all the others.
  @Test
  void isNotTriedAgain() {
    GitLab gitlab = at("http://127.0.0.1:1", "glpat-secret");
    assertThatThrownBy(() -> gitlab.project("shop/api"))
        .hasMessageStartingWith("project shop/api: no answer");
    assertThat(gitlab.requests("shop/api")).isEqualTo(9);
    for (String project : List.of("shop/api", "shop/web")) {
      assertThatThrownBy(() -> gitlab.project(project))
          .hasMessage(
              "project %s: not tried again: no answer from http://127.0.0.1:1 (java.net.ConnectException: Connection refused); is `url` right, and does the job need HTTPS_PROXY?"
                  .formatted(project));
    }
    assertThat(gitlab.requests("shop/api")).isEqualTo(9);
    assertThat(gitlab.requests("shop/web")).isZero();
  }

  /// It takes connections and says nothing: a restart may be behind that, or a proxy.
  @Test
  void isNotTriedAgainWhereItNeverSaidAWord() {
    try (StandInGitLab server = StandInGitLab.start()) {
      server.requests().failWhere(_ -> true, Fault.REFUSED);
      GitLab gitlab = at(server.url(), "glpat-secret");
      assertThatThrownBy(() -> gitlab.project("shop/api")).hasMessageContaining("no answer");
      assertThatThrownBy(() -> gitlab.project("shop/web")).hasMessageContaining("not tried again");
      assertThat(gitlab.requests("shop/web")).isZero();
      server.requests().reset();
      assertThatThrownBy(() -> at(server.url(), "glpat-secret").project("shop/web"))
          .as("another run, after it has recovered")
          .hasMessageContaining("GitLab answered 401");
    }
  }

  /// One project whose answers never come, among others that do.
  @Test
  void isTriedAgainWhereItAnswersOthers() throws GitLabException {
    try (StandInGitLab server = StandInGitLab.start()) {
      Account alice = server.person("alice");
      server.project("shop/api", alice, Map.of("main.go", "package main\n"));
      server.project("shop/web", alice, Map.of("main.go", "package main\n"));
      server.grant(alice, "shop", Role.DEVELOPER);
      GitLab gitlab =
          at(
              server.url(),
              server.tokenOf(io.gitlab.gopgo.testing.gitlab.Token.Kind.PERSONAL, alice).secret());
      GitLabProject api = gitlab.project("shop/api");
      server.requests().failWhere(request -> request.path().contains("branches"), Fault.REFUSED);
      assertThatThrownBy(() -> api.head("main")).hasMessageContaining("branch main: no answer");
      assertThat(gitlab.project("shop/web").about().defaultBranch()).isEqualTo("main");
    }
  }
}
