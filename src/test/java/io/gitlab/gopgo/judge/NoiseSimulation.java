package io.gitlab.gopgo.judge;

import io.gitlab.gopgo.merge.Deal;
import io.gitlab.gopgo.merge.Evidence;
import io.gitlab.gopgo.merge.Guard;
import io.gitlab.gopgo.merge.Input;
import io.gitlab.gopgo.merge.Merge;
import io.gitlab.gopgo.merge.MergeException;
import io.gitlab.gopgo.merge.Merged;
import io.gitlab.gopgo.merge.WeighedMerge;
import io.gitlab.gopgo.merge.Weighing;
import io.gitlab.gopgo.pgo.EdgeTable;
import io.gitlab.gopgo.pgo.Overlap;
import io.gitlab.gopgo.pgo.ProfileDiff;
import io.gitlab.gopgo.pgo.Tally;
import io.gitlab.gopgo.pgo.WeightType;
import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.ProfileReader;
import io.gitlab.gopgo.testing.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Measures how often the judge is wrong: samples are drawn from the edges of real profiles, from
/// the same distribution or from one that has drifted, and compared as a refresh would.
///
/// `docs/judge.md` holds its table and the command.
final class NoiseSimulation {
  /// Comparisons for each figure.
  private final int trials;

  /// How far one profile's mix of work strays from the average: the standard deviation of the
  /// logarithm of each tenth of the edges' share.
  private static final double[] SPREADS = {0, 0.3};

  private static final List<Size> SIZES =
      List.of(
          new Size(3, 1_000),
          new Size(10, 1_000),
          new Size(100, 1_000),
          new Size(3, 10_000),
          new Size(10, 10_000));

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

  /// So many profiles of so many samples each.
  record Size(int profiles, int samplesEach) {
    int samples() {
      return profiles * samplesEach;
    }
  }

  /// How often a new profile would have been proposed.
  ///
  /// @param size of each of the two that are compared
  /// @param drift share of the weight that has moved to other edges between the two
  /// @param spread between the profiles of one week
  double proposed(Size size, double drift, double spread, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int proposed = 0;
    for (int trial = 0; trial < trials; trial++) {
      Merged before = draw(shares, size, spread, random);
      Merged after = draw(drifted(drift, random), size, spread, random);
      NoiseFloor floor = NoiseFloor.of(after, before, Thresholds.DEFAULT.margin());
      if (Overlap.of(before.table(), after.table()) < floor.overlap()) {
        proposed++;
      }
    }
    return (double) proposed / trials;
  }

  /// What the table of moved edges shows, on average.
  ///
  /// @param shown its rows, all of them
  /// @param wrong those of edges that are what they were
  /// @param explained the part of the drift that the rows show
  record Rows(double shown, double wrong, double explained) {}

  Rows rows(Size size, double drift, double spread, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<ProfileDiff.Change, Integer> numbers = new HashMap<>();
    for (int edge = 0; edge < truth.size(); edge++) {
      numbers.put(named(truth, edge), edge);
    }
    Rows sum = new Rows(0, 0, 0);
    for (int trial = 0; trial < trials; trial++) {
      double[] drifted = drifted(drift, random);
      Merged before = draw(shares, size, spread, random);
      Merged after = draw(drifted, size, spread, random);
      double wrong = 0;
      double explained = 0;
      List<Drift.Edge> edges =
          Drift.of(
                  ProfileDiff.of(before.table(), after.table()),
                  before.table(),
                  after.table(),
                  NoiseFloor.of(after, before, Thresholds.DEFAULT.margin()))
              .edges();
      for (Drift.Edge edge : edges) {
        ProfileDiff.Change change = edge.change();
        int number =
            numbers.getOrDefault(
                new ProfileDiff.Change(change.caller(), change.offset(), change.callee(), 0, 0), 0);
        double moved = Math.abs(drifted[number] - shares[number]);
        wrong += moved == 0 ? 1 : 0;
        explained += moved / 2 / Math.max(drift, 1e-9);
      }
      sum =
          new Rows(
              sum.shown + (double) edges.size() / trials,
              sum.wrong + wrong / trials,
              sum.explained + explained / trials);
    }
    return sum;
  }

