package io.gitlab.gopgo.report;

import io.gitlab.gopgo.pgo.EdgeTable;
import io.gitlab.gopgo.pgo.ProfileDiff;
import java.util.ArrayList;
import java.util.List;

/// What changes for the compiler from one profile to another, in lines.
public final class DiffText {
  private DiffText() {}

  public static List<String> of(EdgeTable oldTable, EdgeTable newTable) {
    ProfileDiff diff = ProfileDiff.of(oldTable, newTable);
    List<String> lines = new ArrayList<>();
    lines.add("overlap " + Words.percent(diff.overlap()));
    add("entering", diff.entering(), lines);
    add("leaving", diff.leaving(), lines);
    add("moved", diff.moved(), lines);
    return lines;
  }

  /// A line per edge, its shares in front, where they line up.
  private static void add(String what, List<ProfileDiff.Change> changes, List<String> lines) {
    lines.add("");
    lines.add("hot call edges %s: %s".formatted(what, Words.number(changes.size())));
    for (ProfileDiff.Change change : changes) {
      lines.add(
          "%9s -> %9s  %s:%d %s"
              .formatted(
                  Words.smallPercent(change.oldShare()),
                  Words.smallPercent(change.newShare()),
                  change.caller(),
                  change.offset(),
                  change.callee()));
    }
  }
}
