package io.gitlab.gopgo.merge;

import io.gitlab.gopgo.pgo.EdgeRule;
import io.gitlab.gopgo.pgo.EdgeTable;
import io.gitlab.gopgo.pgo.Fitness;
import io.gitlab.gopgo.pgo.Flaw;
import io.gitlab.gopgo.pgo.Tally;
import io.gitlab.gopgo.pgo.WeightType;
import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.Profile;
import io.gitlab.gopgo.pprof.ProfileFormatException;
import io.gitlab.gopgo.pprof.ProfileReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Adds profiles up, one at a time: nothing of an input is kept but its edges. For one thread;
/// [ParallelMerge] adds up several of it.
///
/// Inputs at one sampling rate are summed as sample counts, exactly as `pprof` merges them. As soon
/// as rates differ, a count no longer means the same everywhere, so all weights become CPU
/// nanoseconds; otherwise a program sampled ten times as often would weigh ten times too much.
public final class Merge {
  private final Names names;
  private final ProfileReader reader;
  private final EdgeRule rule;
  private final SortedMap<Stratum.Key, Stratum> strata = new TreeMap<>();
  private Evidence.@Nullable Span recorded;

  /// @param inflatedLimit the most bytes that an input may inflate to
  public Merge(Names names, long inflatedLimit) {
    this.names = names;
    this.reader = new ProfileReader(names, inflatedLimit);
    this.rule = new EdgeRule(names);
  }

  /// Adds one profile, wholly or not at all.
  ///
  /// @param name what to call the profile in messages
  /// @param part from [Deal], where the noise floor is to be found; else all may share one
  public Intake add(String name, byte[] file, int part) {
    return add(name, file, part, 1);
  }

  /// Adds one profile, wholly or not at all.
  ///
  /// @param factor what its weights count beside those of others, see [Scale]
  Intake add(String name, byte[] file, int part, double factor) {
    Profile profile;
    try {
      profile = reader.read(file);
    } catch (ProfileFormatException e) {
      return Intake.LeftOut.malformed(e);
    }
    return switch (Fitness.of(profile)) {
      case Fitness.Unfit unfit -> new Intake.LeftOut(unfit.flaw(), unfit.why());
      case Fitness.Fit fit -> add(name, profile, fit, part, factor);
    };
  }

  private Intake add(String name, Profile profile, Fitness.Fit fit, int part, double factor) {
    Stratum stratum =
        strata.computeIfAbsent(Stratum.Key.of(fit, factor), _ -> new Stratum(names, name));
    if (stratum.mostWeight > Long.MAX_VALUE - fit.mostWeight()) {
      return new Intake.LeftOut(
          Flaw.OVERFLOW, "with it the weights would add up to more than 63 bits hold");
    }
    stratum.mostWeight += fit.mostWeight();
    Stratum.Sum sum = stratum.part(part);
    long before = sum.table.total();
    stratum.withoutStartLine += rule.addEdges(profile, fit.column(), sum.table);
    sum.tally = sum.tally.plus(fit.tally());
    stratum.weigh(name, sum.table.total() - before);
    stratum.mention(name);
    record(profile.header());
    return new Intake.Taken();
  }

  /// Adds all that was added to another merge, whose names may be others.
  ///
  /// @throws ArithmeticException where the weights would add up to more than 63 bits hold
  void add(Merge other) {
    int[] mine = names.internAll(other.names);
    other.strata.forEach((key, stratum) ->
        strata.computeIfAbsent(key, _ -> new Stratum(names, stratum.example())).add(stratum, mine));
    if (other.recorded != null) {
      recorded = recorded == null ? other.recorded : recorded.and(other.recorded);
    }
  }

  private void record(Profile.Header header) {
    if (header.timeNanos() > 0) {
      Instant from = Instant.EPOCH.plusNanos(header.timeNanos());
      Evidence.Span span =
          new Evidence.Span(from, from.plusNanos(Math.max(0, header.durationNanos())));
      recorded = recorded == null ? span : recorded.and(span);
    }
  }

