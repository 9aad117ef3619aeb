package io.gitlab.gopgo.merge;

import java.io.IOException;

/// A profile to be merged, not read yet.
///
/// @param name what to call the profile in messages
/// @param part from [Deal], where the noise floor is to be found; else all may share one
public record Input(String name, int part, Content content) {
  /// Gets a profile's bytes.
  public interface Content {
    /// The bytes; fails with a reason as its message, as [ProfileFile#read] does.
    byte[] read() throws IOException;
  }
}
