package io.gitlab.gopgo.merge;

import java.time.LocalDate;
import java.util.Optional;

/// Functions whose inlining is known to hurt.
public final class Guard {
  private Guard() {}

  /// A function that is not to be inlined for the profile's sake.
  ///
  /// @param link where its harm is described
  /// @param until the day from which on the entry isn't applied; empty for ever
  public record Entry(String function, Optional<String> link, Optional<LocalDate> until) {}
}
