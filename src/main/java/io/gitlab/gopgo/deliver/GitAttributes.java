package io.gitlab.gopgo.deliver;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the `.gitattributes` files of a project say of one path, as far as it is about Git LFS.
///
/// As in git: the innermost folder's file speaks first, in each file the last line, in each line
/// the last word, and what was said of an attribute stays said. A macro of the root's file stands
/// for other attributes wherever it is set.
final class GitAttributes {
  static final String NAME = ".gitattributes";

  /// Longer lines are nothing to git.
  private static final int LONGEST_LINE = 2047;

  private static final String MACRO = "[attr]";
  private static final Pattern WORD = Pattern.compile("[^ \t\r]+");
  private static final Pattern ATTRIBUTE =
      Pattern.compile("([-!]?)([A-Za-z0-9_.][-A-Za-z0-9_.]*)(?:=(.*))?");

  /// The literal beginning of a pattern.
  private static final Pattern LITERAL = Pattern.compile("[^*?\\[\\\\]*");

  private static final Pattern QUOTED =
      Pattern.compile("\"((?:[^\"\\\\]|\\\\[abfnrtv\\\\\"]|\\\\[0-3][0-7]{2})*)\"");
  private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3}|.)");

  private final String path;
  private final Map<String, List<String>> macros = new HashMap<>();
  private final Map<String, String> said = new HashMap<>();

  private GitAttributes(String path) {
    this.path = path;
  }

  /// One of the files.
  ///
  /// @param folder where it lies, empty for the project's root; its patterns start there
  /// @param lines the last one first; their characters are bytes, which is what git compares
  record Source(String folder, List<String> lines) {
    static Source of(String folder, byte[] content) {
      String text = new String(content, StandardCharsets.ISO_8859_1);
      String mark = "\u00ef\u00bb\u00bf";
      String unmarked = text.startsWith(mark) ? text.substring(mark.length()) : text;
      return new Source(folder, List.of(unmarked.split("\n", -1)).reversed());
    }
  }

  /// Whether the files put a path into Git LFS.
  ///
  /// @param sources those that exist in the folders above the path, the innermost first
  static boolean isLfs(String path, List<Source> sources) {
    GitAttributes attributes = new GitAttributes(bytes(path));
    sources.stream()
        .filter(source -> source.folder.isEmpty())
        .forEach(source -> source.lines.forEach(attributes::define));
    for (Source source : sources) {
      int skipped = source.folder.isEmpty() ? 0 : bytes(source.folder).length() + 1;
      source.lines.forEach(line -> attributes.apply(line, skipped));
    }
    return attributes.said.getOrDefault("filter", "").equals("=lfs");
  }

  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private void define(String line) {
    List<String> words = words(line);
    if (line.length() <= LONGEST_LINE && isMacro(words)) {
      String name = words.getFirst().substring(MACRO.length());
      List<String> attributes = words.subList(1, words.size());
      if (areValid(List.of(name)) && areValid(attributes)) {
        macros.putIfAbsent(name, attributes);
      }
    }
  }

  private static boolean isMacro(List<String> words) {
    return !words.isEmpty()
        && words.getFirst().startsWith(MACRO)
        && words.getFirst().length() > MACRO.length();
  }

  /// @param skipped the length of the file's folder in the path
  private void apply(String line, int skipped) {
    String rule = line.replaceFirst("^[ \t\r]+", "");
    if (rule.isEmpty()
        || line.length() > LONGEST_LINE
        || rule.startsWith("#")
        || isMacro(words(rule))) {
      return;
    }
    Matcher quoted = QUOTED.matcher(rule);
    boolean isQuoted = quoted.lookingAt();
    String pattern = isQuoted ? unquoted(quoted.group(1)) : words(rule).getFirst();
    List<String> attributes = words(rule.substring(isQuoted ? quoted.end() : pattern.length()));
    if (areValid(attributes) && matches(pattern, path.substring(skipped))) {
      set(attributes);
    }
  }

  private static List<String> words(String line) {
    return WORD.matcher(line).results().map(MatchResult::group).toList();
  }

  /// One that isn't makes git pass over the whole line.
  private static boolean areValid(List<String> attributes) {
    return attributes.stream().allMatch(word -> ATTRIBUTE.matcher(word).matches());
  }

  private void set(List<String> attributes) {
    for (String word : attributes.reversed()) {
      Matcher attribute = ATTRIBUTE.matcher(word);
      if (attribute.matches() && !said.containsKey(attribute.group(2))) {
        String value = attribute.group(3) == null ? "" : "=" + attribute.group(3);
        said.put(attribute.group(2), attribute.group(1).isEmpty() ? value : attribute.group(1));
        if (attribute.group(1).isEmpty() && value.isEmpty()) {
          set(macros.getOrDefault(attribute.group(2), List.of()));
        }
      }
    }
  }

  private static String unquoted(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(escape -> {
          String what = escape.group(1);
          int letter = "abtnvfr".indexOf(what);
          char meant =
              what.length() == 3
                  ? (char) Integer.parseInt(what, 8)
                  : letter < 0 ? what.charAt(0) : (char) ('\u0007' + letter);
          return Matcher.quoteReplacement(String.valueOf(meant));
        });
  }

  /// A pattern without a slash is for names in every folder, another for paths from this one. One
  /// with a slash at its end is for folders, and one with a mark in front is an error.
  private static boolean matches(String pattern, String below) {
    if (pattern.startsWith("!") || pattern.endsWith("/")) {
      return false;
    }
    if (!pattern.contains("/")) {
      return Wildmatch.matches(pattern, below.substring(below.lastIndexOf('/') + 1), false);
    }
    String glob = pattern.startsWith("/") ? pattern.substring(1) : pattern;
    // As git does it: so the `**` of `a**/b` stands at the beginning of what is left.
    Matcher literal = LITERAL.matcher(glob);
    int same = literal.lookingAt() ? literal.end() : 0;
    return below.startsWith(glob.substring(0, same))
        && Wildmatch.matches(glob.substring(same), below.substring(same), true);
  }
}
