package io.gitlab.gopgo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.google.CloudProject;
import io.gitlab.gopgo.testing.google.Fault;
import io.gitlab.gopgo.testing.google.StandInCloudProfiler;
import io.gitlab.gopgo.testing.google.StandInGoogleTokens;
import io.gitlab.gopgo.testing.google.UploadedProfile;
import io.gitlab.gopgo.testing.google.WorkloadIdentity;
import io.gitlab.gopgo.testing.http.Reply;
import io.gitlab.gopgo.testing.http.StandInHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who a refresh is to Google, and what it says when Google doesn't agree. No run tells a token.
class GoogleLoginTest {
  private static final String ACCOUNT = "go-pgo@acme-production.iam.gserviceaccount.com";
  private static final Instant NOON = Instant.parse("2026-11-05T12:00:00Z");

  @TempDir private Path folder;
  private final StandInGoogleTokens google = StandInGoogleTokens.start();
  private final StandInCloudProfiler profiler = StandInCloudProfiler.start(google.accessTokens());
  private final CloudProject project = profiler.project("acme-production");

  @BeforeAll
  static void trust() {
    StandInGoogleTokens.trustInThisJvm();
  }

  @BeforeEach
  void prepare() throws IOException {
    for (int i = 0; i < 10; i++) {
      project.add(
          UploadedProfile.cpu(
              "api", NOON.plusSeconds(i), FoldedProfile.of("main;serve:1;decode:2 1000").bytes()));
    }
    Files.createDirectories(folder.resolve("shop"));
    settings("");
  }

  @AfterEach
  void stop() {
    profiler.close();
    google.close();
  }

  /// @param credentials fields of the section, or nothing for none
  private void settings(String credentials) throws IOException {
    String section = credentials.isEmpty() ? "" : ", credentials: {%s}".formatted(credentials);
    Files.writeString(
        folder.resolve("go-pgo.yml"),
        """
        version: 1
        sources:
          production: {cloud-profiler: {project: acme-production, url: "%s"%s}}
        services:
          api:
            from: [{source: production, target: api}]
            to: {folder: shop, files: [default.pgo]}
        """
            .formatted(profiler.url(), section));
  }

  private String keyless(String more) {
    return "idToken: {env: GOOGLE_ID_TOKEN}, audience: '%s', tokenUrl: '%s'%s"
        .formatted(WorkloadIdentity.AUDIENCE, google.tokenUrl(), more);
  }

  private String impersonating() {
    return keyless(
        ", serviceAccount: %s, impersonationUrl: '%s'"
            .formatted(ACCOUNT, google.impersonationUrl(ACCOUNT)));
  }

  private Run refresh(Map<String, String> environment) throws IOException {
    Run run = Run.in(folder, environment, "refresh", "--config", "go-pgo.yml");
    for (String secret : environment.values()) {
      if (secret.startsWith("ey")) {
        assertThat(run.out() + run.err()).doesNotContain(secret);
        try (Stream<Path> files = Files.walk(folder)) {
          assertThat(files.filter(Files::isRegularFile))
              .allSatisfy(file ->
                  assertThat(
                          new String(
                              Files.readAllBytes(file),
                              java.nio.charset.StandardCharsets.ISO_8859_1))
                      .doesNotContain(secret));
        }
      }
    }
    return run;
  }

  private Run withIdToken(String token) throws IOException {
    return refresh(Map.of("GOOGLE_ID_TOKEN", token));
  }

  @Test
  void isTheJobItself() throws IOException {
    settings(keyless(""));
    project.grant(google.workloadIdentity().member());
    Run run = withIdToken(google.workloadIdentity().idToken());
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
  }

  @Test
  void isTheServiceAccountThatTheJobActsFor() throws IOException {
    settings(impersonating());
    project.grant("serviceAccount:" + ACCOUNT);
    google.mayImpersonate(ACCOUNT, google.workloadIdentity().member());
    Run run = withIdToken(google.workloadIdentity().idToken());
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
  }

  @Test
  void isWhoeverAKeyFileNames() throws IOException {
    Path key = folder.resolve("key.json");
    google.writeServiceAccountKey(key, ACCOUNT);
    project.grant("serviceAccount:" + ACCOUNT);
    Run run = refresh(Map.of("GOOGLE_APPLICATION_CREDENTIALS", key.toString()));
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
  }

  @Test
  void saysWhichKeyFileIsOfNoUse() throws IOException {
    Path key = Files.writeString(folder.resolve("key.json"), "{}");
    Run run = refresh(Map.of("GOOGLE_APPLICATION_CREDENTIALS", key.toString()));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("(the key file of GOOGLE_APPLICATION_CREDENTIALS): ");
  }

  @Test
  void isRenewedWhenItExpiresOnTheWay() throws IOException {
    settings(keyless(""));
    project.grant(google.workloadIdentity().member()).shortPages(2);
    profiler.requests().fail(3, Fault.UNAUTHENTICATED);
    Run run = withIdToken(google.workloadIdentity().idToken());
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(google.accessTokens().count()).isEqualTo(2);
  }

  @Test
  void waitsOutATokenServerThatIsDown() throws IOException {
    settings(keyless(""));
    project.grant(google.workloadIdentity().member());
    google.requests().failFirst(2, Fault.UNAVAILABLE_PAGE);
    Run run = withIdToken(google.workloadIdentity().idToken());
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
  }

