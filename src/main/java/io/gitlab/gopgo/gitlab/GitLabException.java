package io.gitlab.gopgo.gitlab;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gitlab4j.api.GitLabApiException;
import org.jspecify.annotations.Nullable;

/// A call that GitLab refused, or that didn't reach it.
public final class GitLabException extends IOException {
  private static final long serialVersionUID = 1;

  private static final Pattern MOVED = Pattern.compile("/api/v4/projects/(\\d{1,18})(?:[/?]|$)");

  private final int status;

  /// @param status HTTP's, 0 where there was no answer
  GitLabException(int status, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  /// Whether the thing that was asked for doesn't exist, or is hidden from this token.
  boolean isNotFound() {
    return status == 404;
  }

  /// The id of the project that the answer says was asked for under a former path.
  Optional<Long> movedProject() {
    return status == 301
        ? location(getCause())
            .map(MOVED::matcher)
            .filter(Matcher::find)
            .map(moved -> Long.valueOf(moved.group(1)))
        : Optional.empty();
  }

  /// Where an answer sends to.
  static Optional<String> location(@Nullable Throwable failure) {
    return failure instanceof GitLabApiException answer && answer.getHeaders() != null
        ? Optional.ofNullable(answer.getHeaders().getFirst("Location"))
        : Optional.empty();
  }

  /// Whether GitLab understood and said no, so that another try of the same is in vain.
  public boolean isRefusal() {
    return status >= 400 && status < 500;
  }

  /// Whether GitLab would do it in another state of things, by its odd use of 405 for merges.
  public boolean isNotYet() {
    return status == 405;
  }

  /// Whether a write may have been carried out all the same: there was no answer, or none that
  /// tells. Then the state must be looked at before anything is written again.
  public boolean isUncertain() {
    return status == 0 || status >= 500;
  }
}