  /// The sum of all that was added; without any edge if nothing was, or nothing had one.
  public Merged finish() throws MergeException {
    WeightType weightType = weightType();
    long scale = scale(weightType);
    SortedMap<Integer, Merged.Part> parts = new TreeMap<>();
    Tally tally = Tally.NONE;
    long withoutStartLine = 0;
    String heaviestName = "";
    long heaviestWeight = 0;
    EdgeTable whole = new EdgeTable(names);
    try {
      for (Map.Entry<Stratum.Key, Stratum> entry : strata.entrySet()) {
        Stratum stratum = entry.getValue();
        long units = units(entry.getKey(), stratum, weightType);
        double factor = entry.getKey().factor() * scale;
        for (Map.Entry<Integer, Stratum.Sum> sum : stratum.parts.entrySet()) {
          EdgeTable scaled = scaled(sum.getValue().table, units, factor);
          whole.addAll(scaled, 1);
          parts.merge(
              sum.getKey(),
              new Merged.Part(scaled, sum.getValue().tally),
              (one, other) -> new Merged.Part(added(one, other), one.tally().plus(other.tally())));
          tally = tally.plus(sum.getValue().tally);
        }
        withoutStartLine += Math.round(stratum.withoutStartLine * units * factor);
        long heaviest = Math.round(stratum.heaviestWeight * units * factor);
        if (heaviest > heaviestWeight) {
          heaviestName = stratum.heaviestName;
          heaviestWeight = heaviest;
        }
      }
    } catch (ArithmeticException e) {
      throw new MergeException(
          "the CPU nanoseconds of all inputs add up to more than 63 bits hold");
    }
    Evidence evidence =
        new Evidence(
            tally,
            share(withoutStartLine, whole.total()),
            whole.total() == 0
                ? Optional.empty()
                : Optional.of(
                    new Evidence.Heaviest(heaviestName, share(heaviestWeight, whole.total()))),
            Optional.ofNullable(recorded));
    int[] ranks = names.ranks();
    EdgeTable ordered = whole.ordered(ranks);
    List<Merged.Part> withEdges =
        parts.values().stream()
            .filter(part -> part.table().total() > 0)
            .map(part ->
                new Merged.Part(
                    parts.size() == 1 ? ordered : part.table().ordered(ranks), part.tally()))
            .toList();
    Merged merged = new Merged(ordered, weightType, period(), evidence, withEdges);
    return isPlain() ? merged : merged.with(new Weighed(evenness(scale), List.of(), scale));
  }

  /// Whether no input's weights were to count other than as they are.
  private boolean isPlain() {
    return strata.keySet().stream().allMatch(key -> key.factor() == 1);
  }

  /// What weights are multiplied with, so that fractions of them are whole numbers.
  private long scale(WeightType weightType) throws MergeException {
    if (isPlain()) {
      return 1;
    }
    double least = Double.MAX_VALUE;
    double total = 0;
    for (Map.Entry<Stratum.Key, Stratum> entry : strata.entrySet()) {
      double factor = units(entry.getKey(), entry.getValue(), weightType) * entry.getKey().factor();
      for (Stratum.Sum sum : entry.getValue().parts.values()) {
        least = Math.min(least, sum.table.least() * factor);
        total += sum.table.total() * factor;
      }
    }
    return Scale.of(least, total);
  }

  /// The samples as if all weighed the same; empty where somebody didn't count them.
  private Optional<Weighed.Evenness> evenness(long scale) {
    double weights = 0;
    double squares = 0;
    for (Map.Entry<Stratum.Key, Stratum> entry : strata.entrySet()) {
      Tally tally = entry.getValue().tally();
      if (tally.samples().orElse(0) == 0 || tally.cpuNanos().isEmpty()) {
        return Optional.empty();
      }
      double samples = tally.samples().getAsLong();
      double each = tally.cpuNanos().getAsLong() / samples * entry.getKey().factor() * scale;
      weights += samples * each;
      squares += samples * each * each;
    }
    return squares == 0
        ? Optional.empty()
        : Optional.of(new Weighed.Evenness(weights * weights / squares, squares / weights));
  }

  private EdgeTable scaled(EdgeTable table, long units, double factor) {
    if (units == 1 && factor == 1) {
      return table;
    }
    EdgeTable scaled = new EdgeTable(names);
    if (factor == 1) {
      scaled.addAll(table, units);
    } else {
      scaled.addRounded(table, units * factor);
    }
    return scaled;
  }

  private EdgeTable added(Merged.Part one, Merged.Part other) {
    EdgeTable table = new EdgeTable(names);
    table.addAll(one.table(), 1);
    table.addAll(other.table(), 1);
    return table;
  }

  private WeightType weightType() {
    boolean counts =
        strata.size() <= 1
            && isPlain()
            && strata.keySet().stream().allMatch(key -> key.weightType() == WeightType.SAMPLES);
    return counts ? WeightType.SAMPLES : WeightType.CPU_NANOSECONDS;
  }

  /// How many units of the result one of the stratum's is.
  private static long units(Stratum.Key key, Stratum stratum, WeightType weightType)
      throws MergeException {
    if (key.weightType() == weightType) {
      return 1;
    }
    if (key.period() == 0) {
      throw new MergeException(
          "%s counts samples without telling its period, so it can't be added to profiles at other"
                  .formatted(stratum.example())
              + " rates; merge it alone, or leave it out");
    }
    return key.period();
  }

  /// The period that all inputs share, or 0.
  private long period() {
    long[] periods = strata.keySet().stream().mapToLong(Stratum.Key::period).distinct().toArray();
    return periods.length == 1 ? periods[0] : 0;
  }

  private static double share(long weight, long total) {
    return total == 0 ? 0 : (double) weight / total;
  }
}
