package io.gitlab.gopgo.pprof;

import java.util.concurrent.ThreadLocalRandom;

/// Spreads keys over hash tables by a factor that differs from run to run, so that nobody can craft
/// a file whose names or ids all fall into one bucket. Only the place of a key depends on it, never
/// its number.
public final class Scatter {
  private static final long FACTOR = ThreadLocalRandom.current().nextLong() | 1;

  private Scatter() {}

  /// Mixes one more part of a key into what was mixed so far.
  public static long mix(long mixed, long part) {
    return (mixed ^ part) * FACTOR;
  }

  /// A bucket for a mixed key, where the number of buckets is `mask` + 1, a power of two.
  public static int bucket(long mixed, int mask) {
    // The high bits of a product depend on all bits of the key, the low ones only on the low ones.
    return (int) (mix(mixed, mixed >>> 32) >>> 32) & mask;
  }
}
