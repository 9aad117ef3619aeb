package io.gitlab.gopgo.report;

import io.gitlab.gopgo.pprof.ProfileFile;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// The hidden line that a description carries for each file: what the merge request delivers, for
/// later runs to read.
///
/// Text above the first of them is ours, below it is people's. The words are persisted in other
/// people's projects: they don't change.
final class Marker {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._/~-]");

  private Marker() {}

  /// @param file the file's content as it is delivered
  static String of(String path, byte[] file) {
    return "<!-- go-pgo:v1 file=%s sha256=%s -->"
        .formatted(percentEncoded(path), ProfileFile.contentHash(file));
  }

  /// Leaves letters, digits and `._/~-` as they are, so that most paths stay readable.
  private static String percentEncoded(String path) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      String character = Character.toString((char) (b & 0xff));
      encoded.append(PLAIN.matcher(character).matches() ? character : "%%%02X".formatted(b & 0xff));
    }
    return encoded.toString();
  }
}
