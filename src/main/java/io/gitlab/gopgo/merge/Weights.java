package io.gitlab.gopgo.merge;

import io.gitlab.gopgo.merge.WeighedMerge.Candidate;
import io.gitlab.gopgo.merge.WeighedMerge.Dropped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What each of a service's profiles weighs: the rules one after the other, and an account of them.
///
/// First profiles are left out, by duration and by version; then the rest is scaled: by source and
/// version, in the end the heaviest down to the cap.
final class Weights {
  /// In sentences; the report's counts are complete.
  private static final int MOST_VERSIONS = 8;

  private final List<One> all;
  private final Weighing weighing;
  private final List<One> kept;
  private final Map<Integer, Double> factors = new HashMap<>();
  private final Map<Integer, Dropped> dropped = new TreeMap<>();
  private final List<Weighed.Applied> applied = new ArrayList<>();

  /// A candidate and what it weighs.
  ///
  /// @param number among the candidates
  record One(int number, Candidate candidate, FirstPass.Weight.Known weight) {
    String source() {
      return candidate.source();
    }

    String version() {
      return candidate.version();
    }
  }

  Weights(List<One> all, Weighing weighing) {
    this.all = all;
    this.weighing = weighing;
    this.kept = new ArrayList<>(all);
    all.forEach(one -> factors.put(one.number, 1.0));
  }

  void apply() {
    weighing.durations().ifPresent(this::keepUsualDurations);
    weighing.newest().ifPresent(this::keepNewest);
    switch (weighing.sources()) {
      case Weighing.Sources.AsTheyAre _, Weighing.Sources.Shares _ -> {}
      case Weighing.Sources.Multipliers multipliers -> multiply(multipliers.of());
    }
    switch (weighing.versions()) {
      case Weighing.Versions.All _, Weighing.Versions.Newest _ -> {}
      case Weighing.Versions.HalfLife halfLife -> age(halfLife.time());
    }
    weighing.cap().ifPresent(this::cap);
  }

  /// Those that no rule left out.
  List<One> kept() {
    return kept;
  }

  Map<Integer, Dropped> dropped() {
    return dropped;
  }

  List<Weighed.Applied> applied() {
    return List.copyOf(applied);
  }

  /// Inputs with their factors.
  List<Input> inputs(List<One> some) {
    return some.stream().map(one -> one.candidate.input().times(factor(one))).toList();
  }

  SortedMap<String, List<One>> bySource() {
    return kept.stream()
        .collect(Collectors.groupingBy(One::source, TreeMap::new, Collectors.toList()));
  }

  /// The share of the whole that each source of the kept ones gets, together 1.
  Map<String, Double> sourceShares() {
    SortedMap<String, Double> shares = new TreeMap<>();
    bySource()
        .forEach((source, some) -> {
          double nanos = some.stream().mapToDouble(this::weighed).sum();
          if (nanos > 0) {
            shares.put(
                source,
                weighing.sources() instanceof Weighing.Sources.Shares(Map<String, Double> of)
                    ? of.getOrDefault(source, 0.0)
                    : nanos);
          }
        });
    double sum = shares.values().stream().mapToDouble(Double::doubleValue).sum();
    shares.replaceAll((_, share) -> share / sum);
    return shares;
  }

  /// Each source's share before and after.
  List<Weighed.Share> shares() {
    SortedMap<String, Double> before = new TreeMap<>();
    all.forEach(one -> before.merge(one.source(), one.weight.nanos(), Double::sum));
    double sum = before.values().stream().mapToDouble(Double::doubleValue).sum();
    Map<String, Double> after = sourceShares();
    SortedMap<String, List<One>> profiles = bySource();
    return before.entrySet().stream()
        .map(source ->
            new Weighed.Share(
                source.getKey(),
                profiles.getOrDefault(source.getKey(), List.of()).size(),
                sum == 0 ? 0 : source.getValue() / sum,
                after.getOrDefault(source.getKey(), 0.0)))
        .toList();
  }

  private double factor(One one) {
    return factors.getOrDefault(one.number, 1.0);
  }

  private double weighed(One one) {
    return one.weight.nanos() * factor(one);
  }

  private void tell(String rule, String sentence, String subject) {
    applied.add(new Weighed.Applied(rule, sentence, subject));
  }

