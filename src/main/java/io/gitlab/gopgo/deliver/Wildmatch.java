package io.gitlab.gopgo.deliver;

import java.util.BitSet;
import java.util.Map;

/// Whether a pattern of git's matches a text, character by character as git's own `wildmatch` has
/// it; both spell bytes as characters.
///
/// What was tried in vain is remembered, so that no pattern takes longer than its length times the
/// text's.
final class Wildmatch {
  /// What lies behind a pattern's or a text's end.
  private static final char END = '\0';

  /// The names of sets such as `[[:digit:]]`, with regular expressions.
  private static final Map<String, String> CLASSES =
      Map.ofEntries(
          Map.entry("alnum", "\\p{Alnum}"),
          Map.entry("alpha", "\\p{Alpha}"),
          Map.entry("blank", "\\p{Blank}"),
          Map.entry("cntrl", "\\p{Cntrl}"),
          Map.entry("digit", "\\p{Digit}"),
          Map.entry("graph", "\\p{Graph}"),
          Map.entry("lower", "\\p{Lower}"),
          Map.entry("print", "\\p{Print}"),
          Map.entry("punct", "\\p{Punct}"),
          Map.entry("space", "\\s"),
          Map.entry("upper", "\\p{Upper}"),
          Map.entry("xdigit", "\\p{XDigit}"));

  private final String pattern;
  private final String text;
  private final boolean inPaths;
  private final BitSet inVain = new BitSet();

  private Wildmatch(String pattern, String text, boolean inPaths) {
    this.pattern = pattern;
    this.text = text;
    this.inPaths = inPaths;
  }

  /// @param inPaths whether only `**` reaches beyond a slash
  static boolean matches(String pattern, String text, boolean inPaths) {
    return new Wildmatch(pattern, text, inPaths).matches(0, 0);
  }

  private char pattern(int index) {
    return index < pattern.length() ? pattern.charAt(index) : END;
  }

  private boolean matches(int from, int at) {
    int key = from * (text.length() + 1) + at;
    if (inVain.get(key)) {
      return false;
    }
    boolean matches = tries(from, at);
    inVain.set(key, !matches);
    return matches;
  }

  private boolean tries(int from, int at) {
    int p = from;
    int t = at;
    while (p < pattern.length()) {
      char c = pattern.charAt(p);
      if (c == '*') {
        return star(p, t);
      }
      if (t == text.length()) {
        return false;
      }
      int next =
          switch (c) {
            case '?' -> inPaths && text.charAt(t) == '/' ? -1 : p + 1;
            case '[' -> set(p, text.charAt(t));
            case '\\' -> pattern(p + 1) == text.charAt(t) ? p + 2 : -1;
            default -> c == text.charAt(t) ? p + 1 : -1;
          };
      if (next < 0) {
        return false;
      }
      p = next;
      t++;
    }
    return t == text.length();
  }

  private boolean star(int from, int at) {
    int p = from;
    while (pattern(p) == '*') {
      p++;
    }
    boolean wholeFolders =
        p > from + 1
            && (from == 0 || pattern(from - 1) == '/')
            && (p == pattern.length()
                || pattern.startsWith("/", p)
                || pattern.startsWith("\\/", p));
    if (inPaths && wholeFolders && pattern(p) == '/' && matches(p + 1, at)) {
      return true;
    }
    boolean crosses = !inPaths || wholeFolders;
    if (p == pattern.length()) {
      return crosses || text.indexOf('/', at) < 0;
    }
    for (int t = at; t < text.length(); t++) {
      if (matches(p, t)) {
        return true;
      }
      if (!crosses && text.charAt(t) == '/') {
        return false;
      }
    }
    return false;
  }

  /// Where the pattern goes on behind a set such as `[a-z]`; -1 if the character isn't in it, or
  /// the set has no end.
  private int set(int from, char wanted) {
    int p = from + 1;
    boolean isNegated = pattern(p) == '!' || pattern(p) == '^';
    if (isNegated) {
      p++;
    }
    boolean isIn = false;
    char previous = END;
    do {
      char c = pattern(p);
      if (c == '[' && pattern(p + 1) == ':') {
        int end = pattern.indexOf(']', p + 2);
        if (end < 0) {
          return -1;
        }
        if (end > p + 2 && pattern(end - 1) == ':') {
          String members = CLASSES.get(pattern.substring(p + 2, end - 1));
          if (members == null) {
            return -1;
          }
          isIn |= String.valueOf(wanted).matches(members);
          previous = END;
          p = end + 1;
          continue;
        }
      } else if (c == '-' && previous != END && pattern(p + 1) != END && pattern(p + 1) != ']') {
        p = pattern(p + 1) == '\\' ? p + 2 : p + 1;
        isIn |= previous <= wanted && wanted <= pattern(p);
        previous = END;
        p++;
        continue;
      } else if (c == '\\') {
        p++;
        c = pattern(p);
      }
      isIn |= c == wanted;
      previous = c;
      p++;
    } while (p < pattern.length() && pattern(p) != ']');
    boolean isClosed = p < pattern.length();
    return isClosed && isIn != isNegated && !(inPaths && wanted == '/') ? p + 1 : -1;
  }
}
