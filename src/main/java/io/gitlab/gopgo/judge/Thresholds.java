package io.gitlab.gopgo.judge;

/// Where the rules draw their lines. The defaults were measured; `docs/judge.md` says how.
///
/// @param minSamples below, a profile is withheld: of 1,000 samples the compiler learns less than
///   half of what is hot
/// @param warnSamples below, the profile is delivered with a warning
/// @param withoutStartLine share of the weight from which call sites without start lines are warned
///   of
/// @param dominance share of the weight from which a single profile is warned of
/// @param dominanceProfiles fewer profiles than this always dominate each other, so nothing is said
/// @param margin how much farther apart than expected two profiles may lie and still count as the
///   same, as a share of the expected distance
public record Thresholds(
    long minSamples,
    long warnSamples,
    double withoutStartLine,
    double dominance,
    long dominanceProfiles,
    double margin) {
  public static final Thresholds DEFAULT = new Thresholds(3_000, 10_000, 0.01, 0.05, 40, 0.25);
}
