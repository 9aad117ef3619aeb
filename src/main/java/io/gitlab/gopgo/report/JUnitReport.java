package io.gitlab.gopgo.report;

import io.gitlab.gopgo.judge.Finding;
import io.gitlab.gopgo.judge.Verdict;
import io.gitlab.gopgo.report.ServiceResult.Failed;
import io.gitlab.gopgo.report.ServiceResult.Judged;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `junit.xml`: a case per service, which GitLab lists among a pipeline's tests.
///
/// GitLab shows the text of an element and not its `message`, so both say why. Times are 0, so that
/// equal runs give equal bytes.
public final class JUnitReport {
  /// How a case ended.
  private enum End {
    PASSED,
    SKIPPED,
    FAILURE,
    ERROR
  }

  /// A case's line and what stands in it.
  private record Case(End end, String xml) {}

  private JUnitReport() {}

  /// The report of a run, as UTF-8.
  public static byte[] of(List<ServiceResult> results) {
    return suite(results.stream().map(JUnitReport::of).toList());
  }

  /// The report of a run that never came to its services.
  ///
  /// @param stage what it broke at: `settings`
  public static byte[] ofBroken(String stage, String why) {
    return suite(List.of(new Case(End.ERROR, xml("go-pgo", stage, said("error", stage, why, "")))));
  }

  private static byte[] suite(List<Case> cases) {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites>
      <testsuite name="go-pgo refresh" tests="%d" failures="%d" errors="%d" skipped="%d" time="0">
    %s  </testsuite>
    </testsuites>
    """
        .formatted(
            cases.size(),
            count(cases, End.FAILURE),
            count(cases, End.ERROR),
            count(cases, End.SKIPPED),
            cases.stream().map(Case::xml).collect(Collectors.joining()))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static long count(List<Case> cases, End end) {
    return cases.stream().filter(each -> each.end == end).count();
  }

  private static Case of(ServiceResult result) {
    String why = ClosingTable.why(result);
    String words = words(result);
    End end =
        switch (result.outcome()) {
          case Failed _ -> End.ERROR;
          case Judged judged ->
              switch (judged.verdict()) {
                case Verdict.Proposed _, Verdict.Kept _ -> End.PASSED;
                case Verdict.Withheld _ -> judged.expected() ? End.SKIPPED : End.FAILURE;
              };
        };
    String content =
        switch (end) {
          case PASSED ->
              "      <system-out>%s</system-out>\n"
                  .formatted(escaped(result.word() + ": " + why + words));
          case SKIPPED -> said("skipped", "withheld", "withheld, as expected: " + why, words);
          case FAILURE -> said("failure", "withheld", why, words);
          case ERROR -> said("error", "failed", why, words);
        };
    return new Case(end, xml(result.project(), result.service(), content));
  }

  private static String xml(String group, String name, String content) {
    return "    <testcase classname=\"%s\" name=\"%s\" time=\"0\">\n%s    </testcase>\n"
        .formatted(escaped(group), escaped(name), content);
  }

  private static String said(String element, String type, String why, String words) {
    return "      <%s type=\"%s\" message=\"%s\">%s</%s>\n"
        .formatted(element, type, escaped(why), escaped(why + words), element);
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

  /// Text that XML takes for text, without what XML can't hold at all.
  private static String escaped(String text) {
    return text.lines()
        .map(Printable::line)
        .collect(Collectors.joining("\n"))
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("\n", "&#10;");
  }
}
