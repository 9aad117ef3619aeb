package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.deliver.Change;
import io.gitlab.gopgo.deliver.Target;
import io.gitlab.gopgo.deliver.TargetState;
import io.gitlab.gopgo.deliver.Visit;
import java.io.IOException;

/// Where finished changes go: to their targets, or to the eyes of somebody who asked for that
/// instead.
interface Delivery {
  Visit deliver(Target target, Change change) throws IOException;

  /// Tells people why nothing is delivered; only where they would look for it.
  default void explain(Target target, TargetState.Hold hold) throws IOException {}

  /// Looks after an open merge request that stays as it is.
  default Visit tend(Target target) throws IOException {
    return Visit.NONE;
  }

  /// The real thing.
  Delivery TO_TARGETS =
      new Delivery() {
        @Override
        public Visit deliver(Target target, Change change) throws IOException {
          return target.deliver(change);
        }

        @Override
        public void explain(Target target, TargetState.Hold hold) throws IOException {
          target.explain(hold);
        }

        @Override
        public Visit tend(Target target) throws IOException {
          return target.tend();
        }
      };
}
