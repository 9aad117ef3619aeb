package io.gitlab.gopgo.testing.google;

import com.google.api.client.json.JsonFactory;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.client.json.webtoken.JsonWebSignature;
import com.google.api.client.json.webtoken.JsonWebToken;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Optional;

/// JSON web tokens signed with RS256, as GitLab's ID tokens and the assertions of service accounts
/// are.
final class Jwt {
  private static final JsonFactory JSON = GsonFactory.getDefaultInstance();

  private Jwt() {}

  static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A token issued five minutes before it expires, or now if that is earlier.
  static String sign(KeyPair key, String audience, String issuer, String subject, Instant expires) {
    long now = Instant.now().getEpochSecond();
    JsonWebToken.Payload payload =
        new JsonWebToken.Payload()
            .setAudience(audience)
            .setIssuer(issuer)
            .setSubject(subject)
            .setIssuedAtTimeSeconds(Math.min(now, expires.getEpochSecond() - 300))
            .setExpirationTimeSeconds(expires.getEpochSecond());
    JsonWebSignature.Header header =
        new JsonWebSignature.Header().setAlgorithm("RS256").setType("JWT");
    try {
      return JsonWebSignature.signUsingRsaSha256(key.getPrivate(), JSON, header, payload);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What a token says; empty where it isn't one or another key signed it.
  static Optional<JsonWebToken.Payload> verified(String text, KeyPair key) {
    try {
      JsonWebSignature token = JsonWebSignature.parse(JSON, text);
      return token.verifySignature(key.getPublic())
          ? Optional.of(token.getPayload())
          : Optional.empty();
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static boolean hasExpired(JsonWebToken.Payload payload) {
    Long expires = payload.getExpirationTimeSeconds();
    return expires == null || Instant.now().getEpochSecond() >= expires;
  }
}
