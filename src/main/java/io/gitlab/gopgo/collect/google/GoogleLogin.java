package io.gitlab.gopgo.collect.google;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.auth.Retryable;
import com.google.auth.oauth2.ExternalAccountCredentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.IdentityPoolCredentials;
import com.google.gson.stream.MalformedJsonException;
import io.gitlab.gopgo.collect.http.NoConnection;
import io.gitlab.gopgo.config.Section;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Who we are to Google: a GitLab job by its ID token, or whoever the surroundings say.
///
/// No key and no token is written to a file.
public sealed interface GoogleLogin {
  String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
  long FAR_FUTURE = Instant.parse("9999-01-01T00:00:00Z").getEpochSecond();
  int TRIES = 5;
  String HTTPS = "https://[^\\s@/]+(/\\S*)?";
  String KEY_FILE = "GOOGLE_APPLICATION_CREDENTIALS";

  /// The credentials, with a first access token; empty for a server that wants none.
  Optional<GoogleCredentials> credentials() throws IOException;

  /// What can be said about a failure to log in; never a token.
  String words(IOException failure, Instant now);

  /// Reads a section `credentials`; without one it is Application Default Credentials.
  static GoogleLogin read(Optional<Section> section, Section source, String universe) {
    if (section.isEmpty()) {
      return new Surrounding(source.environment(KEY_FILE));
    }
    Section fields = section.get();
    if (fields.flag("none", false)) {
      fields.done();
      return new Nobody();
    }
    Section idToken = fields.section("idToken");
    String variable = idToken.text("env");
    idToken.done();
    String audience = fields.text("audience");
    if (!audience.startsWith("//")) {
      throw fields.failure(
          "audience",
          "expected the provider's full name, "
              + "//iam.googleapis.com/projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER");
    }
    Optional<String> account = fields.optionalText("serviceAccount");
    String tokenUrl =
        fields.optionalText("tokenUrl").orElse("https://sts." + universe + "/v1/token");
    Optional<String> impersonation = fields.optionalText("impersonationUrl");
    Optional<String> impersonationUrl =
        account.map(email ->
            impersonation.orElse(
                "https://iamcredentials.%s/v1/projects/-/serviceAccounts/%s:generateAccessToken"
                    .formatted(universe, email)));
    // The library refuses others, but in words for programmers, and only when it logs in.
    if (!tokenUrl.matches(HTTPS)) {
      throw fields.failure("tokenUrl", "expected an https URL, found \"%s\"".formatted(tokenUrl));
    }
    if (impersonationUrl.isPresent()
        && !impersonationUrl.get().matches(HTTPS + "/[^/]+:generateAccessToken")) {
      throw fields.failure(
          "impersonationUrl",
          "expected https://HOST/…/EMAIL:generateAccessToken, found \"%s\""
              .formatted(impersonationUrl.get()));
    }
    fields.done();
    return new OfJob(
        variable, source.environment(variable), audience, tokenUrl, impersonationUrl, universe);
  }

  /// No credentials: for a server that wants none, or a proxy that adds them.
  record Nobody() implements GoogleLogin {
    @Override
    public Optional<GoogleCredentials> credentials() {
      return Optional.empty();
    }

    @Override
    public String words(IOException failure, Instant now) {
      return chain(failure);
    }
  }

  /// Application Default Credentials: a key file, gcloud's login, or the machine's own account.
  record Surrounding(Optional<String> keyFile) implements GoogleLogin {
    @Override
    public Optional<GoogleCredentials> credentials() throws IOException {
      return Optional.of(withToken(found().createScoped(SCOPE)));
    }

    private GoogleCredentials found() throws IOException {
      if (keyFile.isEmpty()) {
        return GoogleCredentials.getApplicationDefault(Transports::ofOneServer);
      }
      try (InputStream file = new FileInputStream(keyFile.get())) {
        return GoogleCredentials.fromStream(file, Transports::ofOneServer);
      }
    }

    @Override
    public String words(IOException failure, Instant now) {
      return "the login at Google failed with Application Default Credentials (%s): %s%s"
          .formatted(
              keyFile.isPresent() ? "the key file of " + KEY_FILE : KEY_FILE + " is not set",
              chain(failure),
              NoConnection.of(failure).map(why -> "; " + why.advice()).orElse(""));
    }
  }

