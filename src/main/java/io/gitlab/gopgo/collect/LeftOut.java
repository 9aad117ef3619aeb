package io.gitlab.gopgo.collect;

/// A profile that was there and was not taken, and why.
///
/// @param reason in the words of a count: "12 left out: not a CPU profile"
/// @param detail what is wrong with this very profile; empty where the reason says it all
public record LeftOut(String name, String reason, String detail) {
  public static final String OUTSIDE_WINDOW = "outside the window";
  static final String DUPLICATE = "a copy of another one";
}
