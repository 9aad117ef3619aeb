package io.gitlab.gopgo.merge;

import io.gitlab.gopgo.pgo.Flaw;

/// What became of one input.
public sealed interface Intake {
  record Taken() implements Intake {}

  /// Nothing of the input is in the merge.
  record LeftOut(Flaw flaw, String why) implements Intake {}
}
