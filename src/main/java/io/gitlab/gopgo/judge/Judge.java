package io.gitlab.gopgo.judge;

import io.gitlab.gopgo.judge.Finding.Level;
import io.gitlab.gopgo.merge.Evidence;
import io.gitlab.gopgo.merge.Guard;
import io.gitlab.gopgo.merge.Merged;
import io.gitlab.gopgo.pgo.EdgeTable;
import io.gitlab.gopgo.pgo.ProfileDiff;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// Applies the rules, in two steps: is the profile sound, and is it new?
public final class Judge {
  /// A share of the weight: behind it the rest is a sample of something else.
  private static final double MOST_WITHOUT_START_LINE = 0.5;

  private final Thresholds thresholds;

  public Judge(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  /// The verdict on a merge, given what is committed at the service's paths (at least one).
  public Verdict judge(Merged merged, List<Committed> committed) {
    return judge(merged, committed, Coverage.FULL);
  }

  /// The verdict on a merge of what its sources could give.
  public Verdict judge(Merged merged, List<Committed> committed, Coverage coverage) {
    List<Finding> findings = new ArrayList<>(coverage.findings());
    findings.addAll(soundness(merged));
    if (findings.stream().anyMatch(finding -> finding.level() == Level.WITHHOLDS)) {
      return new Verdict.Withheld(List.copyOf(findings));
    }
    List<Comparison> comparisons =
        committed.stream()
            .flatMap(file ->
                file instanceof Committed.Usable usable
                    ? Stream.of(compare(merged, usable))
                    : Stream.empty())
            .toList();
    Optional<Comparison> farthest =
        comparisons.stream().min(Comparator.comparingDouble(Comparison::distanceFromFloor));
    List<Finding> reasons =
        Stream.concat(
                committed.stream().flatMap(this::absence),
                committed.stream().flatMap(file -> guard(merged, file)))
            .toList();
    findings.addAll(reasons);
    if (farthest.isEmpty()) {
      return new Verdict.Proposed(List.copyOf(findings), Optional.empty());
    }
    Comparison comparison = farthest.get();
    if (comparison.isChange() && comparison.floor().method() == NoiseFloor.Method.SAMPLE_COUNTS) {
      findings.add(
          new Finding(
              "spread",
              Level.WARNING,
              "",
              "",
              "There are too few profiles to tell how far they differ from each other; the difference"
                  + " to the committed one may be of that kind.",
              ""));
    }
    findings.add(change(comparison));
    return comparison.isChange() || !reasons.isEmpty()
        ? new Verdict.Proposed(List.copyOf(findings), farthest)
        : new Verdict.Kept(List.copyOf(findings), farthest);
  }

  /// Whether profiles that were proposed before are the same as the new one within noise.
  ///
  /// @param proposed one for each of the service's files
  public boolean isWithinNoise(Merged merged, List<Committed> proposed) {
    return proposed.stream()
        .allMatch(file ->
            file instanceof Committed.Usable usable
                && !Guard.isOther(usable.profile().table(), merged)
                && !compare(merged, usable).isChange());
  }

  /// What can be said of a profile without another one to compare it with.
  public List<Finding> soundness(Merged merged) {
    if (merged.evidence().tally().profiles() == 0) {
      return List.of(withholds("profiles", "0", "at least 1", "No profile could be used."));
    }
    if (merged.table().total() == 0) {
      return List.of(
          withholds(
              "edges",
              "0",
              "at least 1",
              "The samples hold no calls, so the compiler would learn nothing."));
    }
    return Stream.of(samples(merged), startLines(merged), dominance(merged))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Finding> samples(Merged merged) {
    OptionalLong known = merged.evidence().tally().samples();
    if (known.isEmpty()) {
      return Optional.of(
          new Finding(
              "samples",
              Level.WARNING,
              "unknown",
              least(thresholds.minSamples()),
              "The sample count is unknown, so whether these are enough can't be told.",
              ""));
    }
    boolean isEven = merged.weighed().isEmpty() || merged.evenSamples() == 0;
    long samples = isEven ? known.getAsLong() : (long) merged.evenSamples();
    String weighed =
        samples == known.getAsLong()
            ? ""
            : " Weighed unevenly, %s samples tell as much as so many even ones."
                .formatted(number(known.getAsLong()));
    if (samples < thresholds.minSamples()) {
      return Optional.of(
          withholds(
              "samples",
              number(samples),
              least(thresholds.minSamples()),
              "Too few samples: most of what they call hot would be chance." + weighed));
    }
    boolean few = samples < thresholds.warnSamples();
    return Optional.of(
        new Finding(
            "samples",
            few ? Level.WARNING : Level.NOTE,
            number(samples),
            least(thresholds.warnSamples()),
            (few
                    ? "Few samples: the compiler will miss some of what is hot."
                    : "Enough samples to tell what is hot.")
                + weighed,
            ""));
  }

  private Optional<Finding> startLines(Merged merged) {
    double share = merged.evidence().withoutStartLine();
    if (share > MOST_WITHOUT_START_LINE) {
      return Optional.of(
          withholds(
              "start lines",
              percent(share),
              "at most " + percent(MOST_WITHOUT_START_LINE),
              "Most call sites lie in functions without start lines: what the compiler can match"
                  + " is the smaller part. Were programs built with Go before 1.20, or profiled by"
                  + " eBPF?"));
    }
    return share == 0
        ? Optional.empty()
        : Optional.of(
            new Finding(
                "start lines",
                share > thresholds.withoutStartLine() ? Level.WARNING : Level.NOTE,
                percent(share),
                "at most " + percent(thresholds.withoutStartLine()),
                "Some call sites lie in functions without start lines; the compiler can't match"
                    + " them. Were some programs built with Go before 1.20, or profiled by eBPF?",
                ""));
  }

  private Optional<Finding> dominance(Merged merged) {
    if (merged.evidence().tally().profiles() < thresholds.dominanceProfiles()) {
      return Optional.empty();
    }
    return merged
        .evidence()
        .heaviest()
        .filter(heaviest -> heaviest.share() > thresholds.dominance())
        .map(this::dominance);
  }

  private Finding dominance(Evidence.Heaviest heaviest) {
    return new Finding(
        "dominance",
        Level.WARNING,
        percent(heaviest.share()),
        "at most " + percent(thresholds.dominance()),
        "One profile makes up more than its part; the others may be drowned out.",
        heaviest.name());
  }

  private Stream<Finding> absence(Committed committed) {
    return switch (committed) {
      case Committed.Missing missing ->
          Stream.of(
              new Finding(
                  "first profile",
                  Level.NOTE,
                  "",
                  "",
                  "There is no profile yet at this path.",
                  missing.path()));
      case Committed.Useless useless ->
          Stream.of(
              new Finding(
                  "committed profile",
                  Level.WARNING,
                  "",
                  "",
                  "The committed file is of no use to the compiler.",
                  useless.path() + ": " + useless.why()));
      case Committed.Usable _ -> Stream.empty();
    };
  }

  /// A guarded function may weigh less than noise and do harm all the same.
  private static Stream<Finding> guard(Merged merged, Committed committed) {
    return committed instanceof Committed.Usable usable
            && Guard.isOther(usable.profile().table(), merged)
        ? Stream.of(
            new Finding(
                "guard",
                Level.NOTE,
                "",
                "",
                "The committed profile guards other functions against being inlined.",
                usable.path()))
        : Stream.empty();
  }

  private Comparison compare(Merged merged, Committed.Usable committed) {
    EdgeTable before = committed.profile().table();
    ProfileDiff diff = ProfileDiff.of(before, merged.table());
    NoiseFloor floor = NoiseFloor.of(merged, committed.profile(), thresholds.margin());
    return new Comparison(
        committed.path(), diff, floor, Drift.of(diff, before, merged.table(), floor));
  }

  private static Finding change(Comparison comparison) {
    String method =
        switch (comparison.floor().method()) {
          case PROFILES -> "the profiles differ as much from each other";
          case SAMPLE_COUNTS -> "the sample counts alone explain as much";
        };
    return new Finding(
        "change",
        Level.NOTE,
        "overlap " + percent(comparison.diff().overlap()),
        "noise floor " + percent(comparison.floor().overlap()),
        comparison.isChange()
            ? "The profile differs from the committed one by more than sampling noise."
            : "The committed profile is the same within sampling noise: %s.".formatted(method),
        comparison.path());
  }

  private static Finding withholds(String rule, String figure, String threshold, String sentence) {
    return new Finding(rule, Level.WITHHOLDS, figure, threshold, sentence, "");
  }

  private static String least(long number) {
    return "at least " + number(number);
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }
}
