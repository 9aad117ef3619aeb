package io.gitlab.gopgo.collect;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A pattern for paths, as people know it from git and CI: `*` and `?` stay within a folder, `**`
/// crosses folders, `**/` also matches no folder at all; `[a-z]`, `{one,other}` and `\*` as usual.
///
/// The JDK's own globs want at least one folder for `**/`, and match paths rather than text, which
/// a locale without Unicode can't always make of a name.
final class Glob {
  private static final String SPECIAL = ".()+|^$@%";

  private final Pattern pattern;

  private Glob(Pattern pattern) {
    this.pattern = pattern;
  }

  /// @throws PatternSyntaxException for brackets or braces that don't close
  static Glob of(String glob) {
    StringBuilder regex = new StringBuilder();
    int braces = 0;
    int i = 0;
    while (i < glob.length()) {
      char c = glob.charAt(i);
      boolean startsName = i == 0 || "/{,".indexOf(glob.charAt(i - 1)) >= 0;
      if (glob.startsWith("**/", i) && startsName) {
        regex.append("(?:.*/)?");
        i += 3;
        continue;
      }
      if (glob.startsWith("**", i)) {
        regex.append(".*");
        i += 2;
        continue;
      }
      switch (c) {
        case '*' -> regex.append("[^/]*");
        case '?' -> regex.append("[^/]");
        case '[' -> {
          int end = glob.indexOf(']', i + 2);
          if (end < 0) {
            throw new PatternSyntaxException("a bracket isn't closed", glob, i);
          }
          regex.append(characters(glob.substring(i + 1, end)));
          i = end;
        }
        case '{' -> {
          braces++;
          regex.append("(?:");
        }
        case '}' -> {
          if (--braces < 0) {
            throw new PatternSyntaxException("a brace isn't opened", glob, i);
          }
          regex.append(")");
        }
        case ',' -> regex.append(braces > 0 ? "|" : ",");
        case '\\' -> {
          i++;
          if (i == glob.length()) {
            throw new PatternSyntaxException("a backslash at the end", glob, i);
          }
          regex.append(Pattern.quote(glob.substring(i, i + 1)));
        }
        default -> {
          if (SPECIAL.indexOf(c) >= 0) {
            regex.append('\\');
          }
          regex.append(c);
        }
      }
      i++;
    }
    if (braces > 0) {
      throw new PatternSyntaxException("a brace isn't closed", glob, glob.length());
    }
    return new Glob(Pattern.compile(regex.toString(), Pattern.DOTALL));
  }

  boolean matches(String path) {
    return pattern.matcher(path).matches();
  }

  /// The regular expression's class of what stands between the brackets.
  private static String characters(String inside) {
    boolean negated = inside.startsWith("!");
    String characters = negated ? inside.substring(1) : inside;
    return "[" + (negated ? "^/" : "") + characters.replaceAll("[\\[\\]\\\\^&]", "\\\\$0") + "]";
  }
}
