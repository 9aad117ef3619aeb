package io.gitlab.gopgo.collect.merged;

import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.Profile;
import io.gitlab.gopgo.pprof.ProfileFile;
import io.gitlab.gopgo.pprof.ProfileFormatException;
import io.gitlab.gopgo.pprof.ProfileReader;
import io.gitlab.gopgo.pprof.ValueType;
import java.io.IOException;
import java.util.List;

/// Tells the sampling period in a profile of CPU time whose merge has lost it.
///
/// Without it nobody knows how many samples there were, so too few of them couldn't be refused. Go
/// multiplies counts by the period, so each value is a multiple of it, and their greatest common
/// divisor is at least the period: the samples counted by it are never too many, as long as all
/// were taken at one rate.
final class LostPeriod {
  /// Go takes at most some hundred samples a second; smaller divisors come from other clocks.
  private static final long LEAST = 1_000_000;

  private LostPeriod() {}

  /// The profile with its period; as it is where it has one, or where its values don't tell.
  ///
  /// @param limit the most bytes that it may inflate to
  static byte[] restored(byte[] profile, long limit) throws IOException {
    long period;
    try {
      period = divisor(new ProfileReader(new Names(), limit).read(profile));
    } catch (ProfileFormatException e) {
      return profile;
    }
    if (period < LEAST) {
      return profile;
    }
    return ProfileFile.withPeriod(profile, period);
  }

  /// 0 for a profile that needs none.
  private static long divisor(Profile profile) {
    Profile.Header header = profile.header();
    if (header.period() != 0
        || !ValueType.CPU_NANOSECONDS.equals(header.periodType())
        || !header.sampleTypes().equals(List.of(ValueType.CPU_NANOSECONDS))) {
      return 0;
    }
    long divisor = 0;
    for (int sample = 0; sample < profile.sampleCount(); sample++) {
      long rest = profile.value(sample, 0);
      while (rest != 0) {
        long smaller = divisor % rest;
        divisor = rest;
        rest = smaller;
      }
    }
    return divisor;
  }
}
