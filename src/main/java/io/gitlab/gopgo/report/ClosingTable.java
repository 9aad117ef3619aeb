package io.gitlab.gopgo.report;

import io.gitlab.gopgo.judge.Committed;
import io.gitlab.gopgo.judge.Comparison;
import io.gitlab.gopgo.judge.Finding;
import io.gitlab.gopgo.judge.Verdict;
import io.gitlab.gopgo.report.ServiceResult.Failed;
import io.gitlab.gopgo.report.ServiceResult.Judged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The end of a job's log: every service in a line.
public final class ClosingTable {
  private static final List<String> HEAD =
      List.of("service", "verdict", "samples", "overlap", "noise floor", "size", "why");

  private ClosingTable() {}

  /// The table, a line per service, ending in a line feed.
  public static String of(List<ServiceResult> results) {
    return of(results, Palette.PLAIN);
  }

  /// The table with its verdicts in colour.
  public static String of(List<ServiceResult> results, Palette palette) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    results.forEach(result -> rows.add(row(result)));
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    StringBuilder table = new StringBuilder();
    rows.forEach(row -> append(table, row, widths, palette));
    return table.toString();
  }

  private static void append(StringBuilder table, List<String> row, int[] widths, Palette palette) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = row.get(column);
      String padding = " ".repeat(widths[column] - cell.length());
      boolean isFigure = column >= 2 && column <= 5;
      String shown = column == 1 ? palette.verdict(cell, cell) : cell;
      line.append(isFigure ? padding + shown : shown + padding).append("  ");
    }
    table.append(line.toString().stripTrailing()).append('\n');
  }

  private static List<String> row(ServiceResult result) {
    List<String> figures =
        switch (result.outcome()) {
          case Failed _ -> List.of("", "", "", "");
          case Judged judged -> figures(judged);
        };
    List<String> row = new ArrayList<>();
    row.add(result.service());
    row.add(result.word());
    row.addAll(figures);
    row.add(why(result));
    return row.stream().map(Printable::line).toList();
  }

  private static List<String> figures(Judged judged) {
    Optional<Comparison> comparison = comparison(judged.verdict());
    return List.of(
        Words.number(judged.merged().evidence().tally().samples()),
        comparison.map(c -> Words.percent(c.diff().overlap())).orElse(""),
        comparison.map(c -> Words.percent(c.floor().overlap())).orElse(""),
        judged.profile().length == 0 ? "" : Words.bytes(judged.profile().length));
  }

  static Optional<Comparison> comparison(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Proposed proposed -> proposed.comparison();
      case Verdict.Kept kept -> kept.comparison();
      case Verdict.Withheld _ -> Optional.empty();
    };
  }

  /// The reason for the verdict, in a few words.
  static String why(ServiceResult result) {
    return switch (result.outcome()) {
      case Failed failed -> failed.message();
      case Judged judged ->
          switch (judged.verdict()) {
            case Verdict.Kept kept -> kept(kept.findings().getLast());
            case Verdict.Withheld withheld ->
                withheld.findings().stream()
                    .filter(finding -> finding.level() == Finding.Level.WITHHOLDS)
                    .map(finding -> withheld(finding, judged))
                    .findFirst()
                    .orElse("");
            case Verdict.Proposed proposed -> proposed(proposed, judged);
          };
    };
  }

  private static String kept(Finding deciding) {
    return deciding.rule().equals("change")
        ? "the committed profile is the same within noise"
        : deciding.sentence();
  }

  private static String withheld(Finding finding, Judged judged) {
    String words =
        finding.figure().isEmpty()
            ? finding.sentence()
            : "%s %s, needs %s".formatted(finding.figure(), finding.rule(), finding.threshold());
    boolean nothingUsable = judged.merged().evidence().tally().profiles() == 0;
    if (!nothingUsable) {
      return words;
    }
    // Where nothing was even found, what the sources miss says more than a count of nothing.
    List<String> shortfalls = judged.collected().shortfalls();
    boolean isTold = judged.collected().found() > 0 || shortfalls.isEmpty();
    String why = isTold ? judged.collected().sentence() : String.join(" ", shortfalls);
    return words.equals(why) ? words : "%s (%s)".formatted(words, why);
  }

  private static String proposed(Verdict.Proposed proposed, Judged judged) {
    boolean changed = proposed.comparison().filter(Comparison::isChange).isPresent();
    if (changed) {
      return "changed by more than noise";
    }
    if (judged.committed().stream().anyMatch(file -> file instanceof Committed.Useless)) {
      return "the committed profile is of no use";
    }
    return proposed.comparison().isPresent() ? "not all of its files exist yet" : "first profile";
  }
}
