package io.gitlab.gopgo.deliver;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// One `.gitattributes` file, as far as it puts files into Git LFS.
///
/// @param folder where it lies, empty for the project's root; its patterns start there
record GitAttributes(String folder, String text) {
  static final String NAME = ".gitattributes";

  /// What the file says of a path.
  enum Lfs {
    SILENT,
    OUTSIDE,
    INSIDE
  }

  /// The last line that matches a path and speaks of its filter decides, as in git.
  Lfs of(String path) {
    String below = folder.isEmpty() ? path : path.substring(folder.length() + 1);
    Lfs answer = Lfs.SILENT;
    for (String line : text.lines().map(String::strip).toList()) {
      List<String> words = List.of(line.split("\\s+"));
      boolean isRule = !line.isEmpty() && !line.startsWith("#") && !line.startsWith("[attr]");
      if (isRule && matches(words.getFirst(), below)) {
        for (String word : words.subList(1, words.size())) {
          if (word.equals("filter=lfs")) {
            answer = Lfs.INSIDE;
          } else if (word.matches("[-!]?filter(=.*)?")) {
            answer = Lfs.OUTSIDE;
          }
        }
      }
    }
    return answer;
  }

  /// A pattern without a slash is for names in every folder, another for paths from this one.
  private static boolean matches(String pattern, String path) {
    boolean isPath = pattern.contains("/");
    String subject = isPath ? path : path.substring(path.lastIndexOf('/') + 1);
    String glob = pattern.startsWith("/") ? pattern.substring(1) : pattern;
    try {
      return Pattern.compile(regex(glob)).matcher(subject).matches();
    } catch (PatternSyntaxException e) {
      // Such as [z-a], which matches nothing for git either.
      return false;
    }
  }

  private static String regex(String glob) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      if (glob.startsWith("**/", i)) {
        parts.add("(.*/)?");
        i += 2;
      } else if (glob.startsWith("**", i)) {
        parts.add(".*");
        i++;
      } else if (c == '*') {
        parts.add("[^/]*");
      } else if (c == '?') {
        parts.add("[^/]");
      } else if (c == '[' && glob.indexOf(']', i + 2) > 0) {
        int end = glob.indexOf(']', i + 2);
        String set = glob.substring(i + 1, end).replace("\\", "\\\\").replace("[", "\\[");
        parts.add("[" + (set.startsWith("!") ? "^" + set.substring(1) : set) + "&&[^/]]");
        i = end;
      } else if (c == '\\' && i + 1 < glob.length()) {
        i++;
        parts.add(Pattern.quote(glob.substring(i, i + 1)));
      } else {
        parts.add(Pattern.quote(String.valueOf(c)));
      }
    }
    return String.join("", parts);
  }
}
