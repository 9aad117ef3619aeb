package io.gitlab.gopgo.report;

import io.gitlab.gopgo.collect.LeftOut;
import io.gitlab.gopgo.judge.Comparison;
import io.gitlab.gopgo.judge.Finding;
import io.gitlab.gopgo.judge.Verdict;
import io.gitlab.gopgo.merge.Merged;
import io.gitlab.gopgo.merge.Weighed;
import io.gitlab.gopgo.pgo.HotSet;
import io.gitlab.gopgo.report.ServiceResult.Failed;
import io.gitlab.gopgo.report.ServiceResult.Judged;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// All that a log tells of one service: the evidence for its line of the closing table.
public final class ServiceLog {
  /// `report.json` names more.
  private static final int MOST_LEFT_OUT = 20;

  private static final int FEW_REASONS = 5;

  private ServiceLog() {}

  /// The heading: `api: proposed, first profile`, in the verdict's colour.
  public static String title(ServiceResult result, Palette palette) {
    return palette.verdict(
        result.word(),
        Printable.line(
            "%s: %s, %s".formatted(result.service(), result.word(), ClosingTable.why(result))));
  }

  /// The lines below it. Text from data may be in them.
  public static List<String> lines(ServiceResult result) {
    List<String> lines = new ArrayList<>();
    add(lines, "target", result.project() + ": " + String.join(", ", result.files()));
    switch (result.outcome()) {
      case Failed failed -> add(lines, "failed", failed.message());
      case Judged judged -> add(lines, judged);
    }
    result
        .visit()
        .request()
        .ifPresent(open -> add(lines, "merge request", open.reference() + " " + open.url()));
    result.visit().remarks().forEach(remark -> add(lines, "remark", remark));
    return List.copyOf(lines);
  }

  private static void add(List<String> lines, Judged judged) {
    Merged merged = judged.merged();
    add(lines, "window", judged.window().toString());
    add(lines, "selection", judged.collected().sentence());
    List<LeftOut> leftOut = withDetail(judged);
    leftOut.stream()
        .limit(MOST_LEFT_OUT)
        .forEach(each -> add(lines, "left out", "%s: %s".formatted(each.name(), why(each))));
    if (leftOut.size() > MOST_LEFT_OUT) {
      add(lines, "left out", "and %s more".formatted(Words.number(leftOut.size() - MOST_LEFT_OUT)));
    }
    add(
        lines,
        "evidence",
        "%s samples of %s, CPU time %s, %s (%s hot), %s of the weight without start lines"
            .formatted(
                Words.number(merged.evidence().tally().samples()),
                Words.count(merged.evidence().tally().profiles(), "profile"),
                Words.cpuTime(merged.evidence().tally().cpuNanos()),
                Words.count(merged.table().size(), "call edge"),
                Words.number(HotSet.of(merged.table()).edges().size()),
                Words.percent(merged.evidence().withoutStartLine())));
    merged.evidence().recorded().ifPresent(span -> add(lines, "recorded", Words.span(span)));
    merged.weighed().ifPresent(weighed -> add(lines, weighed));
    ClosingTable.comparison(judged.verdict())
        .ifPresent(comparison -> add(lines, "compared", words(comparison)));
    for (Finding finding : judged.verdict().findings()) {
      add(lines, finding.level().name().toLowerCase(Locale.ROOT), JUnitReport.words(finding));
    }
  }

  /// What a run without such a log says of the profiles that a withheld one would have needed: a
  /// line for each reason.
  public static List<String> missed(ServiceResult result) {
    if (!(result.outcome() instanceof Judged judged)
        || !(judged.verdict() instanceof Verdict.Withheld)) {
      return List.of();
    }
    Map<String, List<String>> names = new LinkedHashMap<>();
    withDetail(judged)
        .forEach(each -> names.computeIfAbsent(why(each), _ -> new ArrayList<>()).add(each.name()));
    List<String> lines = new ArrayList<>();
    names.forEach((why, of) -> {
      String others = of.size() == 1 ? "" : " and " + Words.count(of.size() - 1, "other");
      lines.add("%s: left out %s%s: %s".formatted(result.service(), of.getFirst(), others, why));
    });
    return lines.size() <= FEW_REASONS
        ? lines
        : Stream.concat(
                lines.stream().limit(FEW_REASONS),
                Stream.of(
                    "%s: left out more for %s; `--report` names them"
                        .formatted(
                            result.service(),
                            Words.count(lines.size() - FEW_REASONS, "other reason"))))
            .toList();
  }

  private static List<LeftOut> withDetail(Judged judged) {
    return judged.collected().leftOut().stream().filter(each -> !each.detail().isEmpty()).toList();
  }

  private static String why(LeftOut each) {
    return "%s, %s".formatted(each.reason(), each.detail());
  }

  private static void add(List<String> lines, Weighed weighed) {
    if (!weighed.shares().isEmpty()) {
      add(
          lines,
          "weighed",
          String.join(", ", weighed.shares().stream().map(Words::share).toList()));
    }
    for (Weighed.Applied rule : weighed.rules()) {
      String subject = rule.subject().isEmpty() ? "" : ": " + rule.subject();
      add(lines, "weighed", "%s: %s%s".formatted(rule.rule(), rule.sentence(), subject));
    }
  }

  private static String words(Comparison comparison) {
    return "with %s: overlap %s, expected %s, noise floor %s; hot edges: %s came, %s went, %s moved; %s of all these by more than noise"
        .formatted(
            comparison.path(),
            Words.percent(comparison.diff().overlap()),
            Words.percent(comparison.floor().expected()),
            Words.percent(comparison.floor().overlap()),
            Words.number(comparison.diff().entering().size()),
            Words.number(comparison.diff().leaving().size()),
            Words.number(comparison.diff().moved().size()),
            Words.number(comparison.drift().edges().size()));
  }

  private static void add(List<String> lines, String name, String text) {
    lines.add(String.format(Locale.ROOT, "%-13s %s", name, text));
  }
}
