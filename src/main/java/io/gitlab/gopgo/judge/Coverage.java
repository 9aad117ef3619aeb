package io.gitlab.gopgo.judge;

import java.util.List;

/// Whether the sources gave all they have.
///
/// What was listed first is no fair sample of a service, so a part is withheld unless the settings
/// take it, and then the merge request says so.
///
/// @param shortfalls what is missing and why, as sentences; none for all there is
public record Coverage(List<String> shortfalls, boolean isPartialAllowed) {
  public static final Coverage FULL = new Coverage(List.of(), true);

  List<Finding> findings() {
    Finding.Level level = isPartialAllowed ? Finding.Level.WARNING : Finding.Level.WITHHOLDS;
    return shortfalls.stream()
        .map(sentence -> new Finding("coverage", level, "", "", sentence, ""))
        .toList();
  }
}
