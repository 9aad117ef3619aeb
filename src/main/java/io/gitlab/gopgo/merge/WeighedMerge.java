package io.gitlab.gopgo.merge;

import io.gitlab.gopgo.pprof.Names;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Merges profiles by a [Weighing]'s rules: a first pass weighs each, the second one adds them up,
/// each with its factor.
///
/// A source that has a share of its own is merged by itself, and the sums are put together; that
/// way the share holds whatever else scales its profiles.
public final class WeighedMerge {
  private final Names names;
  private final long inflatedLimit;
  private final List<Candidate> candidates;
  private final Weighing weighing;
  private final List<Optional<Dropped>> dropped = new ArrayList<>();

  private WeighedMerge(
      Names names, long inflatedLimit, List<Candidate> candidates, Weighing weighing) {
    this.names = names;
    this.inflatedLimit = inflatedLimit;
    this.candidates = candidates;
    this.weighing = weighing;
    candidates.forEach(_ -> dropped.add(Optional.empty()));
  }

  /// An input and what rules go by.
  ///
  /// @param version of the program, empty for unknown
  /// @param recorded when its recording began
  public record Candidate(Input input, String source, String version, Optional<Instant> recorded) {}

  /// Why a candidate isn't in the merge.
  ///
  /// @param reason in the words of a count: "12 left out: older version"
  public record Dropped(String reason, String why) {}

  /// A merge by rules.
  ///
  /// @param dropped for each candidate, in their order
  public record Result(Merged merged, List<Optional<Dropped>> dropped) {}

  /// Merges the candidates.
  ///
  /// @param names where the result's names are interned
  /// @param inflatedLimit the most bytes that an input may inflate to
  public static Result of(
      Names names, long inflatedLimit, List<Candidate> candidates, Weighing weighing)
      throws MergeException {
    WeighedMerge merge = new WeighedMerge(names, inflatedLimit, candidates, weighing);
    Merged merged = weighing.isPlain() ? merge.plain() : merge.weighed();
    return new Result(weighing.guard().apply(merged), List.copyOf(merge.dropped));
  }

  private Merged plain() throws MergeException {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      all.add(i);
    }
    return sum(all, candidates.stream().map(Candidate::input).toList());
  }

  /// Adds some of the candidates up.
  ///
  /// @param numbers of the candidates that the inputs are
  private Merged sum(List<Integer> numbers, List<Input> inputs) throws MergeException {
    ParallelMerge.Result result = ParallelMerge.of(names, inflatedLimit, inputs);
    for (int i = 0; i < inputs.size(); i++) {
      if (result.intakes().get(i) instanceof Intake.LeftOut leftOut) {
        drop(numbers.get(i), leftOut);
      }
    }
    return result.merge().finish();
  }

  private void drop(int candidate, Intake.LeftOut leftOut) {
    dropped.set(candidate, Optional.of(new Dropped(leftOut.flaw().toString(), leftOut.why())));
  }

  private Merged weighed() throws MergeException {
    FirstPass pass = new FirstPass(inflatedLimit);
    List<Weights.One> weights = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      switch (pass.weigh(candidate.input())) {
        case FirstPass.Weight.Known known -> weights.add(new Weights.One(i, candidate, known));
        case FirstPass.Weight.Unfit unfit -> drop(i, unfit.why());
      }
    }
    Weights rules = new Weights(weights, weighing);
    rules.apply();
    rules.dropped().forEach((number, why) -> dropped.set(number, Optional.of(why)));
    Merged merged =
        weighing.sources() instanceof Weighing.Sources.Shares
            ? together(rules)
            : sum(
                rules.kept().stream().map(Weights.One::number).toList(),
                rules.inputs(rules.kept()));
    Weighed done = merged.weighed().orElse(Weighed.NOTHING);
    return merged.with(
        new Weighed(
            done.evenness(),
            done.slices(),
            rules.shares(),
            rules.applied(),
            done.scale(),
            done.guarded()));
  }

  /// Each source's sum, with its share of the whole.
  private Merged together(Weights rules) throws MergeException {
    SortedMap<String, Merged> sums = new TreeMap<>();
    for (Map.Entry<String, List<Weights.One>> source : rules.bySource().entrySet()) {
      Merged sum =
          sum(
              source.getValue().stream().map(Weights.One::number).toList(),
              rules.inputs(source.getValue()));
      if (sum.table().total() > 0) {
        sums.put(source.getKey(), sum);
      }
    }
    return sums.isEmpty()
        ? new Merge(names, inflatedLimit).finish()
        : new Slices(names, sums, rules.sourceShares()).together();
  }
}
