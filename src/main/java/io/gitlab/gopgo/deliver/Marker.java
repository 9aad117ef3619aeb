package io.gitlab.gopgo.deliver;

import io.gitlab.gopgo.pprof.ProfileFile;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The hidden line that a description carries for each file: what the merge request delivers, for
/// later runs to read.
///
/// Text above them is ours, below it is people's. The words are persisted in other people's
/// projects: they don't change.
public final class Marker {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._/~-]");

  /// Whole lines only: a function's name in a table may spell a marker, too.
  private static final Pattern LINE =
      Pattern.compile(
          "^<!-- go-pgo:v1 file=(\\S+) sha256=([0-9a-f]{64}) -->\\s*$", Pattern.MULTILINE);

  private Marker() {}

  /// The line for one file.
  ///
  /// @param file the file's content as it is delivered
  public static String of(String path, byte[] file) {
    return "<!-- go-pgo:v1 file=%s sha256=%s -->"
        .formatted(percentEncoded(path), ProfileFile.contentHash(file));
  }

  /// The hashes that a description promises, by path.
  static Map<String, String> hashes(String description) {
    Map<String, String> hashes = new LinkedHashMap<>();
    for (MatchResult marker : block(description)) {
      // A plus is a plus: only our own encoding is undone.
      String path = marker.group(1).replace("+", "%2B");
      try {
        hashes.put(URLDecoder.decode(path, StandardCharsets.UTF_8), marker.group(2));
      } catch (IllegalArgumentException e) {
        // Somebody changed the line, so that it names no file.
      }
    }
    return hashes;
  }

  /// What people wrote below the markers; without markers, all of it is theirs. Blanks in front of
  /// a line stay: GitLab runs a line that begins with a slash, and one that is indented it doesn't.
  static String peoplesPart(String description) {
    List<MatchResult> block = block(description);
    int end = block.isEmpty() ? 0 : block.getLast().end();
    return description.substring(end).replaceFirst("^(\\h*\\R)+", "").stripTrailing();
  }

  /// The first markers that nothing stands between. Those further down are a quotation, in
  /// somebody's own text.
  private static List<MatchResult> block(String description) {
    List<MatchResult> block = new ArrayList<>();
    int end = 0;
    Matcher marker = LINE.matcher(description);
    while (marker.find()
        && (block.isEmpty() || description.substring(end, marker.start()).isBlank())) {
      block.add(marker.toMatchResult());
      end = marker.end();
    }
    return block;
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
