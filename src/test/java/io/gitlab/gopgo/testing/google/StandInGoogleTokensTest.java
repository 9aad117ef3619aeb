package io.gitlab.gopgo.testing.google;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.IdentityPoolCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import com.google.auth.oauth2.UserCredentials;
import io.gitlab.gopgo.testing.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The stand-ins as Google's own credentials see them.
class StandInGoogleTokensTest {
  private static final String EMAIL = "go-pgo@acme.iam.gserviceaccount.com";
  private static final List<String> SCOPES = List.of("https://www.googleapis.com/auth/monitoring");

  private final StandInGoogleTokens google = StandInGoogleTokens.start();
  private final WorkloadIdentity identity = google.workloadIdentity();
  private final StandInCloudProfiler profiler = StandInCloudProfiler.start(google.accessTokens());
  private final CloudProject project =
      profiler
          .project("acme")
          .add(UploadedProfile.cpu("gitaly", Instant.EPOCH, "pprof".getBytes(UTF_8)));

  @AfterEach
  void stop() {
    profiler.close();
    google.close();
  }

  private IdentityPoolCredentials.Builder federated(Supplier<String> idToken) {
    return IdentityPoolCredentials.newBuilder()
        .setHttpTransportFactory(google.transports())
        .setAudience(WorkloadIdentity.AUDIENCE)
        .setSubjectTokenType("urn:ietf:params:oauth:token-type:jwt")
        .setSubjectTokenSupplier(context -> idToken.get())
        .setTokenUrl(google.tokenUrl())
        .setScopes(SCOPES);
  }

  private String list(GoogleCredentials credentials) throws IOException {
    HttpRequest request =
        new NetHttpTransport()
            .createRequestFactory(new HttpCredentialsAdapter(credentials))
            .buildGetRequest(new GenericUrl(profiler.url() + "/v2/projects/acme/profiles"));
    return request.execute().parseAsString();
  }

  private static void refused(String words, GoogleCredentials credentials) {
    assertThatThrownBy(credentials::refresh).hasStackTraceContaining(words);
  }

  @Test
  void idTokensAreExchanged() throws IOException {
    GoogleCredentials credentials = federated(identity::idToken).build();
    assertThatThrownBy(() -> list(credentials))
        .isInstanceOf(HttpResponseException.class)
        .hasMessageContaining("Permission 'cloudprofiler.profiles.list' denied");
    project.grant(identity.member());
    assertThat(list(credentials)).contains("\"gitaly\"");
    assertThat(google.requests().all())
        .singleElement()
        .extracting(request -> request.parameter("subject_token"))
        .isEqualTo("…");
    google.accessTokens().expireAll();
    assertThat(list(credentials)).contains("\"gitaly\"");
    assertThat(google.requests().count()).isEqualTo(2);
    assertThat(profiler.requests().all())
        .extracting(LoggedRequest::status)
        .containsExactly(403, 200, 401, 200);
  }

  @Test
  void serviceAccountsAreImpersonated() throws IOException {
    GoogleCredentials credentials =
        federated(identity::idToken)
            .setServiceAccountImpersonationUrl(google.impersonationUrl(EMAIL))
            .build();
    refused("Permission 'iam.serviceAccounts.getAccessToken' denied", credentials);
    google.mayImpersonate(EMAIL, identity.member());
    project.grant("serviceAccount:" + EMAIL);
    assertThat(list(credentials)).contains("\"gitaly\"");
    google.requests().reset();
    google
        .requests()
        .failWhere(request -> request.path().endsWith("AccessToken"), Fault.UNAVAILABLE);
    refused("503", credentials);
    assertThat(profiler.requests().count()).isEqualTo(1);
  }

