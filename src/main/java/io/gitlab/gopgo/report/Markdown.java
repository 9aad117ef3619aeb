package io.gitlab.gopgo.report;

import java.util.regex.Pattern;

/// Data in Markdown, so that it shows as it is and does nothing.
///
/// All of it goes into code: GitLab resolves mentions, labels and links everywhere else, whatever
/// is escaped. What a code span can't hold is spelt out in entities inside an HTML code element.
final class Markdown {
  /// Characters that mean nothing inside a code span, nor in a cell of a table.
  private static final Pattern SPAN = Pattern.compile("[^`|\\\\\\s]([^`|\\\\]*[^`|\\\\\\s])?");

  /// Punctuation that is never markup, nor part of a link or a mention.
  private static final String HARMLESS = " ()/,;\"'";

  /// Longer names are hard to read in a table and can make a description too large.
  private static final int MOST_CHARACTERS = 200;

  private Markdown() {}

  static String code(String data) {
    String line = Printable.line(shortened(data));
    return SPAN.matcher(line).matches() ? "`" + line + "`" : "<code>" + entities(line) + "</code>";
  }

  private static String shortened(String data) {
    if (data.length() <= MOST_CHARACTERS) {
      return data;
    }
    int half = MOST_CHARACTERS / 2;
    return data.substring(0, wholeCharacters(data, half))
        + "…"
        + data.substring(wholeCharacters(data, data.length() - half));
  }

  /// The index, or the one behind it where it would cut a character of two halves.
  private static int wholeCharacters(String data, int index) {
    boolean cuts =
        Character.isHighSurrogate(data.charAt(index - 1))
            && Character.isLowSurrogate(data.charAt(index));
    return cuts ? index + 1 : index;
  }

  private static String entities(String line) {
    StringBuilder text = new StringBuilder();
    int previous = ' ';
    for (int c : line.codePoints().toArray()) {
      // A dot is plain, but not behind a w: www.example.com would become a link.
      boolean plain =
          Character.isLetterOrDigit(c)
              || HARMLESS.indexOf(c) >= 0
              || (c == '.' && Character.toLowerCase(previous) != 'w');
      text.append(plain ? Character.toString(c) : "&#" + c + ";");
      previous = c;
    }
    return text.toString();
  }
}
