package io.gitlab.gopgo.merge;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a weighing did to a merge.
///
/// @param evenness empty where the sample counts aren't known
/// @param slices the sources, where each has a share of its own: they vary independently, so what
///   is noise in the whole follows from what is noise in each
/// @param shares of all sources, in the order of their names
/// @param rules what each rule did
/// @param scale what the weights were multiplied with, a power of ten: CPU nanoseconds alone would
///   have been too coarse for the lightest of them
/// @param guarded the names that [Guard] gave to functions, by the numbers of both
public record Weighed(
    Optional<Evenness> evenness,
    List<Slice> slices,
    List<Share> shares,
    List<Applied> rules,
    long scale,
    Map<Integer, Integer> guarded) {
  /// A plain sum's.
  static final Weighed NOTHING = new Weighed(Optional.empty(), List.of(), 1);

  /// What a merge itself knows of its weights.
  Weighed(Optional<Evenness> evenness, List<Slice> slices, long scale) {
    this(evenness, slices, List.of(), List.of(), scale, Map.of());
  }

  /// The samples as if all weighed the same. Few samples that count much tell less than as many
  /// even ones: by Kish's rule as much as (sum of weights)² / (sum of squared weights).
  ///
  /// @param quantum the weight of one such sample
  public record Evenness(double samples, double quantum) {}

  /// A source with a share of its own.
  ///
  /// @param share of the whole's weight, 0 to 1
  public record Slice(double share, Merged merged) {}

  /// A source's part of the weight, 0 to 1.
  ///
  /// @param before as its CPU time alone would have it
  public record Share(String source, int profiles, double before, double after) {}

  /// A rule's work.
  ///
  /// @param subject what it was done to, as the data has it; empty where the sentence says it all
  public record Applied(String rule, String sentence, String subject) {}
}