  private static ProfileDiff.Change named(EdgeTable table, int edge) {
    return new ProfileDiff.Change(
        table.names().text(table.caller(edge)),
        table.offset(edge),
        table.names().text(table.callee(edge)),
        0,
        0);
  }

  /// The same where a second source does half of its work elsewhere and has a tenth of the weight.
  ///
  /// @param rest the second source's profiles; they don't drift
  double proposedWeighed(Size size, Size rest, double drift, double spread, long seed)
      throws MergeException {
    SplittableRandom random = new SplittableRandom(seed);
    double[] elsewhere = drifted(0.5, random);
    Weighing.Sources tenth =
        new Weighing.Sources.Shares(Map.of("production", 0.9, "benchmarks", 0.1));
    int proposed = 0;
    for (int trial = 0; trial < trials; trial++) {
      Names names = new Names();
      double[] drifted = drifted(drift, random);
      Merged before = weighed(shares, size, elsewhere, rest, tenth, spread, random, names);
      Merged after = weighed(drifted, size, elsewhere, rest, tenth, spread, random, names);
      proposed += isProposed(before, after) ? 1 : 0;
    }
    return (double) proposed / trials;
  }

  /// The same where some profiles of one workload count ten times less than the others, as those of
  /// old versions do.
  double proposedUneven(Size heavy, Size light, double drift, double spread, long seed)
      throws MergeException {
    SplittableRandom random = new SplittableRandom(seed);
    Weighing.Sources less = new Weighing.Sources.Multipliers(Map.of("benchmarks", 0.1));
    int proposed = 0;
    for (int trial = 0; trial < trials; trial++) {
      Names names = new Names();
      double[] drifted = drifted(drift, random);
      Merged before = weighed(shares, heavy, shares, light, less, spread, random, names);
      Merged after = weighed(drifted, heavy, drifted, light, less, spread, random, names);
      proposed += isProposed(before, after) ? 1 : 0;
    }
    return (double) proposed / trials;
  }

  /// Whether the judge would see a change, knowing of the first one only what a file tells.
  private static boolean isProposed(Merged before, Merged after) throws MergeException {
    Merge committed = new Merge(after.table().names(), ProfileReader.DEFAULT_LIMIT);
    committed.add("before", before.compact(), 0);
    Merged read = committed.finish();
    NoiseFloor floor = NoiseFloor.of(after, read, Thresholds.DEFAULT.margin());
    return Overlap.of(read.table(), after.table()) < floor.overlap();
  }

