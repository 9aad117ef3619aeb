package io.gitlab.gopgo.testing.gitlab;

import com.fasterxml.jackson.databind.JsonNode;

/// An answer that ends a request early: GitLab's status and words for what is wrong.
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Answer answer;

  Refusal(Answer answer) {
    super("status " + answer.status());
    this.answer = answer;
  }

  Answer answer() {
    return answer;
  }

  /// `{"message": …}`, which GitLab's own code says.
  static Refusal message(int status, String message) {
    return new Refusal(Answer.json(status, Json.object().put("message", message)));
  }

  static Refusal message(int status, JsonNode message) {
    return new Refusal(Answer.json(status, Json.object().set("message", message)));
  }

  /// `{"error": …}`, which the framework says before GitLab's code is reached.
  static Refusal error(int status, String error) {
    return new Refusal(Answer.json(status, Json.object().put("error", error)));
  }

  static Refusal notFound(String what) {
    return message(404, "404 " + what + " Not Found");
  }

  static Refusal unauthorized() {
    return message(401, "401 Unauthorized");
  }

  static Refusal forbidden() {
    return message(403, "403 Forbidden");
  }

  static Refusal forbidden(String reason) {
    return message(403, "403 Forbidden - " + reason);
  }

  static Refusal badRequest(String message) {
    return message(400, message);
  }
}
