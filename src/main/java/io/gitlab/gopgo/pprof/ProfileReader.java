package io.gitlab.gopgo.pprof;

/// Reads a profile: gzip in one or more members, or the bare protobuf.
///
/// Everything that Go checks is checked, and what makes Go's tools panic or the later compile fail
/// is refused too, so that what is accepted here never breaks a build.
///
/// For one thread: a reader inflates all its files into the same memory.
public final class ProfileReader {
  /// Ten times what a busy service's merged profile inflates to.
  public static final long DEFAULT_LIMIT = 128L << 20;

  private final Names names;
  private final long limit;
  private final Gunzip gunzip;

  /// @param names where function names are interned
  /// @param limit the most bytes that a file may inflate to: what stands between a runner's memory
  ///   and a gzip bomb
  public ProfileReader(Names names, long limit) {
    this.names = names;
    this.limit = Math.min(limit, Integer.MAX_VALUE - 64L);
    this.gunzip = new Gunzip(this.limit);
  }

  /// The profile in `file`, which may be empty: Go takes that for a profile without samples.
  ///
  /// @throws ProfileFormatException also for one that this process hasn't the memory to read, which
  ///   must not take the other profiles with it
  public Profile read(byte[] file) throws ProfileFormatException {
    try {
      return readBounded(file);
    } catch (OutOfMemoryError e) {
      throw new ProfileFormatException(
          "profile", 0, "reading it takes more memory than Java has (-Xmx)");
    }
  }

  private Profile readBounded(byte[] file) throws ProfileFormatException {
    if (Gunzip.isGzip(file)) {
      gunzip.inflate(file);
      return new ProfileDecoder(gunzip.content(), gunzip.length(), names).decode();
    }
    if (file.length > limit) {
      throw new ProfileFormatException(
          "profile", limit, "the file is larger than the limit of %d bytes".formatted(limit));
    }
    return new ProfileDecoder(file, file.length, names).decode();
  }
}
