package io.gitlab.gopgo.merge;

import io.gitlab.gopgo.pgo.EdgeRule;
import io.gitlab.gopgo.pgo.EdgeTable;
import io.gitlab.gopgo.pgo.Fitness;
import io.gitlab.gopgo.pgo.WeightType;
import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.Profile;
import io.gitlab.gopgo.pprof.ProfileFormatException;
import io.gitlab.gopgo.pprof.ProfileReader;
import java.io.IOException;

/// Weighs inputs one by one: what a rule does to one of them depends on all.
final class FirstPass {
  private final Names names = new Names();
  private final ProfileReader reader;
  private final EdgeRule rule = new EdgeRule(names);

  FirstPass(long inflatedLimit) {
    reader = new ProfileReader(names, inflatedLimit);
  }

  /// What is known of one input.
  sealed interface Weight {
    /// A fit one's.
    ///
    /// @param nanos its edges' weight in CPU nanoseconds
    /// @param durationNanos how long was recorded, 0 for unknown
    record Known(double nanos, long durationNanos) implements Weight {}

    record Unfit(Intake.LeftOut why) implements Weight {}
  }

  Weight weigh(Input input) throws MergeException {
    if (input.unfit().isPresent()) {
      return new Weight.Unfit(input.unfit().get());
    }
    Profile profile;
    try {
      profile = reader.read(input.content().read());
    } catch (IOException e) {
      return new Weight.Unfit(Intake.LeftOut.unreadable(e));
    } catch (ProfileFormatException e) {
      return new Weight.Unfit(Intake.LeftOut.malformed(e));
    }
    return switch (Fitness.of(profile)) {
      case Fitness.Unfit unfit -> new Weight.Unfit(new Intake.LeftOut(unfit.flaw(), unfit.why()));
      case Fitness.Fit fit -> weigh(input.name(), profile, fit);
    };
  }

  private Weight weigh(String name, Profile profile, Fitness.Fit fit) throws MergeException {
    EdgeTable table = new EdgeTable(names);
    rule.addEdges(profile, fit.column(), table);
    double nanos =
        fit.weightType() == WeightType.SAMPLES
            ? (double) table.total() * requirePeriod(name, fit)
            : table.total();
    return new Weight.Known(nanos, Math.max(0, profile.header().durationNanos()));
  }

  private static long requirePeriod(String name, Fitness.Fit fit) throws MergeException {
    if (fit.period() == 0) {
      throw new MergeException(
          "%s counts samples without telling its period, so its CPU time can't be weighed; leave it"
                  .formatted(name)
              + " out, or leave out `weigh`");
    }
    return fit.period();
  }
}
