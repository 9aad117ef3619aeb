package io.gitlab.gopgo.pprof;

/// Bytes that are no profile, with the field and the offset at which that showed.
///
/// Checked, because bad input is normal here: whoever reads a profile must say what becomes of the
/// others. The file's name is the caller's to add.
public final class ProfileFormatException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param field the field as profile.proto names it, or the layer (`gzip`)
  /// @param offset in bytes; of the inflated content, but of the file for the layer `gzip`
  ProfileFormatException(String field, long offset, String reason) {
    super("%s at offset %d: %s".formatted(field, offset, reason));
  }

  /// What is wrong, and what that may mean, for people.
  public String words() {
    return getMessage() + "; it is damaged, or no pprof profile";
  }
}
