package io.gitlab.gopgo.judge;

import io.gitlab.gopgo.merge.Evidence;
import io.gitlab.gopgo.merge.Half;
import io.gitlab.gopgo.merge.Merge;
import io.gitlab.gopgo.merge.MergeException;
import io.gitlab.gopgo.merge.Merged;
import io.gitlab.gopgo.pgo.EdgeTable;
import io.gitlab.gopgo.pgo.Overlap;
import io.gitlab.gopgo.pgo.Tally;
import io.gitlab.gopgo.pgo.WeightType;
import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.ProfileReader;
import io.gitlab.gopgo.testing.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Measures how often the judge is wrong: samples are drawn from the edges of real profiles, from
/// the same distribution or from one that has drifted, and compared as a refresh would.
///
/// `docs/judge.md` holds its table and the command.
final class NoiseSimulation {
  /// Comparisons for each figure.
  private final int trials;

  /// Profiles are 10 seconds of one core at 100 Hz, as far as there are samples for that.
  private static final int SAMPLES_PER_PROFILE = 1_000;

  /// How far one profile's mix of work strays from the average: the standard deviation of the
  /// logarithm of each tenth of the edges' share.
  private static final double[] SPREADS = {0, 0.3};

  private final EdgeTable truth;
  private final double[] shares;

  NoiseSimulation(EdgeTable truth, int trials) {
    this.truth = truth;
    this.trials = trials;
    this.shares = new double[truth.size()];
    for (int edge = 0; edge < shares.length; edge++) {
      shares[edge] = truth.share(edge);
    }
  }

  /// How often a new profile would have been proposed.
  ///
  /// @param samples in each of the two profiles
  /// @param drift share of the weight that has moved to other edges between the two
  /// @param spread between the profiles of one week
  double proposed(int samples, double drift, double spread, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int proposed = 0;
    for (int trial = 0; trial < trials; trial++) {
      Merged before = draw(shares, samples, spread, random);
      Merged after = draw(drifted(drift, random), samples, spread, random);
      NoiseFloor floor = NoiseFloor.of(after, samples, Thresholds.DEFAULT.margin());
      if (Overlap.of(before.table(), after.table()) < floor.overlap()) {
        proposed++;
      }
    }
    return (double) proposed / trials;
  }

  /// The distribution after random edges lost `drift` of the weight to random others.
  private double[] drifted(double drift, SplittableRandom random) {
    double[] moved = shares.clone();
    double lost = 0;
    while (lost < drift - 1e-9) {
      int edge = random.nextInt(moved.length);
      double part = Math.min(moved[edge], drift - lost);
      moved[edge] -= part;
      lost += part;
    }
    double[] gaining = new double[moved.length];
    double sum = 0;
    while (drift > 0 && sum == 0) {
      for (int edge = 0; edge < gaining.length; edge++) {
        boolean gains = moved[edge] == shares[edge] && random.nextInt(3) == 0;
        gaining[edge] = gains ? shares[edge] : 0;
        sum += gaining[edge];
      }
    }
    for (int edge = 0; drift > 0 && edge < gaining.length; edge++) {
      moved[edge] += drift * gaining[edge] / sum;
    }
    return moved;
  }

  private Merged draw(double[] distribution, int samples, double spread, SplittableRandom random) {
    Names names = truth.names();
    EdgeTable[] tables = {new EdgeTable(names), new EdgeTable(names)};
    long[] profiles = new long[2];
    long[] drawn = new long[2];
    for (int left = samples; left > 0; left -= SAMPLES_PER_PROFILE) {
      int half = random.nextInt(2);
      int count = Math.min(left, SAMPLES_PER_PROFILE);
      double[] cumulated = cumulated(distribution, spread, random);
      for (int i = 0; i < count; i++) {
        int edge =
            Arrays.binarySearch(cumulated, random.nextDouble() * cumulated[cumulated.length - 1]);
        int found = Math.min(edge < 0 ? -edge - 1 : edge, cumulated.length - 1);
        tables[half].add(truth.caller(found), truth.callee(found), truth.offset(found), 1);
      }
      profiles[half]++;
      drawn[half] += count;
    }
    EdgeTable whole = new EdgeTable(names);
    whole.addAll(tables[0], 1);
    whole.addAll(tables[1], 1);
    return new Merged(
        whole,
        WeightType.SAMPLES,
        10_000_000,
        new Evidence(
            tally(samples, profiles[0] + profiles[1]), 0, Optional.empty(), Optional.empty()),
        new Merged.Part(tables[0], tally(drawn[0], profiles[0])),
        new Merged.Part(tables[1], tally(drawn[1], profiles[1])));
  }

  private static double[] cumulated(double[] shares, double spread, SplittableRandom random) {
    double[] factors = new double[10];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = Math.exp(spread * random.nextGaussian());
    }
    double[] cumulated = new double[shares.length];
    double sum = 0;
    for (int edge = 0; edge < shares.length; edge++) {
      sum += shares[edge] * factors[edge * 10 / shares.length];
      cumulated[edge] = sum;
    }
    return cumulated;
  }

  private static Tally tally(long samples, long profiles) {
    return new Tally(OptionalLong.of(samples), OptionalLong.empty(), profiles);
  }

  /// The merged edges of one of the quickstart's services.
  static EdgeTable edgesOf(String service) throws IOException, MergeException {
    Merge merge = new Merge(new Names(), ProfileReader.DEFAULT_LIMIT);
    try (Stream<Path> files =
        Files.list(Folders.PROJECT.resolve("examples/quickstart/profiles").resolve(service))) {
      files.sorted().forEach(file -> merge.add(file.toString(), Folders.bytes(file), Half.FIRST));
    }
    return merge.finish().table();
  }

  /// The other extreme: a program that does three things.
  private static EdgeTable threeEdges() {
    EdgeTable edges = new EdgeTable(new Names());
    for (int callee = 1; callee <= 3; callee++) {
      edges.add(0, callee, 0, 4 - callee);
    }
    return edges;
  }

  public static void main(String[] arguments) throws IOException, MergeException {
    System.out.println("| profile | spread | samples | same | drift 10 % | drift 30 % |");
    System.out.println("|---|---|---|---|---|---|");
    Map<String, EdgeTable> truths = new LinkedHashMap<>();
    for (String service : List.of("gateway", "api", "worker")) {
      truths.put(service, edgesOf(service));
    }
    truths.put("three edges", threeEdges());
    for (Map.Entry<String, EdgeTable> truth : truths.entrySet()) {
      NoiseSimulation simulation = new NoiseSimulation(truth.getValue(), 200);
      for (double spread : SPREADS) {
        for (int samples : new int[] {3_000, 10_000, 100_000}) {
          System.out.printf(
              Locale.ROOT,
              "| %s | %.1f | %,d | %.1f %% | %.1f %% | %.1f %% |%n",
              truth.getKey(),
              spread,
              samples,
              100 * simulation.proposed(samples, 0, spread, 1),
              100 * simulation.proposed(samples, 0.1, spread, 2),
              100 * simulation.proposed(samples, 0.3, spread, 3));
        }
      }
    }
  }
}
