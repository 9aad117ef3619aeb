package io.gitlab.gopgo.judge;

import io.gitlab.gopgo.merge.Merged;

/// What stands at one of a service's paths before a refresh.
public sealed interface Committed {
  String path();

  /// The file's size in bytes.
  long size();

  /// No file yet: the service builds without profile-guided optimization.
  record Missing(String path) implements Committed {
    @Override
    public long size() {
      return 0;
    }
  }

  /// A file that the compiler refuses, or makes nothing of.
  record Useless(String path, long size, String why) implements Committed {}

  /// A file that the compiler reads.
  ///
  /// @param profile shares its names with the new profile, so that both can be compared
  record Usable(String path, long size, Merged profile) implements Committed {}
}
