package io.gitlab.gopgo.merge;

/// One of the two halves into which profiles are dealt, so that how far the halves agree shows how
/// much of any difference is noise.
public enum Half {
  FIRST,
  SECOND;

  /// The half of a profile by the last bit of its hash: the first bits decide whether a profile is
  /// chosen at all, so among the chosen ones they are no coin flips.
  public static Half of(byte[] hash) {
    return (hash[hash.length - 1] & 1) == 0 ? FIRST : SECOND;
  }
}
