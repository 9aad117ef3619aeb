package io.gitlab.gopgo.merge;

import java.io.IOException;

/// A profile to be merged, not read yet.
///
/// @param name what to call the profile in messages
/// @param part from [Deal], where the noise floor is to be found; else all may share one
/// @param factor what its weights count, beside those of other inputs
public record Input(String name, int part, double factor, Content content) {
  /// A profile whose weights count as they are.
  public Input(String name, int part, Content content) {
    this(name, part, 1, content);
  }

  Input times(double more) {
    return new Input(name, part, factor * more, content);
  }

  /// Gets a profile's bytes.
  public interface Content {
    /// The bytes; fails with a reason as its message, as [ProfileFile#read] does.
    byte[] read() throws IOException;
  }
}
