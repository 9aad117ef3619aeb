package io.gitlab.gopgo.report;

/// The colours of a log: one for each verdict, so that an eye finds the odd ones.
///
/// @param isColoured whether there are any; without, all text stays as it is
public record Palette(boolean isColoured) {
  public static final Palette PLAIN = new Palette(false);

  private static final String GREEN = "32";
  private static final String YELLOW = "33";
  private static final String RED = "31";

  /// Text in the colour of a verdict; a kept service is no news and has none.
  ///
  /// @param word [ServiceResult#word]
  String verdict(String word, String text) {
    return switch (word) {
      case "proposed" -> painted(GREEN, text);
      case "withheld" -> painted(YELLOW, text);
      case "failed" -> painted(RED, text);
      default -> text;
    };
  }

  /// Text of a failure.
  public String failure(String text) {
    return painted(RED, text);
  }

  private String painted(String colour, String text) {
    return isColoured ? "\u001b[" + colour + "m" + text + "\u001b[0m" : text;
  }
}
