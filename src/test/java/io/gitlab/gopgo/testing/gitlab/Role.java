package io.gitlab.gopgo.testing.gitlab;

/// What an account may do in a project, from least to most.
public enum Role {
  NONE(0),
  REPORTER(20),
  DEVELOPER(30),
  MAINTAINER(40);

  private final int accessLevel;

  Role(int accessLevel) {
    this.accessLevel = accessLevel;
  }

  /// GitLab's number for it.
  int accessLevel() {
    return accessLevel;
  }

  boolean atLeast(Role other) {
    return compareTo(other) >= 0;
  }
}
