package io.gitlab.gopgo.gitlab;

import java.io.IOException;

/// A call that GitLab refused, or that didn't reach it.
public final class GitLabException extends IOException {
  private static final long serialVersionUID = 1;

  private final int status;

  /// @param status HTTP's, 0 where there was no answer
  GitLabException(int status, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  /// Whether the thing that was asked for doesn't exist, or is hidden from this token.
  boolean isNotFound() {
    return status == 404;
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