  private Merged weighed(
      double[] distribution,
      Size size,
      double[] elsewhere,
      Size rest,
      Weighing.Sources sources,
      double spread,
      SplittableRandom random,
      Names names)
      throws MergeException {
    List<WeighedMerge.Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < size.profiles + rest.profiles; i++) {
      boolean isFirst = i < size.profiles;
      Size one = new Size(1, isFirst ? size.samplesEach : rest.samplesEach);
      byte[] profile = draw(isFirst ? distribution : elsewhere, one, spread, random).compact();
      candidates.add(
          new WeighedMerge.Candidate(
              new Input("p" + i, random.nextInt(Deal.PARTS), () -> profile),
              isFirst ? "production" : "benchmarks",
              "",
              Optional.empty()));
    }
    Weighing weighing =
        new Weighing(
            sources,
            new Weighing.Versions.All(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            Guard.NONE);
    return WeighedMerge.of(names, ProfileReader.DEFAULT_LIMIT, candidates, weighing).merged();
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

  private Merged draw(double[] distribution, Size size, double spread, SplittableRandom random) {
    Names names = truth.names();
    EdgeTable whole = new EdgeTable(names);
    Map<Integer, Merged.Part> parts = new TreeMap<>();
    for (int profile = 0; profile < size.profiles; profile++) {
      EdgeTable drawn = new EdgeTable(names);
      double[] cumulated = cumulated(distribution, spread, random);
      for (int i = 0; i < size.samplesEach; i++) {
        int edge =
            Arrays.binarySearch(cumulated, random.nextDouble() * cumulated[cumulated.length - 1]);
        int found = Math.min(edge < 0 ? -edge - 1 : edge, cumulated.length - 1);
        drawn.add(truth.caller(found), truth.callee(found), truth.offset(found), 1);
      }
      whole.addAll(drawn, 1);
      parts.merge(
          random.nextInt(Deal.PARTS),
          new Merged.Part(drawn, tally(size.samplesEach, 1)),
          (part, more) -> {
            part.table().addAll(more.table(), 1);
            return new Merged.Part(part.table(), part.tally().plus(more.tally()));
          });
    }
    return new Merged(
        whole,
        WeightType.SAMPLES,
        10_000_000,
        new Evidence(tally(size.samples(), size.profiles), 0, Optional.empty(), Optional.empty()),
        List.copyOf(parts.values()));
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
      files.sorted().forEach(file -> merge.add(file.toString(), Folders.bytes(file), 0));
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
    if (List.of(arguments).contains("weighed")) {
      printWeighed();
      return;
    }
    if (List.of(arguments).contains("rows")) {
      printRows();
      return;
    }
    System.out.println("| profile | spread | profiles | same | drift 10 % | drift 30 % |");
    System.out.println("|---|---|---|---|---|---|");
    Map<String, EdgeTable> truths = new LinkedHashMap<>();
    for (String service : List.of("gateway", "api", "worker")) {
      truths.put(service, edgesOf(service));
    }
    truths.put("three edges", threeEdges());
    for (Map.Entry<String, EdgeTable> truth : truths.entrySet()) {
      NoiseSimulation simulation = new NoiseSimulation(truth.getValue(), 200);
      for (double spread : SPREADS) {
        for (Size size : SIZES) {
          System.out.printf(
              Locale.ROOT,
              "| %s | %.1f | %d x %,d | %.1f %% | %.1f %% | %.1f %% |%n",
              truth.getKey(),
              spread,
              size.profiles,
              size.samplesEach,
              100 * simulation.proposed(size, 0, spread, 1),
              100 * simulation.proposed(size, 0.1, spread, 2),
              100 * simulation.proposed(size, 0.3, spread, 3));
        }
      }
    }
  }

  private static void printRows() throws IOException, MergeException {
    System.out.println(
        "| profile | spread | profiles | same: rows | drift 10 %: rows | wrong | explained |");
    System.out.println("|---|---|---|---|---|---|---|");
    for (String service : List.of("gateway", "api", "worker")) {
      NoiseSimulation simulation = new NoiseSimulation(edgesOf(service), 100);
      for (double spread : SPREADS) {
        for (Size size : SIZES) {
          Rows drifted = simulation.rows(size, 0.1, spread, 5);
          System.out.printf(
              Locale.ROOT,
              "| %s | %.1f | %d x %,d | %.2f | %.1f | %.2f | %.0f %% |%n",
              service,
              spread,
              size.profiles,
              size.samplesEach,
              simulation.rows(size, 0, spread, 4).shown,
              drifted.shown,
              drifted.wrong,
              100 * drifted.explained);
        }
      }
    }
  }

  private static void printWeighed() throws IOException, MergeException {
    System.out.println("| spread | production | benchmarks | same | drift 10 % | drift 30 % |");
    System.out.println("|---|---|---|---|---|---|");
    NoiseSimulation gateway = new NoiseSimulation(edgesOf("gateway"), 50);
    for (double spread : SPREADS) {
      for (Size size : List.of(new Size(10, 1_000), new Size(30, 1_000))) {
        for (Size rest : List.of(new Size(1, 1_000), new Size(10, 200), new Size(40, 1_000))) {
          System.out.printf(
              Locale.ROOT,
              "| %.1f | %d x %,d | %d x %,d | %.0f %% | %.0f %% | %.0f %% |%n",
              spread,
              size.profiles,
              size.samplesEach,
              rest.profiles,
              rest.samplesEach,
              100 * gateway.proposedWeighed(size, rest, 0, spread, 1),
              100 * gateway.proposedWeighed(size, rest, 0.1, spread, 2),
              100 * gateway.proposedWeighed(size, rest, 0.3, spread, 3));
        }
      }
    }
  }
}
