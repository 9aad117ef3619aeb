package io.gitlab.gopgo.pgo;

/// Why a file can't be an input: what the compiler would refuse, ignore or misread.
public enum Flaw {
  UNREADABLE("unreadable"),
  MALFORMED("malformed"),
  EMPTY("empty"),
  WRONG_TYPE("not a CPU profile"),
  NEGATIVE("negative weights"),
  NO_START_LINES("no start lines"),
  OVERFLOW("weights too large");

  private final String words;

  Flaw(String words) {
    this.words = words;
  }

  /// The flaw in the words of a list: "12 left out: not a CPU profile".
  @Override
  public String toString() {
    return words;
  }
}
