package io.gitlab.gopgo.testing.gitlab;

/// Who may push to a protected branch, and who may merge into it.
public enum Protection {
  /// Nobody pushes, maintainers merge.
  NOBODY_PUSHES,
  /// What GitLab gives a new default branch: maintainers do both.
  MAINTAINERS,
  /// Maintainers push, developers merge.
  DEVELOPERS_MERGE,
  /// Developers do both, but nobody forces.
  DEVELOPERS;

  boolean pushes(Role role) {
    return switch (this) {
      case NOBODY_PUSHES -> false;
      case MAINTAINERS, DEVELOPERS_MERGE -> role.atLeast(Role.MAINTAINER);
      case DEVELOPERS -> role.atLeast(Role.DEVELOPER);
    };
  }

  boolean merges(Role role) {
    return switch (this) {
      case NOBODY_PUSHES, MAINTAINERS -> role.atLeast(Role.MAINTAINER);
      case DEVELOPERS_MERGE, DEVELOPERS -> role.atLeast(Role.DEVELOPER);
    };
  }
}
