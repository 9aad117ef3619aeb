package io.gitlab.gopgo.merge;

/// Inputs that are sound one by one, and can't be added up.
public final class MergeException extends Exception {
  private static final long serialVersionUID = 1;

  MergeException(String message) {
    super(message);
  }
}
