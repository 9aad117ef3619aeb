package io.gitlab.gopgo.pgo;

import io.gitlab.gopgo.pprof.Profile;
import io.gitlab.gopgo.pprof.ProfileBuilder;
import io.gitlab.gopgo.pprof.ProfileWriter;
import io.gitlab.gopgo.pprof.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A profile with what a merge can see of it and nothing else, to be merged by another run.
///
/// Unlike a [CompactProfile] it stands for its original in every respect: the edges and which of
/// their weight has no start line, fitness, tally, period, time and duration are the same, so a
/// merge of such profiles is the merge of their originals, byte for byte. What goes are labels,
/// deeper frames, files, mappings, other people's comments and the addresses themselves. Samples
/// that the edge rule can't tell apart are added up.
public final class TwoFrames {
  /// The rule asks only whether leaf and caller have one address, see [EdgeRule].
  private static final long ADDRESS = 1;

  private static final long OTHER_ADDRESS = 0;

  private final Profile profile;
  private final int[] columns;
  private final ProfileBuilder builder;
  private final Map<Function, Integer> functions = new HashMap<>();
  private final Map<Location, Integer> locations = new HashMap<>();

  /// The lines of each location that was asked for.
  private final Map<Integer, List<Line>> lines = new HashMap<>();

  private record Function(int name, int startLine) {}

  private record Line(int function, int number) {}

  private record Location(long address, List<Line> lines) {}

  /// What the edge rule sees of a sample; locations by number in the new profile.
  private record Stack(int leaf, int caller) {}

  private TwoFrames(Profile profile) {
    this.profile = profile;
    List<ValueType> types = profile.header().sampleTypes();
    columns =
        types.stream().filter(WeightType::isRead).distinct().mapToInt(types::indexOf).toArray();
    builder =
        new ProfileBuilder(profile.names(), Arrays.stream(columns).mapToObj(types::get).toList());
  }

  /// The file for a fit profile.
  public static byte[] write(Profile profile) {
    return ProfileWriter.write(new TwoFrames(profile).reduced());
  }

  private Profile reduced() {
    Profile.Header header = profile.header();
    Map<Stack, long[]> sums = new LinkedHashMap<>();
    Collection<Map.Entry<Stack, long[]>> full = new ArrayList<>();
    for (int sample = 0; sample < profile.sampleCount(); sample++) {
      long[] values = values(sample);
      Stack stack = stack(profile.leaf(sample), profile.caller(sample));
      long[] sum = sums.get(stack);
      if (sum == null || !add(sum, values)) {
        if (sum != null) {
          full.add(Map.entry(stack, sum));
        }
        sums.put(stack, values);
      }
    }
    full.addAll(sums.entrySet());
    full.forEach(sum -> builder.sample(sum.getKey().leaf, sum.getKey().caller, sum.getValue()));
    List<String> comments = Tally.comments(profile);
    if (!comments.isEmpty() && !Tally.isCompact(profile)) {
      // What gave the profile another shape may have been in a deeper frame.
      builder.function(profile.names().intern(""), 0);
    }
    builder.recorded(Math.max(0, header.timeNanos()), Math.max(0, header.durationNanos()));
    return builder.build(Period.of(profile), comments);
  }

  private long[] values(int sample) {
    long[] values = new long[columns.length];
    for (int i = 0; i < columns.length; i++) {
      values[i] = profile.value(sample, columns[i]);
    }
    return values;
  }

  /// Adds values to a sum; false, and nothing is added, where it doesn't fit into 63 bits.
  private static boolean add(long[] sum, long[] values) {
    for (int i = 0; i < sum.length; i++) {
      if (sum[i] + values[i] < 0) {
        return false;
      }
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] += values[i];
    }
    return true;
  }

  private Stack stack(int leaf, int caller) {
    boolean isOneAddress =
        leaf != Profile.NONE
            && caller != Profile.NONE
            && profile.address(leaf) == profile.address(caller);
    return new Stack(
        location(leaf, ADDRESS), location(caller, isOneAddress ? ADDRESS : OTHER_ADDRESS));
  }

  private int location(int original, long address) {
    if (original == Profile.NONE) {
      return Profile.NONE;
    }
    Location location = new Location(address, lines.computeIfAbsent(original, this::lines));
    return locations.computeIfAbsent(location, this::location);
  }

  private int location(Location location) {
    int number = builder.location(location.address);
    location.lines.forEach(line -> builder.line(line.function, line.number));
    return number;
  }

  private List<Line> lines(int location) {
    List<Line> found = new ArrayList<>();
    for (int line = profile.firstLine(location); line < profile.lastLine(location); line++) {
      int function = profile.function(line);
      found.add(
          function == Profile.NONE
              ? new Line(Profile.NONE, 0)
              : new Line(
                  functions.computeIfAbsent(
                      new Function(profile.name(function), profile.startLine(function)),
                      f -> builder.function(f.name, f.startLine)),
                  profile.lineNumber(line)));
    }
    return found;
  }
}
