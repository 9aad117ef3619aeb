package io.gitlab.gopgo.judge;

import java.util.List;
import java.util.Optional;

/// What is to become of a service's new profile.
public sealed interface Verdict {
  /// Every rule's answer, the deciding one last.
  List<Finding> findings();

  /// The new profile is sound and tells the compiler something new.
  ///
  /// @param comparison with the committed profile it differs most from; empty where there is none
  record Proposed(List<Finding> findings, Optional<Comparison> comparison) implements Verdict {}

  /// The committed profile is as good as the new one.
  record Kept(List<Finding> findings, Comparison comparison) implements Verdict {}

  /// The new profile is not fit to be delivered.
  record Withheld(List<Finding> findings) implements Verdict {}
}
