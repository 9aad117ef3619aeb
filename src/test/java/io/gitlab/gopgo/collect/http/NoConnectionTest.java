package io.gitlab.gopgo.collect.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.javanet.NetHttpTransport;
import io.gitlab.gopgo.testing.google.StandInGoogleTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;

/// What the client's real failures become.
class NoConnectionTest {
  private static final String ADDRESS = "is the address right, and does the job need HTTPS_PROXY?";

  /// Long enough for what is no matter of time.
  private static IOException failure(String url) {
    return failure(url, 20_000);
  }

  private static IOException failure(String url, int millis) {
    return catchThrowableOfType(
        IOException.class,
        () ->
            new NetHttpTransport.Builder()
                // Another test may have told this JVM to trust the stand-ins.
                .setSslSocketFactory((SSLSocketFactory) SSLSocketFactory.getDefault())
                .build()
                .createRequestFactory()
                .buildGetRequest(new GenericUrl(url))
                .setConnectTimeout(millis)
                .setReadTimeout(millis)
                .execute());
  }

  @Test
  void isRefused() {
    assertThat(NoConnection.of(failure("https://127.0.0.1:1")))
        .contains(new NoConnection("Connection refused", ADDRESS));
  }

  @Test
  void isOfAHostThatNobodyKnows() {
    assertThat(NoConnection.of(failure("https://profiler.invalid")))
        .contains(new NoConnection("there is no host profiler.invalid", ADDRESS));
  }

  @Test
  void isOfACertificateThatNobodyTrusts() {
    try (StandInGoogleTokens server = StandInGoogleTokens.start()) {
      assertThat(NoConnection.of(failure(server.url())).orElseThrow().advice())
          .isEqualTo("name the authority's own certificate in CI_SERVER_TLS_CA_FILE");
    }
  }

  @Test
  void isNoServerThatIsSlow() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      IOException failure = failure("http://127.0.0.1:" + silent.getLocalPort(), 200);
      assertThat(failure).hasMessage("Read timed out");
      assertThat(NoConnection.of(failure)).isEmpty();
    }
  }
}