  /// The library follows redirects, with the ID token in the body.
  @ParameterizedTest
  @ValueSource(ints = {302, 307, 308})
  void givesTheIdTokenToNobodyElse(int status) throws IOException {
    try (StandInHttp named = StandInHttp.startTls(false);
        StandInHttp other = StandInHttp.startTls(false)) {
      named.answer("/v1/token", Reply.redirect(status, other.url() + "/login?secret=abc"));
      settings(keyless("").replace(google.url(), named.url()));
      Run run = withIdToken(google.workloadIdentity().idToken());
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out())
          .contains(
              "%s/v1/token redirects to %s/login, where no token of ours goes; check the address, and whether a proxy wants a login"
                  .formatted(named.url(), other.url()));
      assertThat(other.seen()).isEmpty();
    }
  }

  /// Told "401", the library would send the exchanged token there, too.
  @Test
  void givesTheExchangedTokenToNobodyElse() throws IOException {
    try (StandInHttp named = StandInHttp.startTls(false);
        StandInHttp other = StandInHttp.startTls(false)) {
      String path = "/v1/projects/-/serviceAccounts/" + ACCOUNT + ":generateAccessToken";
      named.answer(path, Reply.redirect(307, other.url() + "/login"));
      other.answer("/login", Reply.of(401, "who are you"));
      settings(impersonating().replace(google.impersonationUrl(ACCOUNT), named.url() + path));
      Run run = withIdToken(google.workloadIdentity().idToken());
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(named.seen()).isNotEmpty();
      assertThat(other.seen()).isEmpty();
      assertThat(run.out()).contains(other.url() + "/login, where no token of ours goes");
    }
  }

  @Test
  void isRefusedWithoutAWord() throws IOException {
    try (StandInHttp server = StandInHttp.startTls(false)) {
      server.answer("/v1/token", Reply.of(404, ""));
      settings(keyless("").replace(google.url(), server.url()));
      Run run = withIdToken(google.workloadIdentity().idToken());
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out())
          .contains(
              "the login at Google failed with the ID token in GOOGLE_ID_TOKEN: the answer is none that a login gets");
    }
  }

  @Test
  void needsTheVariable() throws IOException {
    settings(keyless(""));
    assertThat(refresh(Map.of()).out())
        .contains("GOOGLE_ID_TOKEN is not set or empty; is it among the job's `id_tokens`?");
  }

  @Test
  void saysThatTheAudienceIsWrong() throws IOException {
    settings(keyless(""));
    String token =
        google
            .workloadIdentity()
            .idToken(
                "https://gitlab.com",
                WorkloadIdentity.ISSUER,
                WorkloadIdentity.SUBJECT,
                Instant.now().plusSeconds(300));
    Run run = withIdToken(token);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("invalid_grant", "the ID token in GOOGLE_ID_TOKEN is for \"https://gitlab.com\"");
  }

  @Test
  void saysThatTheLoginFailedWhateverTheTokenTells() throws IOException {
    settings(keyless(""));
    String claims =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"exp\": 9000000000000000000}".getBytes(UTF_8));
    Run run = withIdToken("eyJhbGciOiJSUzI1NiJ9." + claims + ".c2lnbmVk");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("the login at Google failed with the ID token in");
  }

  @Test
  void saysThatTheIdTokenHasExpired() throws IOException {
    settings(keyless(""));
    String token =
        google
            .workloadIdentity()
            .idToken(
                WorkloadIdentity.ID_TOKEN_AUDIENCE,
                WorkloadIdentity.ISSUER,
                WorkloadIdentity.SUBJECT,
                Instant.parse("2026-11-09T09:00:00Z"));
    Run run = withIdToken(token);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("the ID token in GOOGLE_ID_TOKEN expired at 2026-11-09T09:00:00Z", "`timeout`");
  }

  @Test
  void saysWhereNobodyAnswers() throws IOException {
    String nowhere =
        "https://127.0.0.1:1/v1/projects/-/serviceAccounts/%s:generateAccessToken"
            .formatted(ACCOUNT);
    settings(keyless(", serviceAccount: %s, impersonationUrl: '%s'".formatted(ACCOUNT, nowhere)));
    Run run = withIdToken(google.workloadIdentity().idToken());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains(
            "; nobody answered at %s or %s (Connection refused); is the address right, and does the job need HTTPS_PROXY?"
                .formatted(google.tokenUrl(), nowhere))
        .doesNotContain("roles/iam.workloadIdentityUser");
  }

  @Test
  void needsAddressesThatAccessTokensMaySafelyTravelTo() throws IOException {
    settings(keyless("").replace("https:", "http:"));
    assertThat(refresh(Map.of()).err())
        .contains(
            "go-pgo.yml:3: sources.production.cloud-profiler.credentials.tokenUrl: expected an https URL, found \"http:");
    settings(
        keyless(", serviceAccount: %s, impersonationUrl: '%s'".formatted(ACCOUNT, google.url())));
    Run run = refresh(Map.of());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains(
            "impersonationUrl: expected https://HOST/…/EMAIL:generateAccessToken, found \"https:");
  }

  @Test
  void saysThatTheRoleIsMissing() throws IOException {
    settings(keyless(""));
    Run run = withIdToken(google.workloadIdentity().idToken());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("answered 403:", "roles/cloudprofiler.viewer in the project");
  }

  @Test
  void saysThatItMayNotActForTheServiceAccount() throws IOException {
    settings(impersonating());
    Run run = withIdToken(google.workloadIdentity().idToken());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("roles/iam.workloadIdentityUser on the service account");
  }
}
