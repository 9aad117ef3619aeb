package io.gitlab.gopgo.report;

import io.gitlab.gopgo.judge.Finding;
import io.gitlab.gopgo.judge.Verdict;
import io.gitlab.gopgo.report.ServiceResult.Failed;
import io.gitlab.gopgo.report.ServiceResult.Judged;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A refresh's `junit.xml`: a case per service, which GitLab lists among a pipeline's tests.
public final class JUnitReport {
  private static final String SUITE = "go-pgo refresh";

  private JUnitReport() {}

  /// The report of a run, as UTF-8.
  public static byte[] of(List<ServiceResult> results) {
    return JUnitSuite.of(SUITE, results.stream().map(JUnitReport::of).toList());
  }

  /// The report of a run that never came to its services.
  ///
  /// @param stage what it broke at: `settings`
  public static byte[] ofBroken(String stage, String why) {
    return JUnitSuite.ofBroken(SUITE, stage, why);
  }

  private static JUnitSuite.Case of(ServiceResult result) {
    String why = ClosingTable.why(result);
    return new JUnitSuite.Case(
        result.project(),
        result.service(),
        switch (result.outcome()) {
          case Failed _ -> new JUnitSuite.Errored("failed", why);
          case Judged judged ->
              switch (judged.verdict()) {
                case Verdict.Proposed _, Verdict.Kept _ ->
                    new JUnitSuite.Passed(result.word() + ": " + why);
                case Verdict.Withheld _ ->
                    judged.expected()
                        ? new JUnitSuite.Skipped("withheld", "withheld, as expected: " + why)
                        : new JUnitSuite.Failed("withheld", why);
              };
        },
        words(result));
  }

  /// What else people should know, a line each.
  private static String words(ServiceResult result) {
    Stream<String> findings =
        switch (result.outcome()) {
          case Failed _ -> Stream.of();
          case Judged judged ->
              judged.verdict().findings().stream()
                  .filter(finding -> finding.level() != Finding.Level.NOTE)
                  .map(JUnitReport::words);
        };
    Stream<String> request =
        result.visit().request().stream().map(open -> open.reference() + " " + open.url());
    return Stream.of(findings, result.visit().remarks().stream(), request)
        .flatMap(lines -> lines)
        .map(line -> "\n" + Printable.line(line))
        .collect(Collectors.joining());
  }

  /// `samples: 60, needs at least 3,000. There are too few.`
  static String words(Finding finding) {
    String figures =
        Stream.of(finding.figure(), finding.threshold(), finding.subject())
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining(", "));
    return finding.rule() + ": " + (figures.isEmpty() ? "" : figures + ". ") + finding.sentence();
  }
}
