package io.gitlab.gopgo.report;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/// `junit.xml` as GitLab reads it: one suite, a case for each thing that a run was about.
///
/// GitLab shows the text of an element and not its `message`, so both say why. Times are 0, so that
/// equal runs give equal bytes.
final class JUnitSuite {
  private JUnitSuite() {}

  /// A case's name, its end and what else people should know.
  ///
  /// @param group GitLab shows it in front of the name
  /// @param lines each begins with a line feed
  record Case(String group, String name, End end, String lines) {}

  /// How a case ended, and why.
  sealed interface End {
    String why();
  }

  record Passed(String why) implements End {}

  /// What is expected to fail.
  record Skipped(String type, String why) implements End {}

  /// What isn't good enough.
  record Failed(String type, String why) implements End {}

  /// What broke.
  record Errored(String type, String why) implements End {}

  /// The report of a run that never came to its cases.
  ///
  /// @param stage what it broke at: `settings`
  static byte[] ofBroken(String name, String stage, String why) {
    return of(name, List.of(new Case("go-pgo", stage, new Errored(stage, why), "")));
  }

  /// The report as UTF-8.
  static byte[] of(String name, List<Case> cases) {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites>
      <testsuite name="%s" tests="%d" failures="%d" errors="%d" skipped="%d" time="0">
    %s  </testsuite>
    </testsuites>
    """
        .formatted(
            escaped(name),
            cases.size(),
            count(cases, Failed.class),
            count(cases, Errored.class),
            count(cases, Skipped.class),
            cases.stream().map(JUnitSuite::xml).collect(Collectors.joining()))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static long count(List<Case> cases, Class<? extends End> end) {
    return cases.stream().filter(each -> end.isInstance(each.end)).count();
  }

  private static String xml(Case one) {
    String content =
        switch (one.end) {
          case Passed(String why) ->
              "      <system-out>%s</system-out>\n".formatted(escaped(why + one.lines));
          case Skipped(String type, String why) -> said("skipped", type, why, one.lines);
          case Failed(String type, String why) -> said("failure", type, why, one.lines);
          case Errored(String type, String why) -> said("error", type, why, one.lines);
        };
    return "    <testcase classname=\"%s\" name=\"%s\" time=\"0\">\n%s    </testcase>\n"
        .formatted(escaped(one.group), escaped(one.name), content);
  }

  private static String said(String element, String type, String why, String lines) {
    return "      <%s type=\"%s\" message=\"%s\">%s</%s>\n"
        .formatted(element, type, escaped(why), escaped(why + lines), element);
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
