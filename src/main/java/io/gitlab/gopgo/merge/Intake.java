package io.gitlab.gopgo.merge;

import io.gitlab.gopgo.pgo.Flaw;
import io.gitlab.gopgo.pprof.ProfileFormatException;
import java.io.IOException;

/// What became of one input.
public sealed interface Intake {
  record Taken() implements Intake {}

  /// Nothing of the input is in the merge.
  record LeftOut(Flaw flaw, String why) implements Intake {
    public static LeftOut unreadable(IOException e) {
      return new LeftOut(Flaw.UNREADABLE, String.valueOf(e.getMessage()));
    }

    public static LeftOut malformed(ProfileFormatException e) {
      return new LeftOut(Flaw.MALFORMED, e.words());
    }
  }
}
