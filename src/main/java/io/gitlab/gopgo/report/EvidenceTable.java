package io.gitlab.gopgo.report;

import io.gitlab.gopgo.judge.Committed;
import io.gitlab.gopgo.merge.Merged;
import io.gitlab.gopgo.pgo.HotSet;
import io.gitlab.gopgo.pgo.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What a profile was made of, beside the same figures of the committed one.
///
/// Without a committed profile there is no column for it: nine empty cells would ask what is
/// missing.
final class EvidenceTable {
  private final List<Row> rows = new ArrayList<>();
  private final String name;
  private final Merged profile;
  private final Optional<Committed.Usable> committed;

  /// @param committed empty where there is none that the compiler could use
  private record Row(String name, String figure, String committed) {}

  /// @param name of the profile's column
  /// @param size of its file in bytes
  EvidenceTable(String name, Merged profile, long size, Optional<Committed.Usable> committed) {
    this.name = name;
    this.profile = profile;
    this.committed = committed;
    add("Samples", merged -> Words.number(tally(merged).samples()));
    add("CPU time", merged -> Words.cpuTime(tally(merged).cpuNanos()));
    add("Profiles", merged -> Words.number(tally(merged).profiles()));
    add("Call edges", merged -> Words.number(merged.table().size()));
    add("of them hot", merged -> Words.number(HotSet.of(merged.table()).edges().size()));
    rows.add(
        new Row(
            "File size",
            Words.bytes(size),
            committed.map(file -> Words.bytes(file.size())).orElse("")));
  }

  private void add(String row, Function<Merged, String> figure) {
    rows.add(
        new Row(
            row,
            figure.apply(profile),
            committed.map(file -> figure.apply(file.profile())).orElse("")));
  }

  private static Tally tally(Merged merged) {
    return merged.evidence().tally();
  }

  /// A row of which only the profile has a figure.
  EvidenceTable with(String row, String figure) {
    rows.add(new Row(row, figure, ""));
    return this;
  }

  String markdown() {
    boolean isCompared = committed.isPresent();
    List<String> lines = new ArrayList<>();
    lines.add(
        (isCompared ? "| | %s | committed |\n|---|---|---|" : "| | %s |\n|---|---|")
            .formatted(name));
    for (Row row : rows) {
      String line = "| %s | %s |".formatted(row.name, row.figure);
      lines.add(isCompared ? line + " %s |".formatted(row.committed) : line);
    }
    return String.join("\n", lines);
  }
}