  @Test
  void badIdTokensAreRefused() {
    Instant soon = Instant.now().plusSeconds(60);
    String audience = WorkloadIdentity.ID_TOKEN_AUDIENCE;
    String issuer = WorkloadIdentity.ISSUER;
    refused(
        "The audience in ID Token [https://gitlab.com] does not match the expected audience ["
            + audience
            + "].",
        federated(() -> identity.idToken("https://gitlab.com", issuer, "me", soon)).build());
    refused(
        " is stale to sign-in.",
        federated(() -> identity.idToken(audience, issuer, "me", Instant.now())).build());
    refused(
        "The issuer in ID Token",
        federated(() -> identity.idToken(audience, "https://evil", "me", soon)).build());
    refused("signature", federated(() -> identity.idToken() + "AA").build());
    refused("signature", federated(() -> "junk").build());
    refused(
        "invalid_target",
        federated(identity::idToken)
            .setAudience(WorkloadIdentity.AUDIENCE.replace("/gitlab/", "/other/"))
            .build());
    refused(
        "Invalid value for \"audience\"",
        federated(identity::idToken).setAudience("//iam.googleapis.com/projects/123").build());
    identity.admitOnly(subject -> subject.startsWith("project_path:infra/"));
    refused(
        "rejected by the attribute condition",
        federated(() -> identity.idToken(audience, issuer, "project_path:evil/x", soon)).build());
    identity.expectAudience("https://gitlab.com");
    refused(
        "expected audience [https://gitlab.com].",
        federated(() -> identity.idToken(audience, issuer, "me", soon)).build());
  }

  @Test
  void exchangesFailAsPlanned() throws IOException {
    google.requests().failFirst(2, Fault.UNAVAILABLE_PAGE);
    GoogleCredentials credentials = federated(identity::idToken).build();
    refused("MalformedJsonException", credentials);
    refused("MalformedJsonException", credentials);
    credentials.refresh();
    assertThat(google.requests().all())
        .extracting(LoggedRequest::status)
        .containsExactly(503, 503, 200);
  }

  @Test
  void keyFilesAndRefreshTokensAreCredentials() {
    Folders.inTemporary(folder -> {
      Path file = folder.resolve("credentials.json");
      google.writeServiceAccountKey(file, EMAIL);
      GoogleCredentials account = read(file, google);
      assertThat(account).isInstanceOf(ServiceAccountCredentials.class);
      project.grant("serviceAccount:" + EMAIL).grant("user:alice@example.org");
      assertThat(list(account.createScoped(SCOPES))).contains("\"gitaly\"");
      try (StandInGoogleTokens other = StandInGoogleTokens.start()) {
        other.writeServiceAccountKey(folder.resolve("other.json"), EMAIL);
        String stranger = Files.readString(folder.resolve("other.json"));
        Files.writeString(file, stranger.replace(other.url(), google.url()));
        refused("Invalid JWT Signature.", read(file, google).createScoped(SCOPES));
      }
      google.writeUserCredentials(file, "alice@example.org");
      GoogleCredentials alice = read(file, google);
      assertThat(alice).isInstanceOf(UserCredentials.class);
      assertThat(list(alice)).contains("\"gitaly\"");
      google.revokeRefreshTokens();
      refused("Token has been expired or revoked.", alice);
      return file;
    });
  }

  private static GoogleCredentials read(Path file, StandInGoogleTokens google) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return GoogleCredentials.fromStream(in, google.transports());
    }
  }

  @Test
  void tokensThatSoonExpireAreRenewed() throws IOException {
    project.grant(identity.member());
    google.accessTokens().setLifetime(Duration.ofSeconds(20));
    GoogleCredentials credentials = federated(identity::idToken).build();
    list(credentials);
    list(credentials);
    assertThat(google.accessTokens().count()).isEqualTo(2);
  }

  @Test
  void googlesOwnAddressesLeadHere() throws IOException {
    project.grant("serviceAccount:" + EMAIL);
    google.mayImpersonate(EMAIL, identity.member());
    GoogleCredentials credentials =
        federated(identity::idToken)
            .setHttpTransportFactory(google.reroutingTransports())
            .setTokenUrl("https://sts.googleapis.com/v1/token")
            .setServiceAccountImpersonationUrl(
                google
                    .impersonationUrl(EMAIL)
                    .replace(google.url(), "https://iamcredentials.googleapis.com"))
            .build();
    assertThat(list(credentials)).contains("\"gitaly\"");
  }
}
