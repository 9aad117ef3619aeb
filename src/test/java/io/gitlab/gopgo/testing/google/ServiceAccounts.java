package io.gitlab.gopgo.testing.google;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.api.client.json.webtoken.JsonWebToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Service accounts and people: tokens for a key file or a refresh token (`POST /token` of
/// `oauth2.googleapis.com`), and tokens for those who may act as an account (`:generateAccessToken`
/// of `iamcredentials.googleapis.com`).
final class ServiceAccounts {
  private static final String GENERATE = ":generateAccessToken";

  /// The audience of every assertion: Google's library writes it whatever the file's `token_uri`.
  private static final String ASSERTED_AUDIENCE = "https://oauth2.googleapis.com/token";

  private final AccessTokens tokens;
  private final Map<String, KeyPair> keys = new ConcurrentHashMap<>();
  private final Map<String, String> refreshTokens = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> impersonators = new ConcurrentHashMap<>();

  ServiceAccounts(AccessTokens tokens) {
    this.tokens = tokens;
  }

  void mayImpersonate(String email, String member) {
    impersonators.computeIfAbsent(email, absent -> ConcurrentHashMap.newKeySet()).add(member);
  }

  void writeKey(Path file, String email, String tokenUri) {
    KeyPair key = keys.computeIfAbsent(email, absent -> Jwt.newKey());
    String pem =
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
            .formatted(
                Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(key.getPrivate().getEncoded()));
    write(
        file,
        object()
            .put("type", "service_account")
            .put("project_id", "acme")
            .put("private_key_id", "stand-in")
            .put("private_key", pem)
            .put("client_email", email)
            .put("client_id", "1234567890")
            .put("token_uri", tokenUri));
  }

  void writeRefreshToken(Path file, String email, String tokenUri) {
    String token = "1//stand-in-" + email;
    refreshTokens.put(token, "user:" + email);
    write(
        file,
        object()
            .put("type", "authorized_user")
            .put("client_id", "stand-in.apps.googleusercontent.com")
            .put("client_secret", "stand-in-secret")
            .put("refresh_token", token)
            .put("token_uri", tokenUri));
  }

  void revokeRefreshTokens() {
    refreshTokens.clear();
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static void write(Path file, ObjectNode content) {
    try {
      Files.writeString(file, content.toPrettyString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Answer token(Call call) {
    return switch (call.parameter("grant_type")) {
      case "refresh_token" -> {
        String member = refreshTokens.get(call.parameter("refresh_token"));
        if (member == null) {
          throw OAuthError.invalidGrant("Token has been expired or revoked.");
        }
        yield issued(tokens.issue(member));
      }
      case "urn:ietf:params:oauth:grant-type:jwt-bearer" -> asserted(call.parameter("assertion"));
      default ->
          throw new OAuthError(
              400, "unsupported_grant_type", "Invalid grant_type: " + call.parameter("grant_type"));
    };
  }

  private Answer asserted(String assertion) {
    JsonWebToken.Payload payload =
        keys.values().stream()
            .flatMap(key -> Jwt.verified(assertion, key).stream())
            .findFirst()
            .orElseThrow(() -> OAuthError.invalidGrant("Invalid JWT Signature."));
    if (!payload.getAudienceAsList().contains(ASSERTED_AUDIENCE) || Jwt.hasExpired(payload)) {
      throw OAuthError.invalidGrant("Invalid JWT: audience or expiry");
    }
    Set<String> scopes = Set.of(("" + payload.get("scope")).split(" ", -1));
    String member = "serviceAccount:" + payload.getIssuer();
    return issued(tokens.issue(member, scopes, tokens.lifetime()));
  }

  private Answer issued(String token) {
    return Answer.json(
        200,
        object()
            .put("access_token", token)
            .put("expires_in", tokens.lifetime().toSeconds())
            .put("token_type", "Bearer"));
  }

  static boolean isImpersonation(String path) {
    return path.startsWith("/v1/projects/-/serviceAccounts/") && path.endsWith(GENERATE);
  }

  Answer impersonation(Call call) throws JsonProcessingException {
    AccessTokens.Grant grant =
        tokens
            .find(call.bearer().orElseThrow(GoogleError::missingCredential))
            .orElseThrow(GoogleError::invalidCredential);
    String path = call.path();
    String email = path.substring(path.lastIndexOf('/') + 1, path.length() - GENERATE.length());
    if (!impersonators.getOrDefault(email, Set.of()).contains(grant.member())) {
      throw GoogleError.permissionDenied("iam.serviceAccounts.getAccessToken");
    }
    JsonNode wish = new ObjectMapper().readTree(call.body());
    Set<String> scopes = new HashSet<>();
    wish.path("scope").forEach(scope -> scopes.add(scope.asText()));
    if (scopes.isEmpty()) {
      throw GoogleError.invalidArgument("Request contains an invalid argument.");
    }
    Duration lifetime = tokens.lifetime();
    return Answer.json(
        200,
        object()
            .put("accessToken", tokens.issue("serviceAccount:" + email, scopes, lifetime))
            .put(
                "expireTime",
                Instant.now().plus(lifetime).truncatedTo(ChronoUnit.SECONDS).toString()));
  }
}
