package io.gitlab.gopgo.pgo;

/// How far two profiles agree: the weight they have in common, from 0 for nothing to 1 for the same
/// distribution. Sum over all edges of the smaller of the two shares, as `llvm-profdata overlap`
/// has it; the sizes of the profiles don't matter.
public final class Overlap {
  private Overlap() {}

  public static double of(EdgeTable one, EdgeTable other) {
    one.requireSameNames(other);
    if (one.total() == 0 || other.total() == 0) {
      return one.total() == other.total() ? 1 : 0;
    }
    double overlap = 0;
    for (int edge = 0; edge < one.size(); edge++) {
      long weight = other.weightOf(one.caller(edge), one.callee(edge), one.offset(edge));
      overlap += Math.min(one.share(edge), (double) weight / other.total());
    }
    return overlap;
  }
}
