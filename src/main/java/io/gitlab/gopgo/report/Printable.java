package io.gitlab.gopgo.report;

/// Text from outside, made safe to show: what would move a cursor, colour a terminal or turn the
/// reading direction shows as its code point instead.
public final class Printable {
  private Printable() {}

  /// The text on one line; also line breaks become code points.
  public static String line(String text) {
    return text.codePoints()
        .collect(
            StringBuilder::new,
            (line, c) -> {
              if (isHarmless(c)) {
                line.appendCodePoint(c);
              } else {
                line.append("\\u{%x}".formatted(c));
              }
            },
            StringBuilder::append)
        .toString();
  }

  /// The text with its line breaks.
  public static String lines(String text) {
    return String.join("\n", text.lines().map(Printable::line).toList());
  }

  private static boolean isHarmless(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
