package io.gitlab.gopgo.judge;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What is to become of a service's new profile.
public sealed interface Verdict {
  /// Every rule's answer, the deciding one last.
  List<Finding> findings();

  /// The new profile is sound and tells the compiler something new.
  ///
  /// @param comparison with the committed profile it differs most from; empty where there is none
  record Proposed(List<Finding> findings, Optional<Comparison> comparison) implements Verdict {
    /// The same judgement, but nothing is to be delivered.
    ///
    /// @param why what stands against it; becomes the deciding finding
    public Kept kept(Finding why) {
      return new Kept(Stream.concat(findings.stream(), Stream.of(why)).toList(), comparison);
    }
  }

  /// What is there stays: it is as good as the new profile, or somebody wants it so.
  ///
  /// @param comparison with the committed profile; empty where there is none
  record Kept(List<Finding> findings, Optional<Comparison> comparison) implements Verdict {}

  /// The new profile is not fit to be delivered.
  record Withheld(List<Finding> findings) implements Verdict {}
}
