package io.gitlab.gopgo.merge;

import java.util.Arrays;
import java.util.Optional;

/// The largest share of a sum that one of its terms may have.
final class Cap {
  /// Twenty terms can all have 5 %, though 20 · 0.05 is not 1 to the last bit.
  private static final double ROUNDING = 1e-9;

  private Cap() {}

  /// How high each weight may be so that none has more than the share of what is left of all: the
  /// level to which the heaviest are filled. Empty where there are too few weights to share.
  ///
  /// Scaling one down lifts the shares of all others, so the level is not the share of the sum as
  /// it was: with the j heaviest at the level x and a rest r, x = share · (j · x + r).
  static Optional<Double> level(double[] weights, double share) {
    double[] ascending = weights.clone();
    Arrays.sort(ascending);
    double rest = Arrays.stream(ascending).sum();
    for (int capped = 0; capped < ascending.length; capped++) {
      double free = 1 - capped * share;
      if (free < ROUNDING) {
        break;
      }
      double level = share * rest / free;
      double next = ascending[ascending.length - 1 - capped];
      if (next <= level * (1 + ROUNDING)) {
        return Optional.of(Math.max(level, capped == ascending.length - 1 ? next : 0));
      }
      rest -= next;
    }
    return Optional.empty();
  }
}
