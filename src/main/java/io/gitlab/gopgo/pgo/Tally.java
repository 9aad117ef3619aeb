package io.gitlab.gopgo.pgo;

import io.gitlab.gopgo.pprof.Profile;
import io.gitlab.gopgo.pprof.ValueType;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How much was measured: the evidence that edges can't tell, because one sample may give several
/// edges or none.
///
/// A compact profile carries it as its one comment, so that merging compact profiles adds it up
/// again. The comment is persisted in people's repositories: its words don't change.
///
/// @param samples how often the profiler's timer hit; empty where an input can't tell
/// @param cpuNanos CPU time; empty where an input can't tell
/// @param profiles how many profiles went in
public record Tally(OptionalLong samples, OptionalLong cpuNanos, long profiles) {
  public static final Tally NONE = new Tally(OptionalLong.of(0), OptionalLong.of(0), 0);

  private static final Tally UNKNOWN = new Tally(OptionalLong.empty(), OptionalLong.empty(), 1);

  private static final String PREFIX = "go-pgo: ";
  private static final Pattern COMMENT =
      Pattern.compile(
          "go-pgo: samples=(\\d{1,18}|\\?) cpu_ns=(\\d{1,18}|\\?) profiles=(\\d{1,18})");

  /// Adds up; what one side doesn't know, the sum doesn't either.
  public Tally plus(Tally other) {
    return new Tally(
        plus(samples, other.samples),
        plus(cpuNanos, other.cpuNanos),
        saturated(profiles + other.profiles));
  }

  /// The comment of a compact profile.
  public String comment() {
    return "%ssamples=%s cpu_ns=%s profiles=%d"
        .formatted(PREFIX, words(samples), words(cpuNanos), profiles);
  }

  /// What the profile was made of: by its own comments if it is a compact one, else by its columns.
  ///
  /// pprof unites the comments of what it merges, so there may be several.
  static Tally of(Profile profile) {
    List<String> comments = comments(profile);
    if (comments.isEmpty()) {
      return counted(profile);
    }
    return isCompact(profile)
        ? comments.stream().map(Tally::parse).reduce(NONE, Tally::plus)
        : UNKNOWN;
  }

  /// Those of a profile's comments that are ours.
  static List<String> comments(Profile profile) {
    return profile.header().comments().stream().filter(text -> text.startsWith(PREFIX)).toList();
  }

  /// Whether the profile has a compact one's shape. A comment may have come into another one by a
  /// merge with other tools; then it tells only of a part.
  static boolean isCompact(Profile profile) {
    for (int function = 0; function < profile.functionCount(); function++) {
      if (profile.startLine(function) != CompactProfile.START_LINE) {
        return false;
      }
    }
    return true;
  }

  private static Tally parse(String comment) {
    Matcher match = COMMENT.matcher(comment);
    return match.matches()
        ? new Tally(number(match.group(1)), number(match.group(2)), Long.parseLong(match.group(3)))
        // A later version's words: it was a compact profile, but we can't tell of what.
        : UNKNOWN;
  }

  private static Tally counted(Profile profile) {
    List<ValueType> types = profile.header().sampleTypes();
    OptionalLong samples = sum(profile, types.indexOf(ValueType.SAMPLES_COUNT));
    OptionalLong nanos = sum(profile, types.indexOf(ValueType.CPU_NANOSECONDS));
    long period = Period.of(profile);
    if (period > 0) {
      if (samples.isEmpty() && nanos.isPresent()) {
        samples = OptionalLong.of(nanos.getAsLong() / period);
      } else if (nanos.isEmpty() && samples.isPresent()) {
        nanos = times(samples.getAsLong(), period);
      }
    }
    return new Tally(samples, nanos, 1);
  }

  private static OptionalLong sum(Profile profile, int column) {
    if (column < 0) {
      return OptionalLong.empty();
    }
    OptionalLong sum = OptionalLong.of(0);
    for (int sample = 0; sample < profile.sampleCount(); sample++) {
      sum = plus(sum, OptionalLong.of(profile.value(sample, column)));
    }
    return sum;
  }

  /// Figures for people: rather unknown than wrapped around.
  private static OptionalLong plus(OptionalLong one, OptionalLong other) {
    if (one.isEmpty() || other.isEmpty()) {
      return OptionalLong.empty();
    }
    long sum = one.getAsLong() + other.getAsLong();
    return sum < 0 ? OptionalLong.empty() : OptionalLong.of(sum);
  }

  private static long saturated(long sum) {
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  private static OptionalLong times(long one, long other) {
    return Math.multiplyHigh(one, other) == 0 && one * other >= 0
        ? OptionalLong.of(one * other)
        : OptionalLong.empty();
  }

  private static OptionalLong number(String digits) {
    return digits.equals("?") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(digits));
  }

  private static String words(OptionalLong number) {
    return number.isPresent() ? Long.toString(number.getAsLong()) : "?";
  }
}
