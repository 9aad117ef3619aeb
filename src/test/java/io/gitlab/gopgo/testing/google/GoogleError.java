package io.gitlab.gopgo.testing.google;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// A refusal as Google's JSON APIs word it: `{"error": {"code", "message", "status", "details"}}`.
/// The words are Google's where its documentation or public bug reports quote them; those of a bad
/// mask, a bad page token and an unknown project are guesses, so nobody should match on them.
final class GoogleError extends RuntimeException {
  private static final long serialVersionUID = 1;

  private static final String CREDENTIAL =
      "Expected OAuth 2 access token, login cookie or other valid authentication credential. See"
          + " https://developers.google.com/identity/sign-in/web/devconsole-project.";

  private final transient Answer answer;

  private GoogleError(Answer answer, String message) {
    super(message);
    this.answer = answer;
  }

  Answer answer() {
    return answer;
  }

  static GoogleError of(int code, String status, String message) {
    return of(code, status, message, JsonNodeFactory.instance.arrayNode());
  }

  private static GoogleError of(int code, String status, String message, ArrayNode details) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ObjectNode error = body.putObject("error");
    error.put("code", code).put("message", message).put("status", status);
    if (!details.isEmpty()) {
      error.set("details", details);
    }
    return new GoogleError(Answer.json(code, body), message);
  }

  private static ArrayNode reason(String reason, String domain, ObjectNode metadata) {
    ArrayNode details = JsonNodeFactory.instance.arrayNode();
    details
        .addObject()
        .put("@type", "type.googleapis.com/google.rpc.ErrorInfo")
        .put("reason", reason)
        .put("domain", domain)
        .set("metadata", metadata);
    return details;
  }

  private static ObjectNode metadata(String name, String value) {
    return JsonNodeFactory.instance.objectNode().put(name, value);
  }

  static GoogleError invalidArgument(String message) {
    return of(400, "INVALID_ARGUMENT", message);
  }

  static GoogleError badPageToken() {
    return invalidArgument("bad page token");
  }

  static GoogleError unknownParameter(String name) {
    return invalidArgument(
        "Invalid JSON payload received. Unknown name \"%1$s\": Cannot bind query parameter. Field '%1$s' could not be found in request message."
            .formatted(name));
  }

  static GoogleError unknownField(String path) {
    ArrayNode details = JsonNodeFactory.instance.arrayNode();
    details
        .addObject()
        .put("@type", "type.googleapis.com/google.rpc.BadRequest")
        .putArray("fieldViolations")
        .addObject()
        .put("field", path)
        .put(
            "description",
            "Error expanding 'fields' parameter. Cannot find matching fields for path '%s'."
                .formatted(path));
    return of(400, "INVALID_ARGUMENT", "Request contains an invalid argument.", details);
  }

  /// No token at all.
  static GoogleError missingCredential() {
    return unauthenticated(
        "Request is missing required authentication credential. " + CREDENTIAL,
        "CREDENTIALS_MISSING",
        "Bearer realm=\"https://accounts.google.com/\"");
  }

  /// A token that has expired or never was one.
  static GoogleError invalidCredential() {
    return unauthenticated(
        "Request had invalid authentication credentials. " + CREDENTIAL,
        "ACCESS_TOKEN_EXPIRED",
        "Bearer realm=\"https://accounts.google.com/\", error=\"invalid_token\"");
  }

  private static GoogleError unauthenticated(String message, String reason, String challenge) {
    ArrayNode details =
        reason(reason, "googleapis.com", metadata("service", "cloudprofiler.googleapis.com"));
    Answer refused = of(401, "UNAUTHENTICATED", message, details).answer;
    return new GoogleError(refused.with("WWW-Authenticate", challenge), message);
  }

  static GoogleError insufficientScopes() {
    ObjectNode service = metadata("service", "cloudprofiler.googleapis.com");
    return of(
        403,
        "PERMISSION_DENIED",
        "Request had insufficient authentication scopes.",
        reason("ACCESS_TOKEN_SCOPE_INSUFFICIENT", "googleapis.com", service));
  }

  /// Google doesn't tell a missing right from a missing resource.
  static GoogleError permissionDenied(String permission) {
    return of(
        403,
        "PERMISSION_DENIED",
        "Permission '%s' denied on resource (or it may not exist).".formatted(permission),
        reason("IAM_PERMISSION_DENIED", "iam.googleapis.com", metadata("permission", permission)));
  }

  static GoogleError serviceDisabled(long projectNumber) {
    String page =
        "https://console.developers.google.com/apis/api/cloudprofiler.googleapis.com/overview?project="
            + projectNumber;
    String message =
        "Cloud Profiler API has not been used in project %d before or it is disabled. Enable it by visiting %s then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry."
            .formatted(projectNumber, page);
    ObjectNode metadata =
        metadata("service", "cloudprofiler.googleapis.com")
            .put("consumer", "projects/" + projectNumber);
    return of(
        403, "PERMISSION_DENIED", message, reason("SERVICE_DISABLED", "googleapis.com", metadata));
  }

  static GoogleError notFound() {
    return of(404, "NOT_FOUND", "Requested entity was not found.");
  }
}
