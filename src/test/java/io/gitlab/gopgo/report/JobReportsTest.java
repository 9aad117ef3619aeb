package io.gitlab.gopgo.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gitlab.gopgo.deliver.Visit;
import io.gitlab.gopgo.merge.MergeException;
import io.gitlab.gopgo.report.ServiceResult.Judged;
import io.gitlab.gopgo.testing.FoldedProfile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/// What a GitLab job hands on of a run.
class JobReportsTest {
  private static final String URL = "https://gitlab.example.com/shop/-/merge_requests/";

  @Test
  void haveACaseForEachService() throws MergeException, SAXException, IOException {
    ServiceResult api = at(proposed("api"), "!12", URL + 12);
    ServiceResult cron = withheld("cron");
    assertThat(text(JUnitReport.of(List.of(api, cron, expected(cron), Runs.failed("web", "gone")))))
        .isEqualTo(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites>
              <testsuite name="go-pgo refresh" tests="4" failures="1" errors="1" skipped="1" time="0">
                <testcase classname="shop" name="api" time="0">
                  <system-out>proposed: first profile&#10;!12 %s12</system-out>
                </testcase>
                <testcase classname="shop" name="cron" time="0">
                  <failure type="withheld" message="12 samples, needs at least 3,000">\
            12 samples, needs at least 3,000&#10;samples: 12, at least 3,000. \
            Too few samples: most of what they call hot would be chance.</failure>
                </testcase>
                <testcase classname="shop" name="cron" time="0">
                  <skipped type="withheld" message="withheld, as expected: 12 samples, needs at \
            least 3,000">withheld, as expected: 12 samples, needs at least 3,000&#10;samples: 12, \
            at least 3,000. Too few samples: most of what they call hot would be chance.</skipped>
                </testcase>
                <testcase classname="shop" name="web" time="0">
                  <error type="failed" message="gone">gone</error>
                </testcase>
              </testsuite>
            </testsuites>
            """
                .formatted(URL));
  }

  @Test
  void tellOfARunThatBrokeBeforeItsServices() throws SAXException, IOException {
    assertThat(text(JUnitReport.ofBroken("settings", ".go-pgo.yml:3: window: \"ever\"")))
        .contains("tests=\"1\" failures=\"0\" errors=\"1\"")
        .contains(
            """
                <testcase classname="go-pgo" name="settings" time="0">
                  <error type="settings" message=".go-pgo.yml:3: window: &quot;ever&quot;">\
            .go-pgo.yml:3: window: &quot;ever&quot;</error>
            """);
  }

  @Test
  void holdWhateverNamesAndMessagesSay() throws Exception {
    List<ServiceResult> results = new ArrayList<>();
    for (String name : Hostile.NAMES) {
      results.add(
          new ServiceResult(name, name, List.of(), new ServiceResult.Failed(name), noted(name)));
    }
    byte[] junit = JUnitReport.of(results);
    text(junit);
    Document document = parse(junit);
    assertThat(document.getElementsByTagName("testcase").getLength()).isEqualTo(results.size());
    assertThat(document.getElementsByTagName("*").getLength()).isEqualTo(2 + 2 * results.size());
    Element script = (Element) document.getElementsByTagName("testcase").item(9);
    assertThat(script.getAttribute("name")).isEqualTo("</code><script>EVIL()</script>");
    assertThat(new String(junit, UTF_8)).doesNotContainPattern("[\\x00-\\x09\\x0b-\\x1f\u202e]");
    assertThat(MergeRequestLink.of(results))
        .extracting(MergeRequestLink::url)
        .containsExactly("https://evil.example/EVIL");
  }

  @Test
  void linkEachMergeRequestOnce() throws MergeException, IOException {
    List<ServiceResult> results =
        List.of(
            at(proposed("api"), "!12", URL + 12),
            at(proposed("worker"), "!12", URL + 12),
            at(Runs.failed("web", "gone"), "!7", URL + 7),
            at(proposed("odd"), "!1", "javascript:alert(1)"),
            at(proposed("even"), "!1", "https://evil.example/$CI_JOB_TOKEN"),
            proposed("none"));
    List<MergeRequestLink> links = MergeRequestLink.of(results);
    assertThat(new String(Annotations.of(links), UTF_8))
        .isEqualTo(
            """
            {
              "Merge requests" : [ {
                "external_link" : {
                  "label" : "shop !12: PGO profiles of api and worker",
                  "url" : "%s12"
                }
              }, {
                "external_link" : {
                  "label" : "shop !7: PGO profile of web",
                  "url" : "%s7"
                }
              } ]
            }
            """
                .formatted(URL, URL));
    assertThat(new String(DotEnv.of(results, links, 1), UTF_8))
        .isEqualTo(
            """
            GO_PGO_EXIT_CODE=1
            GO_PGO_PROPOSED=5
            GO_PGO_KEPT=0
            GO_PGO_WITHHELD=0
            GO_PGO_FAILED=1
            GO_PGO_MERGE_REQUEST_COUNT=2
            GO_PGO_MERGE_REQUESTS=%s12 %s7
            """
                .formatted(URL, URL));
  }

  @Test
  void linkNothingWhereThereIsNothing() {
    assertThat(new String(Annotations.of(List.of()), UTF_8)).isEqualTo("{ }\n");
    assertThat(new String(DotEnv.of(List.of(), List.of(), 0), UTF_8))
        .endsWith("GO_PGO_MERGE_REQUESTS=\n");
  }

  @Test
  void stayWithinTheLimitsOfGitLab() throws IOException {
    List<ServiceResult> results =
        IntStream.range(0, 1500)
            .mapToObj(i -> at(Runs.failed("s" + i, "gone"), "!" + i, URL + i))
            .toList();
    List<MergeRequestLink> links = MergeRequestLink.of(results);
    byte[] variables = DotEnv.of(results, links, 1);
    assertThat(variables).hasSizeLessThan(5 * 1024);
    assertThat(new String(variables, UTF_8)).contains("_COUNT=1500\n").endsWith("\n");
    JsonNode list = new ObjectMapper().readTree(Annotations.of(links)).get("Merge requests");
    assertThat(list).hasSize(1000);
    String services = "x".repeat(60);
    List<ServiceResult> shared =
        IntStream.range(0, 9).mapToObj(i -> at(Runs.failed(services, ""), "!1", URL)).toList();
    assertThat(MergeRequestLink.of(shared).getFirst().label())
        .isEqualTo("shop !1: PGO profiles of 9 services");
  }

  private static ServiceResult proposed(String service) throws MergeException {
    return Runs.of(service)
        .profile("a", FoldedProfile.of("main;serve 13000"))
        .missing("default.pgo")
        .result();
  }

  private static ServiceResult withheld(String service) throws MergeException {
    return Runs.of(service)
        .profile("a", FoldedProfile.of("main;tick 12"))
        .missing("default.pgo")
        .result();
  }

  private static ServiceResult expected(ServiceResult result) {
    Judged judged = (Judged) result.outcome();
    return new ServiceResult(
        result.service(),
        result.project(),
        result.files(),
        new Judged(
            judged.window(),
            judged.isLive(),
            judged.collected(),
            judged.merged(),
            judged.committed(),
            judged.verdict(),
            judged.isRequested(),
            judged.profile(),
            true),
        result.visit());
  }

  private static ServiceResult at(ServiceResult result, String reference, String url) {
    return result.after(new Visit(Optional.of(new Visit.Request(reference, url)), 0, List.of()));
  }

  private static Visit noted(String words) {
    return new Visit(Optional.of(new Visit.Request(words, words)), 0, List.of(words));
  }

  /// The report, after the schema's check.
  private static String text(byte[] junit) throws SAXException, IOException {
    SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
        .newSchema(new StreamSource(JobReportsTest.class.getResourceAsStream("/junit.xsd")))
        .newValidator()
        .validate(new StreamSource(new ByteArrayInputStream(junit)));
    return new String(junit, UTF_8);
  }

  private static Document parse(byte[] xml)
      throws ParserConfigurationException, SAXException, IOException {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml));
  }
}
