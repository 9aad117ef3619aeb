package io.gitlab.gopgo.merge;

/// Turns weights that count a fraction into whole numbers, as the compiler wants them.
final class Scale {
  /// Rounding moves a weight by a half at most, so from here on by less than one part in a million,
  /// also where it happens twice. None becomes zero.
  private static final double LEAST = 1_000_000;

  /// Half of what 63 bits hold: room for rounding.
  private static final double MOST = 0x1p62;

  private Scale() {}

  /// The power of ten that makes the lightest weight heavy enough; 1 wherever CPU nanoseconds are
  /// fine enough, so that weights usually stay what they say they are.
  ///
  /// @param least the lightest weight, as a real number
  /// @param total of all weights
  static long of(double least, double total) throws MergeException {
    long scale = 1;
    while (least * scale < LEAST) {
      scale *= 10;
      if (total * scale > MOST) {
        throw new MergeException(
            "the lightest call counts %.1e of the whole, which 63 bits can't tell to one part in a"
                    .formatted(least / total)
                + " million; weigh less unevenly");
      }
    }
    return scale;
  }
}