  private long drop(Predicate<One> unwanted, String reason) {
    long before = kept.size();
    kept.removeIf(one -> {
      boolean goes = unwanted.test(one);
      if (goes) {
        dropped.put(one.number, new Dropped(reason, ""));
      }
      return goes;
    });
    return before - kept.size();
  }

  /// Sources record for different times; within one, an odd duration means that something was.
  private void keepUsualDurations(double tolerance) {
    Map<String, Long> medians = new HashMap<>();
    bySource()
        .forEach((source, some) -> {
          long[] durations =
              some.stream()
                  .mapToLong(one -> one.weight.durationNanos())
                  .filter(d -> d > 0)
                  .sorted()
                  .toArray();
          medians.put(source, durations.length == 0 ? 0 : durations[(durations.length - 1) / 2]);
        });
    long count =
        drop(
            one -> {
              long median = medians.getOrDefault(one.source(), 0L);
              long duration = one.weight.durationNanos();
              return duration > 0 && Math.abs(duration - median) > tolerance * median;
            },
            "odd duration");
    tell(
        "durations",
        "left out %s whose duration is more than %s off the median of its source"
            .formatted(profiles(count), percent(tolerance)),
        "");
  }

  private VersionAges versions() {
    VersionAges ages = new VersionAges();
    kept.stream()
        .filter(one -> !one.version().isEmpty())
        .forEach(one -> ages.saw(one.version(), one.candidate.recorded()));
    return ages;
  }

  private void keepNewest(int count) {
    List<String> versions = versions().newestFirst();
    List<String> newest = versions.subList(0, Math.min(count, versions.size()));
    Set<String> wanted = new HashSet<>(newest);
    long left =
        drop(one -> !one.version().isEmpty() && !wanted.contains(one.version()), "older version");
    tell(
        "versions",
        versions.isEmpty()
            ? "no profile tells its version, so none was left out for its age"
            : "kept the newest %d of %d versions, left out %s of older ones"
                .formatted(newest.size(), versions.size(), profiles(left)),
        names(newest));
  }

  private void age(Duration halfLife) {
    VersionAges versions = versions();
    for (One one : kept) {
      double halvings = (double) versions.age(one.version()).toMillis() / halfLife.toMillis();
      scale(one, Math.pow(0.5, halvings));
    }
    tell(
        "versions",
        "versions weigh half as much for each %s by which they came before the latest; newest first"
            .formatted(words(halfLife)),
        names(versions.newestFirst()));
  }

  private void multiply(Map<String, Double> multipliers) {
    kept.forEach(one -> scale(one, multipliers.getOrDefault(one.source(), 1.0)));
  }

  private void scale(One one, double more) {
    factors.merge(one.number, more, (factor, times) -> factor * times);
  }

  /// The share is one of the whole. Where sources have shares of their own, a profile's share of
  /// its source is what counts.
  private void cap(double share) {
    if (weighing.sources() instanceof Weighing.Sources.Shares) {
      Map<String, Double> shares = sourceShares();
      bySource()
          .forEach((source, some) ->
              cap(some, share / shares.getOrDefault(source, 1.0), share, " of " + source));
    } else {
      cap(kept, share, share, "");
    }
  }

  private void cap(List<One> some, double shareOfThem, double share, String where) {
    Optional<Double> level =
        Cap.level(some.stream().mapToDouble(this::weighed).toArray(), Math.min(1, shareOfThem));
    if (level.isEmpty()) {
      tell(
          "cap",
          "%s%s can't all weigh at most %s, so none was scaled down"
              .formatted(profiles(some.size()), where, percent(share)),
          "");
      return;
    }
    List<One> heavy = some.stream().filter(one -> weighed(one) > level.get() * (1 + 1e-9)).toList();
    heavy.forEach(one -> scale(one, level.get() / weighed(one)));
    tell(
        "cap",
        "scaled %s%s down to %s of the weight"
            .formatted(profiles(heavy.size()), where, percent(share)),
        heavy.size() == 1 ? heavy.getFirst().candidate.input().name() : "");
  }

  private static String names(List<String> versions) {
    return versions.size() <= MOST_VERSIONS
        ? String.join(", ", versions)
        : String.join(", ", versions.subList(0, MOST_VERSIONS)) + ", …";
  }

  private static String profiles(long count) {
    return String.format(Locale.ROOT, count == 1 ? "%,d profile" : "%,d profiles", count);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }

  private static String words(Duration time) {
    return time.toHours() % 24 == 0 ? time.toDays() + " d" : time.toHours() + " h";
  }
}
