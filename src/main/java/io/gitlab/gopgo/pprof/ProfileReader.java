package io.gitlab.gopgo.pprof;

import org.jspecify.annotations.Nullable;

/// Reads a profile: gzip in one or more members, or the bare protobuf.
///
/// Everything that Go checks is checked, and what makes Go's tools panic or the later compile fail
/// is refused too, so that what is accepted here never breaks a build.
///
/// For one thread: a reader inflates and decodes all its files into the same memory.
public final class ProfileReader {
  /// Ten times what a busy service's merged profile inflates to.
  public static final long DEFAULT_LIMIT = 128L << 20;

  private final Names names;
  private final long limit;
  private final Gunzip gunzip;
  private @Nullable ProfileDecoder previous;

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
  /// It is good until this reader reads the next one, into the same memory.
  ///
  /// @throws ProfileFormatException also for one that this process hasn't the memory to read, which
  ///   must not take the other profiles with it
  public Profile read(byte[] file) throws ProfileFormatException {
    try {
      return readBounded(file);
    } catch (OutOfMemoryError e) {
      throw ProfileFormatException.tooLarge(
          "profile", 0, "reading it takes more memory than Java has (-Xmx)");
    }
  }

  private Profile readBounded(byte[] file) throws ProfileFormatException {
    if (Gunzip.isGzip(file)) {
      gunzip.inflate(file);
      return decode(gunzip.content(), gunzip.length());
    }
    if (file.length > limit) {
      throw ProfileFormatException.tooLarge(
          "profile", limit, "the file is larger than the limit of %d bytes".formatted(limit));
    }
    return decode(file, file.length);
  }

  private Profile decode(byte[] content, int length) throws ProfileFormatException {
    ProfileDecoder decoder =
        previous == null || !previous.isKept()
            ? new ProfileDecoder(content, length, names)
            : new ProfileDecoder(content, length, previous);
    previous = decoder;
    return decoder.decode();
  }
}
