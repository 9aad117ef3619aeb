package io.gitlab.gopgo.merge;

import java.io.IOException;
import java.util.Optional;

/// A profile to be merged, not read yet.
///
/// @param name what to call the profile in messages
/// @param part from [Deal], where the noise floor is to be found; else all may share one
/// @param factor what its weights count, beside those of other inputs
/// @param unfit why nothing of it will be in the merge, where that is known before
public record Input(
    String name, int part, double factor, Content content, Optional<Intake.LeftOut> unfit) {
  /// A profile whose weights count as they are.
  public Input(String name, int part, Content content) {
    this(name, part, 1, content, Optional.empty());
  }

  /// A profile of which somebody found out that it can't be used, and whose bytes are gone.
  public static Input unfit(String name, Intake.LeftOut why) {
    return new Input(name, 0, 1, () -> new byte[0], Optional.of(why));
  }

  Input times(double more) {
    return new Input(name, part, factor * more, content, unfit);
  }

  /// Gets a profile's bytes.
  public interface Content {
    /// The bytes; fails with a reason as its message, as [ProfileFile#read] does.
    byte[] read() throws IOException;
  }
}
