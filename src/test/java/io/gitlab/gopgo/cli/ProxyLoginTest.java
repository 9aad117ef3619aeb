package io.gitlab.gopgo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.testing.Certificate;
import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.http.Reply;
import io.gitlab.gopgo.testing.http.StandInHttp;
import io.gitlab.gopgo.testing.http.StandInProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The program as a process of its own, behind a proxy with a password: what decides about proxies
/// is read once for each JVM.
class ProxyLoginTest {
  private static final String PASSWORD = "pr0xy-p@ss";

  @TempDir private Path folder;
  private final StandInProxy proxy = StandInProxy.start("me:" + PASSWORD);
  private final StandInHttp http = StandInHttp.start();
  private final StandInHttp https = StandInHttp.startTls(false);

  @AfterEach
  void stop() {
    proxy.close();
    http.close();
    https.close();
  }

  /// Collects the profile of a server.
  private String collect(StandInHttp server, String login)
      throws IOException, InterruptedException {
    Certificate.get().writePem(folder.resolve("ca.pem"));
    Files.writeString(
        folder.resolve(".go-pgo.yml"),
        """
        version: 1
        window: all
        sources:
          now:
            urls:
              urls: [%s/profile]
              timeout: 20s
              auth: {bearer: {env: TOKEN}}
              tls: {ca: ca.pem}
          kept: {store: {folder: kept, keep: 9999d}}
        services:
          api:
            from: [{source: kept, service: api, collect: [{source: now}]}]
            to: {folder: shop, files: [default.pgo]}
        """
            .formatted(server.url()));
    ProcessBuilder process =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // Or servers on this machine were never asked through a proxy.
            "-Dhttp.nonProxyHosts=",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "collect");
    String address = "http://%s%s".formatted(login, proxy.address());
    process
        .environment()
        .putAll(
            Map.of("HTTP_PROXY", address, "HTTPS_PROXY", address, "TOKEN", "t0ken-of-the-server"));
    process.environment().keySet().removeAll(List.of("NO_PROXY", "no_proxy"));
    Process run = process.directory(folder.toFile()).redirectErrorStream(true).start();
    String words = new String(run.getInputStream().readAllBytes(), UTF_8);
    run.waitFor();
    assertThat(words).doesNotContain(PASSWORD, "pr0xy-p%40ss", "t0ken-of-the-server");
    return words;
  }

  private StandInHttp server(String scheme) {
    return scheme.equals("http") ? http : https;
  }

  private static Reply profile() {
    return Reply.profile(
        FoldedProfile.of("main;serve:1;decode:2 90").startedAt(Stores.NOON).bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void logsInToTheProxyAndTheServer(String scheme) throws Exception {
    server(scheme).answer("/profile", profile());
    assertThat(collect(server(scheme), "me:pr0xy-p%40ss@"))
        .contains("api: added 1 profile in 1 entry to kept");
    assertThat(proxy.requests()).last().asString().endsWith(" 200");
    assertThat(server(scheme).seen())
        .singleElement()
        .satisfies(request -> {
          assertThat(request.header("Authorization")).isEqualTo("Bearer t0ken-of-the-server");
          assertThat(request.headers()).doesNotContainKey("proxy-authorization");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void saysThatTheProxyWantsALogin(String scheme) throws Exception {
    server(scheme).answer("/profile", profile());
    for (String login : new String[] {"", "me:wrong@"}) {
      assertThat(collect(server(scheme), login))
          .as(login)
          .contains("refused by the proxy: " + server(scheme).url() + "/profile: answered 407")
          .contains("which wants a user and a password, or other ones: HTTPS_PROXY=");
    }
    assertThat(server(scheme).seen()).isEmpty();
  }

  /// A server's refusal looks the same behind a proxy: GitLab's has no `WWW-Authenticate`.
  @Test
  void saysThatTheServerWantsAnotherLogin() throws Exception {
    https.answer("/profile", Reply.of(401, "401 Unauthorized"));
    assertThat(collect(https, "me:pr0xy-p%40ss@")).contains("answered 401: 401 Unauthorized");
    assertThat(https.seen()).hasSize(1);
  }
}
