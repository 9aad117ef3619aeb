package io.gitlab.gopgo.pprof;

/// Bytes that are no profile, with the field and the offset at which that showed.
///
/// Checked, because bad input is normal here: whoever reads a profile must say what becomes of the
/// others. The file's name is the caller's to add.
public final class ProfileFormatException extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean isTooLarge;

  /// @param field the field as profile.proto names it, or the layer (`gzip`)
  /// @param offset in bytes; of the inflated content, but of the file for the layer `gzip`
  ProfileFormatException(String field, long offset, String reason) {
    this(field, offset, reason, false);
  }

  private ProfileFormatException(String field, long offset, String reason, boolean isTooLarge) {
    super("%s at offset %d: %s".formatted(field, offset, reason));
    this.isTooLarge = isTooLarge;
  }

  /// Of a profile that may be sound, and is more than we take.
  static ProfileFormatException tooLarge(String field, long offset, String reason) {
    return new ProfileFormatException(field, offset, reason, true);
  }

  /// What is wrong, and what that may mean, for people.
  public String words() {
    String message = String.valueOf(getMessage());
    return isTooLarge ? message : message + "; it is damaged, or no pprof profile";
  }
}
