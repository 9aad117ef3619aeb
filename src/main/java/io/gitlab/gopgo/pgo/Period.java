package io.gitlab.gopgo.pgo;

import io.gitlab.gopgo.pprof.Profile;
import io.gitlab.gopgo.pprof.ValueType;

/// CPU nanoseconds between two samples, as far as a profile can be believed.
///
/// By it CPU time becomes a number of samples, and a profile of one column is judged.
final class Period {
  /// What Pyroscope lets every CPU profile tell, at whatever rate its series were recorded.
  private static final long PYROSCOPE = 1_000_000_000;

  /// That of a Go program, unless it sets a rate of its own.
  private static final long GO = 10_000_000;

  private Period() {}

  /// The period, 0 where the profile doesn't tell or isn't believed.
  ///
  /// CPU time is a multiple of the true one, which tells Pyroscope's second from that of a program
  /// that was sampled once a second. Counts alone can't tell.
  static long of(Profile profile) {
    Profile.Header header = profile.header();
    if (!ValueType.CPU_NANOSECONDS.equals(header.periodType())) {
      return 0;
    }
    if (header.period() != PYROSCOPE) {
      return Math.max(0, header.period());
    }
    int column = header.sampleTypes().indexOf(ValueType.CPU_NANOSECONDS);
    if (column < 0) {
      return 0;
    }
    if (divides(PYROSCOPE, profile, column)) {
      return PYROSCOPE;
    }
    return divides(GO, profile, column) ? GO : 0;
  }

  private static boolean divides(long period, Profile profile, int column) {
    for (int sample = 0; sample < profile.sampleCount(); sample++) {
      if (profile.value(sample, column) % period != 0) {
        return false;
      }
    }
    return true;
  }
}