  /// A GitLab job, known by its ID token, which workload identity federation exchanges.
  record OfJob(
      String variable,
      Optional<String> idToken,
      String audience,
      String tokenUrl,
      Optional<String> impersonationUrl,
      String universe)
      implements GoogleLogin {
    @Override
    public Optional<GoogleCredentials> credentials() throws IOException {
      if (idToken.isEmpty()) {
        throw new IOException(
            "the environment variable %s is not set or empty; is it among the job's `id_tokens`?"
                .formatted(variable));
      }
      IdentityPoolCredentials.Builder builder =
          IdentityPoolCredentials.newBuilder()
              .setSubjectTokenSupplier(_ -> idToken.get())
              .setSubjectTokenType(ExternalAccountCredentials.SubjectTokenTypes.JWT);
      builder
          .setAudience(audience)
          .setTokenUrl(tokenUrl)
          .setUniverseDomain(universe)
          .setHttpTransportFactory(Transports::ofOneServer)
          .setScopes(List.of(SCOPE));
      impersonationUrl.ifPresent(builder::setServiceAccountImpersonationUrl);
      return Optional.of(withToken(builder.build()));
    }

    @Override
    public String words(IOException failure, Instant now) {
      String words = chain(failure).replace(idToken.orElse("\0"), "[token]");
      JsonNode claims = claims();
      Instant expiry =
          Instant.ofEpochSecond(Math.clamp(claims.path("exp").asLong(FAR_FUTURE), 0, FAR_FUTURE));
      Optional<NoConnection> nobody = NoConnection.of(failure);
      String hint = "";
      if (nobody.isPresent()) {
        hint =
            "; nobody answered at %s (%s); %s"
                .formatted(
                    String.join(
                        " or ",
                        Stream.concat(Stream.of(tokenUrl), impersonationUrl.stream()).toList()),
                    nobody.get().reason(),
                    nobody.get().advice());
      } else if (expiry.isBefore(now)) {
        hint =
            "; the ID token in %s expired at %s: it lives as long as the job's `timeout`, five minutes without one"
                .formatted(variable, expiry);
      } else if (words.contains("audience")) {
        hint =
            "; the ID token in %s is for %s: `id_tokens: aud` must be what the provider %s allows"
                .formatted(variable, claims.path("aud"), audience);
      } else if (words.contains("getAccessToken") || words.contains("requesting access token")) {
        hint = "; grant the job's principal roles/iam.workloadIdentityUser on the service account";
      }
      return "the login at Google failed with the ID token in %s: %s%s"
          .formatted(variable, words, hint);
    }

    /// Who the token is for and how long it lives: neither is a secret.
    private JsonNode claims() {
      String[] parts = idToken.orElse("").split("\\.", -1);
      try {
        return new ObjectMapper()
            .readTree(Base64.getUrlDecoder().decode(parts.length > 1 ? parts[1] : "e30"));
      } catch (IOException | IllegalArgumentException e) {
        return new ObjectMapper().createObjectNode();
      }
    }
  }

  /// Asks for the first access token, so that a failure is told apart from one of the listing. The
  /// library doesn't repeat what came as a page in HTML, as Google's front ends answer at times.
  private static GoogleCredentials withToken(GoogleCredentials credentials) throws IOException {
    Duration pause = Duration.ofMillis(500);
    for (int tried = 1; ; tried++) {
      try {
        credentials.refreshIfExpired();
        return credentials;
      } catch (RuntimeException e) {
        // So the library meets a refusal without a body, or with one that isn't JSON.
        throw new IOException("the answer is none that a login gets", e);
      } catch (IOException e) {
        if (!isPassing(e) || tried == TRIES) {
          throw e;
        }
        try {
          Thread.sleep(pause);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw e;
        }
        pause = pause.multipliedBy(2);
      }
    }
  }

  private static boolean isPassing(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof MalformedJsonException
          || (cause instanceof Retryable retryable && retryable.isRetryable())) {
        return true;
      }
    }
    return false;
  }

  /// The messages of a failure and of what caused it, in one line: the reason is often in the last.
  private static String chain(Throwable failure) {
    StringBuilder all = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String words =
          cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
      String message =
          cause instanceof MalformedJsonException
              ? "the answer is no JSON"
              : words.replaceAll("\\s+", " ").strip();
      if (all.indexOf(message) < 0) {
        all.append(all.isEmpty() ? "" : ": ").append(message);
      }
    }
    return all.toString();
  }
}
