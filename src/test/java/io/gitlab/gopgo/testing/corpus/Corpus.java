package io.gitlab.gopgo.testing.corpus;

import io.gitlab.gopgo.testing.Folders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Any number of distinct CPU profiles of one program in production, each a function of seed and
/// index alone: the same content always, the same bytes wherever zlib is the same.
///
/// ```java
/// Corpus corpus = Corpus.ofRecordings(1);
/// byte[] gzipped = corpus.profile(4711);
/// ```
///
/// Sizes are like those of a fleet of four-second profiles at 100 Hz under goroutine labels: 15 to
/// 50 KB gzipped, a median of 30, some 450 samples of 1,000 locations; and one in two hundred is
/// larger, up to 2 MB. Every 400 profiles a new build is rolled out, and two are live at a time.
public final class Corpus {
  private static final Instant BEGIN = Instant.parse("2026-11-01T00:00:00Z");
  private static final int PER_BUILD = 400;
  private static final int WINGS = 8;
  private static final String[] NONE = {};

  private final Stacks stacks;
  private final int wings;
  private final long seed;
  private final long[] periods;

  /// One after the other, as far as they were asked for.
  private final List<Build> builds = new ArrayList<>();

  /// A sample's stack and labels, as the profiler tells samples apart.
  private record Key(List<Integer> stack, List<String> labels) {}

  private Corpus(Stacks stacks, int wings, long seed, long... periods) {
    this.stacks = stacks;
    this.wings = wings;
    this.seed = seed;
    this.periods = periods;
    builds.add(new Build(stacks, wings, seed));
  }

  /// Of the project's own recorded profiles.
  public static Corpus ofRecordings(long seed) {
    List<Path> recordings = new ArrayList<>();
    recordings.add(Folders.PROJECT.resolve("examples/quickstart/profiles"));
    Stream.of("dispatch", "generics", "inlining", "recursion")
        .map(Folders::fixture)
        .forEach(recordings::add);
    try {
      return new Corpus(Stacks.read(recordings), WINGS, seed, 10_000_000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Of the profiles in somebody's folder, which are taken for those of one program.
  public static Corpus of(Path folder, long seed) throws IOException {
    return new Corpus(Stacks.read(List.of(folder)), 1, seed, 10_000_000);
  }

  /// The same, sampled at these rates in turn; each divides a second.
  public Corpus atHertz(int... rates) {
    return new Corpus(
        stacks,
        wings,
        seed,
        Arrays.stream(rates).mapToLong(rate -> 1_000_000_000 / rate).toArray());
  }

  /// When the profile was taken: one a minute.
  public static Instant start(long index) {
    return BEGIN.plus(Duration.ofMinutes(index));
  }

  /// The number of the build that the profile is of.
  public int build(long index) {
    return (int) (index / PER_BUILD + random(index).nextInt(2));
  }

  /// The profile, gzipped.
  public byte[] profile(long index) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    SplittableRandom random = random(index);
    Build build = builds(index / PER_BUILD + random.nextInt(2));
    // Every other instance runs a position-independent executable.
    long slide = index % 2 == 0 ? 0 : 0x5500_0000_0000L + (random.nextLong(1L << 28) << 12);
    long period = periods[(int) (index % periods.length)];
    try (GoProfileWriter writer =
        new GoProfileWriter(
            build.process(slide), start(index), Duration.ofSeconds(10), period, file)) {
      for (Map.Entry<Key, Integer> sample : draw(build, random).entrySet()) {
        writer.sample(
            sample.getValue(),
            sample.getKey().stack().stream().mapToInt(Integer::intValue).toArray(),
            sample.getKey().labels().toArray(NONE));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }

  private SplittableRandom random(long index) {
    return new SplittableRandom(seed * 0x9e3779b97f4a7c15L + index);
  }

  private synchronized Build builds(long number) {
    while (builds.size() <= number) {
      builds.add(builds.getLast().next(seed + builds.size()));
    }
    return builds.get((int) number);
  }

  /// What this instance did in its ten seconds: its own mix of the recorded loads and of the
  /// program's wings.
  private Map<Key, Integer> draw(Build build, SplittableRandom random) {
    double[] loads = shares(stacks.profiles(), 4, random);
    double[] wingLoads = shares(wings, 4, random);
    boolean labelled = random.nextInt(4) > 0;
    int samples = samples(random);
    double crossed = samples > 10_000 ? 0.9 : 0.35;
    Map<Key, Integer> counts = new LinkedHashMap<>();
    for (int i = 0; i < samples; i++) {
      int load = pick(loads, random);
      int wing = pick(wingLoads, random);
      int[] stack = stacks.draw(load, random);
      if (random.nextDouble() < crossed) {
        // The recorded programs are small: of two stacks, the deeper is the more likely elsewhere.
        int[] other = stacks.cross(stack, random);
        stack = other.length < stack.length ? stack : other;
      }
      List<Integer> inWing =
          Arrays.stream(stack).map(location -> build.location(location, wing)).boxed().toList();
      List<String> labels =
          labelled && random.nextInt(10) > 0
              ? List.of(
                  "endpoint",
                  "/v1/wing%d/orders".formatted(wing),
                  "user",
                  "alice%d@example.com".formatted(random.nextInt(4)))
              : List.of();
      counts.merge(new Key(inWing, labels), 1, Integer::sum);
    }
    return counts;
  }

  /// Log-normal, as the fleet's profiles were; of one in two hundred, up to a hundred times as
  /// much.
  private static int samples(SplittableRandom random) {
    double samples = 450 * StrictMath.exp(0.45 * random.nextGaussian());
    if (random.nextInt(200) == 0) {
      samples *= StrictMath.exp(random.nextDouble() * StrictMath.log(100));
    }
    return (int) Math.clamp(samples, 200, 80_000);
  }

  /// Cumulated shares of loads that differ by factors.
  private static double[] shares(int size, double spread, SplittableRandom random) {
    double[] shares = new double[size];
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += StrictMath.exp(spread * random.nextGaussian());
      shares[i] = sum;
    }
    return shares;
  }

  private static int pick(double[] shares, SplittableRandom random) {
    int at = Arrays.binarySearch(shares, random.nextDouble() * shares[shares.length - 1]);
    return Math.min(at < 0 ? -at - 1 : at, shares.length - 1);
  }
}
