package io.gitlab.gopgo.collect.cloudprofiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpResponseException;
import com.google.auth.Credentials;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.OAuth2CredentialsWithRefresh;
import io.gitlab.gopgo.collect.google.Transports;
import io.gitlab.gopgo.testing.http.Reply;
import io.gitlab.gopgo.testing.http.StandInHttp;
import java.io.IOException;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a request of the listing meets before it succeeds, and who gets to see its token.
class RepetitionTest {
  private static final String PATH = "/v2/projects/acme-production/profiles";

  private final StandInHttp server = StandInHttp.start();

  @AfterEach
  void stop() {
    server.close();
  }

  private static AccessToken token(String value) {
    return new AccessToken(value, Date.from(Instant.parse("2100-01-01T00:00:00Z")));
  }

  private HttpResponse list() throws IOException {
    Credentials credentials =
        OAuth2CredentialsWithRefresh.newBuilder()
            .setAccessToken(token("first"))
            .setRefreshHandler(() -> token("second"))
            .build();
    Repetition repetition = new Repetition(Optional.of(new HttpCredentialsAdapter(credentials)));
    return CloudProfiler.at(server.url() + "/", Transports.ofOneServer(), repetition)
        .list("acme-production", 5, "")
        .answer();
  }

  /// After a 401 from there the library would send a fresh token to wherever it was led.
  @Test
  void followsNoRedirect() {
    try (StandInHttp other = StandInHttp.start()) {
      server.answer(PATH, Reply.redirect(302, other.url() + "/login"));
      other.answer("/login", Reply.of(401, "who are you"));
      assertThatThrownBy(this::list)
          .isInstanceOfSatisfying(
              HttpResponseException.class,
              failure -> assertThat(failure.getStatusCode()).isEqualTo(302));
      assertThat(other.seen()).isEmpty();
    }
  }

  @Test
  void overcomesABusyServerAlsoWithARenewedToken() throws IOException {
    server.answerInTurn(
        PATH,
        Reply.of(401, "expired"),
        Reply.of(503, "busy").with("Retry-After", "0"),
        Reply.of(401, "expired"),
        Reply.of(429, "busy").with("Retry-After", "0"),
        Reply.json("{}"));
    assertThat(list().getStatusCode()).isEqualTo(200);
    assertThat(server.seen())
        .extracting(request -> request.header("Authorization"))
        .containsExactly(
            "Bearer first", "Bearer second", "Bearer second", "Bearer second", "Bearer second");
  }
}
