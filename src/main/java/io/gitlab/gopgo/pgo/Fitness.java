package io.gitlab.gopgo.pgo;

import io.gitlab.gopgo.pprof.Profile;
import io.gitlab.gopgo.pprof.ValueType;
import java.util.stream.Collectors;

/// Whether the compiler could learn from a profile, judged before anything of it is used.
///
/// Each flaw is looked for here, in the original samples: once edges are summed, a profile without
/// start lines would pass as one with wrong offsets, and a negative weight as a smaller one.
public sealed interface Fitness {
  /// A profile that the compiler can learn from.
  ///
  /// @param column the values that the compiler takes for weights
  /// @param period CPU nanoseconds between two samples, 0 where the profile doesn't tell
  /// @param mostWeight what all its edges together can't exceed
  record Fit(int column, WeightType weightType, long period, long mostWeight, Tally tally)
      implements Fitness {}

  record Unfit(Flaw flaw, String why) implements Fitness {}

  static Fitness of(Profile profile) {
    if (profile.sampleCount() == 0) {
      return new Unfit(Flaw.EMPTY, "it has no samples");
    }
    Profile.Header header = profile.header();
    int column = WeightType.column(header.sampleTypes());
    if (column < 0) {
      String types =
          header.sampleTypes().stream().map(ValueType::toString).collect(Collectors.joining(", "));
      return new Unfit(
          Flaw.WRONG_TYPE,
          "its samples are %s; Go reads samples/count or cpu/nanoseconds".formatted(types));
    }
    for (WeightType type : WeightType.values()) {
      int checked = header.sampleTypes().indexOf(type.valueType());
      for (int sample = 0; checked >= 0 && sample < profile.sampleCount(); sample++) {
        if (profile.value(sample, checked) < 0) {
          return new Unfit(
              Flaw.NEGATIVE,
              "sample %d has the weight %d: a difference of two profiles is no profile"
                  .formatted(sample, profile.value(sample, checked)));
        }
      }
    }
    return ofWeights(profile, column);
  }

  private static Fitness ofWeights(Profile profile, int column) {
    boolean weight = false;
    boolean frame = false;
    boolean startLine = false;
    long mostWeight = 0;
    for (int sample = 0; sample < profile.sampleCount(); sample++) {
      long value = profile.value(sample, column);
      if (value == 0) {
        continue;
      }
      weight = true;
      frame |= profile.leaf(sample) != Profile.NONE;
      startLine =
          startLine
              || hasStartLine(profile, profile.leaf(sample))
              || hasStartLine(profile, profile.caller(sample));
      try {
        long most = lines(profile, profile.leaf(sample)) + lines(profile, profile.caller(sample));
        mostWeight = Math.addExact(mostWeight, Math.multiplyExact(value, most));
      } catch (ArithmeticException e) {
        return new Unfit(Flaw.OVERFLOW, "its weights add up to more than 63 bits hold");
      }
    }
    if (!weight || !frame) {
      return new Unfit(
          Flaw.EMPTY, weight ? "none of its samples has a stack" : "all its samples are zero");
    }
    if (!startLine) {
      return new Unfit(
          Flaw.NO_START_LINES,
          "no function has a start line; profiles of programs built with Go 1.20 or later have them,"
              + " profiles by eBPF don't");
    }
    WeightType type =
        profile.header().sampleTypes().get(column).equals(WeightType.SAMPLES.valueType())
            ? WeightType.SAMPLES
            : WeightType.CPU_NANOSECONDS;
    return new Fit(column, type, Period.of(profile), mostWeight, Tally.of(profile));
  }

  private static boolean hasStartLine(Profile profile, int location) {
    if (location == Profile.NONE) {
      return false;
    }
    for (int line = profile.firstLine(location); line < profile.lastLine(location); line++) {
      int function = profile.function(line);
      if (function != Profile.NONE && profile.startLine(function) != 0) {
        return true;
      }
    }
    return false;
  }

  private static long lines(Profile profile, int location) {
    return location == Profile.NONE
        ? 0
        : Math.max(1, profile.lastLine(location) - profile.firstLine(location));
  }
}
