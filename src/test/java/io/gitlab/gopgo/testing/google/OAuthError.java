package io.gitlab.gopgo.testing.google;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/// A refusal as OAuth 2.0 words it: `{"error", "error_description"}`.
final class OAuthError extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String error;

  OAuthError(int status, String error, String description) {
    super(description);
    this.status = status;
    this.error = error;
  }

  static OAuthError invalidGrant(String description) {
    return new OAuthError(400, "invalid_grant", description);
  }

  Answer answer() {
    return Answer.json(
        status,
        JsonNodeFactory.instance
            .objectNode()
            .put("error", error)
            .put("error_description", getMessage()));
  }
}
