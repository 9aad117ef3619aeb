package io.gitlab.gopgo.gitlab;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gitlab.gopgo.testing.google.StandInGoogleTokens;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What is said of a GitLab that gives no answer at all.
class UnreachableGitLabTest {
  private static void assertSays(String url, String words) {
    GitLab gitlab =
        new GitLab(
            url,
            () -> new Token("glpat-secret", "GO_PGO_TOKEN"),
            Duration.ofSeconds(10),
            Duration.ofMillis(1));
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
}
