package io.gitlab.gopgo.testing.google;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.api.client.json.webtoken.JsonWebToken;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Set;
import java.util.function.Predicate;

/// A workload identity pool whose provider trusts a GitLab: exchanges GitLab's ID tokens for access
/// tokens, `POST /v1/token` of `sts.googleapis.com`.
///
/// The words for a wrong audience, an expired token, an unknown pool and an attribute condition are
/// Google's; those for a bad signature and another issuer are guesses.
public final class WorkloadIdentity {
  /// The audience of the exchange: the provider's full name.
  public static final String AUDIENCE =
      "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/gitlab/providers/gitlab";

  /// The audience of the ID token, unless the provider is given another: the provider's address.
  public static final String ID_TOKEN_AUDIENCE = "https:" + AUDIENCE;

  /// Who signs the ID tokens.
  public static final String ISSUER = "https://gitlab.example.org";

  /// The subject of a job's ID token, in GitLab's form.
  public static final String SUBJECT = "project_path:infra/go-pgo:ref_type:branch:ref:main";

  private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

  /// Of the GitLab: one for all tests of a JVM, since a key takes a while.
  private static final KeyPair KEY = Jwt.newKey();

  private final AccessTokens tokens;
  private volatile String expectedAudience = ID_TOKEN_AUDIENCE;
  private volatile Predicate<String> condition = subject -> true;

  WorkloadIdentity(AccessTokens tokens) {
    this.tokens = tokens;
  }

  /// An ID token that the provider takes, good for five minutes.
  public String idToken() {
    return idToken(expectedAudience, ISSUER, SUBJECT, Instant.now().plusSeconds(300));
  }

  public String idToken(String audience, String issuer, String subject, Instant expiresAt) {
    return Jwt.sign(KEY, audience, issuer, subject, expiresAt);
  }

  /// The provider's only allowed audience, instead of its own address.
  public void expectAudience(String audience) {
    expectedAudience = audience;
  }

  /// The provider's attribute condition: the subjects that it lets in.
  public void admitOnly(Predicate<String> subjects) {
    condition = subjects;
  }

  /// Who the owner of `idToken()` is to IAM.
  public String member() {
    return member(SUBJECT);
  }

  public String member(String subject) {
    return "principal:"
        + AUDIENCE.substring(0, AUDIENCE.indexOf("/providers/"))
        + "/subject/"
        + subject;
  }

  Answer exchange(Call call) {
    require(call, "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
    require(call, "requested_token_type", ACCESS_TOKEN);
    require(call, "subject_token_type", "urn:ietf:params:oauth:token-type:jwt");
    String audience = call.parameter("audience");
    if (!audience.startsWith("//iam.googleapis.com/") || !audience.contains("/providers/")) {
      throw new OAuthError(
          400,
          "invalid_request",
          "Invalid value for \"audience\". This value should be the full resource name of the Identity Provider. See https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token for the list of possible formats.");
    }
    if (!audience.equals(AUDIENCE)) {
      throw new OAuthError(
          400,
          "invalid_target",
          "The target service indicated by the \"audience\" parameters is invalid. This might either be because the pool or provider is disabled or deleted or because it doesn't exist.");
    }
    String member = member(subject(call.parameter("subject_token")));
    Set<String> scopes = Set.of(call.parameter("scope").split(" ", -1));
    return Answer.json(
        200,
        JsonNodeFactory.instance
            .objectNode()
            .put("access_token", tokens.issue(member, scopes, tokens.lifetime()))
            .put("issued_token_type", ACCESS_TOKEN)
            .put("token_type", "Bearer")
            .put("expires_in", tokens.lifetime().toSeconds()));
  }

  private String subject(String idToken) {
    JsonWebToken.Payload payload =
        Jwt.verified(idToken, KEY)
            .orElseThrow(
                () -> OAuthError.invalidGrant("The signature of the ID Token can't be verified."));
    if (!ISSUER.equals(payload.getIssuer())) {
      throw OAuthError.invalidGrant(
          "The issuer in ID Token %s does not match the expected ones: %s."
              .formatted(payload.getIssuer(), ISSUER));
    }
    boolean own = expectedAudience.equals(ID_TOKEN_AUDIENCE);
    if (!payload.getAudienceAsList().contains(expectedAudience)
        && !(own && payload.getAudienceAsList().contains(AUDIENCE))) {
      throw OAuthError.invalidGrant(
          "The audience in ID Token %s does not match the expected audience [%s]."
              .formatted(payload.getAudienceAsList(), expectedAudience));
    }
    if (Jwt.hasExpired(payload)) {
      throw OAuthError.invalidGrant(
          "ID Token issued at %d is stale to sign-in.".formatted(payload.getIssuedAtTimeSeconds()));
    }
    if (!condition.test(payload.getSubject())) {
      throw new OAuthError(
          400,
          "unauthorized_client",
          "The given credential is rejected by the attribute condition.");
    }
    return payload.getSubject();
  }

  private static void require(Call call, String name, String value) {
    if (!call.parameter(name).equals(value)) {
      throw new OAuthError(
          400,
          "invalid_request",
          "Invalid value for \"%s\": %s".formatted(name, call.parameter(name)));
    }
  }
}
