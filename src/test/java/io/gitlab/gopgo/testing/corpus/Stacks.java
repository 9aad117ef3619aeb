package io.gitlab.gopgo.testing.corpus;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// All stacks of some recorded profiles: what new profiles are drawn from.
///
/// A stack may be drawn as it was recorded, or crossed with another one at a location that both
/// have: the callers of the first, the callees of the second. So there are far more stacks than
/// were recorded, and each call in them did happen.
final class Stacks {
  /// As deep as Go records.
  private static final int DEEPEST = 64;

  private final Map<RecordedProfile.Function, Integer> functions = new LinkedHashMap<>();
  private final Map<RecordedProfile.Location, Integer> locations = new LinkedHashMap<>();

  /// Innermost location first.
  private final List<int[]> stacks = new ArrayList<>();

  /// Per recorded profile, its first stack; and per stack, the weight of its profile up to there.
  private final List<Integer> first = new ArrayList<>();

  private final List<Long> upTo = new ArrayList<>();

  /// Per location, where it is: stack and place in it.
  private final List<List<int[]>> places = new ArrayList<>();

  /// The profiles at these paths, or below them, in the order of their names.
  static Stacks read(List<Path> paths) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      try (Stream<Path> below = Files.walk(path)) {
        below.filter(file -> file.toString().endsWith(".pprof")).sorted().forEach(files::add);
      }
    }
    Stacks all = new Stacks();
    for (Path file : files) {
      all.add(RecordedProfile.read(file));
    }
    if (all.stacks.isEmpty()) {
      throw new IOException("no profile (*.pprof) with samples in " + paths);
    }
    return all;
  }

  private void add(RecordedProfile profile) {
    first.add(stacks.size());
    long sum = 0;
    for (RecordedProfile.Sample sample : profile.samples()) {
      int[] stack = new int[sample.stack().size()];
      for (int i = 0; i < stack.length; i++) {
        stack[i] = location(sample.stack().get(i));
        places.get(stack[i]).add(new int[] {stacks.size(), i});
      }
      sum += sample.weight();
      stacks.add(stack);
      upTo.add(sum);
    }
    if (first.getLast() == stacks.size()) {
      first.removeLast();
    }
  }

  private int location(RecordedProfile.Location location) {
    return locations.computeIfAbsent(
        location,
        absent -> {
          absent.lines().forEach(line -> functions.putIfAbsent(line.function(), functions.size()));
          places.add(new ArrayList<>());
          return locations.size();
        });
  }

  /// In the order of their numbers.
  List<RecordedProfile.Function> functions() {
    return List.copyOf(functions.keySet());
  }

  /// In the order of their numbers.
  List<RecordedProfile.Location> locations() {
    return List.copyOf(locations.keySet());
  }

  int number(RecordedProfile.Function function) {
    return requireNonNull(functions.get(function));
  }

  /// How many recorded profiles there are to draw from.
  int profiles() {
    return first.size();
  }

  /// A stack of that profile, drawn by weight.
  int[] draw(int profile, SplittableRandom random) {
    int low = first.get(profile);
    int high = (profile + 1 < first.size() ? first.get(profile + 1) : stacks.size()) - 1;
    long at = random.nextLong(Math.max(1, upTo.get(high)));
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (upTo.get(middle) > at) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return stacks.get(low);
  }

  /// The stack's callers from some location on, above the callees that another stack has there.
  int[] cross(int[] stack, SplittableRandom random) {
    if (stack.length == 0) {
      return stack;
    }
    int cut = random.nextInt(stack.length);
    List<int[]> same = places.get(stack[cut]);
    int[] place = same.get(random.nextInt(same.size()));
    int[] crossed = Arrays.copyOf(stacks.get(place[0]), place[1] + stack.length - cut);
    System.arraycopy(stack, cut, crossed, place[1], stack.length - cut);
    return crossed.length > DEEPEST ? Arrays.copyOf(crossed, DEEPEST) : crossed;
  }
}
