package io.gitlab.gopgo.merge;

/// Deals profiles into eight parts, so that how far the parts agree shows how much of any
/// difference is noise.
public final class Deal {
  /// Eight parts make 35 different pairs of halves, enough that none of them is a matter of luck.
  public static final int PARTS = 8;

  private Deal() {}

  /// The part of a profile, by the last bits of its hash: the first bits decide whether a profile
  /// is chosen at all, so among the chosen ones they are no dice.
  public static int part(byte[] hash) {
    return hash[hash.length - 1] & (PARTS - 1);
  }
}
