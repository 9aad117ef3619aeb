package io.gitlab.gopgo.testing.google;

import java.util.Comparator;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;

/// The order in which profiles are listed. Google documents none, so a client must bear any.
public final class Order {
  /// Sorted by what the profiles say, which is possible only where they are all at hand.
  private interface Sorting {
    LongUnaryOperator of(List<UploadedProfile> profiles);
  }

  /// The place in the list → the profile's index, for a number of profiles.
  private interface Counting {
    LongUnaryOperator of(long count);
  }

  private final Sorting sorting;
  private final Counting counting;

  private Order(Sorting sorting, Counting counting) {
    this.sorting = sorting;
    this.counting = counting;
  }

  private static Order counted(Counting counting) {
    return new Order(profiles -> counting.of(profiles.size()), counting);
  }

  private static Order sorted(Comparator<UploadedProfile> comparator, Counting counting) {
    return new Order(
        profiles -> {
          List<Integer> indexes =
              IntStream.range(0, profiles.size())
                  .boxed()
                  .sorted(Comparator.comparing(profiles::get, comparator))
                  .toList();
          return place -> indexes.get((int) place);
        },
        counting);
  }

  /// As they were added or generated.
  public static Order asUploaded() {
    return counted(count -> place -> place);
  }

  /// By start time, the latest first. Generated profiles count as generated in order of time.
  public static Order newestFirst() {
    return sorted(
        Comparator.comparing(UploadedProfile::startTime).reversed(),
        count -> place -> count - 1 - place);
  }

  /// By target, then as they were added; not for generated profiles.
  public static Order byTarget() {
    return sorted(
        Comparator.comparing(UploadedProfile::target),
        count -> {
          throw new IllegalStateException("Generated profiles can't be sorted by target");
        });
  }

  /// Any order, the same for the same seed.
  public static Order shuffled(long seed) {
    return counted(count -> place -> shuffle(place, count, seed));
  }

  LongUnaryOperator of(List<UploadedProfile> profiles) {
    return sorting.of(profiles);
  }

  LongUnaryOperator of(long count) {
    return counting.of(count);
  }

  /// A Feistel network is a bijection of 2^(2k) numbers; walking on until one is below `count`
  /// makes it one of the first `count`, without a table.
  private static long shuffle(long place, long count, long seed) {
    int half = (65 - Long.numberOfLeadingZeros(Math.max(count - 1, 1))) / 2;
    long mask = (1L << half) - 1;
    long index = place;
    do {
      long left = index >>> half;
      long right = index & mask;
      for (int round = 0; round < 4; round++) {
        long next = left ^ (mix(right + seed * 31 + round) & mask);
        left = right;
        right = next;
      }
      index = left << half | right;
    } while (index >= count);
    return index;
  }

  /// SplitMix64's finalizer.
  private static long mix(long value) {
    long z = value * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
