package io.gitlab.gopgo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The folder of `--report`, however a run ends.
class ReportFolderTest {
  @TempDir private Path folder;
  private OneProject shop;

  @BeforeEach
  void start() {
    shop = new OneProject(folder);
  }

  @AfterEach
  void stop() {
    shop.close();
  }

  @Test
  void tellsOfWhatWasDelivered() throws IOException {
    assertThat(shop.refresh("--report", "out/job").exitCode()).isZero();
    String url = shop.gitlab.url() + "/shop/api/-/merge_requests/1";
    assertAll("out/job");
    assertThat(text("out/job/annotations.json"))
        .contains("\"label\" : \"shop/api !1: PGO profile of api\"", "\"url\" : \"" + url + "\"");
    assertThat(text("out/job/go-pgo.env"))
        .startsWith("GO_PGO_EXIT_CODE=0\nGO_PGO_PROPOSED=1\n")
        .endsWith("\nGO_PGO_MERGE_REQUESTS=" + url + "\n");
    assertThat(text("out/job/junit.xml"))
        .contains("classname=\"shop/api\" name=\"api\"", "proposed: first profile&#10;!1 " + url);
    assertThat(text("out/job/report.json")).contains("\"verdict\" : \"proposed\"", url);
  }

  @Test
  void tellsOfWhatWouldBeDelivered() throws IOException {
    assertThat(shop.refresh("--report", "job", "--dry-run").exitCode()).isZero();
    assertAll("job");
    assertThat(text("job/annotations.json")).isEqualTo("{ }\n");
    assertThat(shop.refresh("--report", "job", "--output", "out").exitCode()).isZero();
    assertAll("job");
    assertThat(text("job/report.json")).isEqualTo(text("out/report.json"));
    assertThat(shop.project.mergeRequests()).isEmpty();
  }

  @Test
  void maySitInTheOutputFolder() throws IOException {
    shop.refresh("--report", "out", "--output", "out");
    shop.refresh("--report", "out", "--output", "out");
    assertThat(text("out/junit.xml")).contains("proposed: first profile");
    assertThat(text("out/report.json")).contains("\"verdict\" : \"proposed\"");
  }

  @Test
  void tellsOfAFailedService() throws IOException {
    Run run = Run.in(folder, Map.of("GITLAB_URL", shop.gitlab.url()), refresh("--report", "job"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertAll("job");
    assertThat(text("job/junit.xml"))
        .contains(
            "errors=\"1\"",
            "the environment variable GO_PGO_TOKEN is not set or empty; a variable that is protected is there on protected branches only</error>");
    assertThat(text("job/go-pgo.env")).contains("EXIT_CODE=1\n", "FAILED=1\n");
  }

  @Test
  void tellsOfAWithheldService() throws IOException {
    shop.profiles(1, 100, 1);
    assertThat(shop.refresh("--report", "job").exitCode()).isEqualTo(3);
    assertThat(text("job/junit.xml")).contains("failures=\"1\"", "<failure type=\"withheld\"");
    assertThat(text("job/go-pgo.env")).contains("EXIT_CODE=3\n", "WITHHELD=1\n");
  }

  @Test
  void tellsOfSettingsThatCantBeRead() throws IOException {
    shop.refresh("--report", "job");
    Files.writeString(folder.resolve("go-pgo.yml"), "version: 2\n");
    Run run = shop.refresh("--report", "job");
    assertThat(run.exitCode()).isEqualTo(2);
    assertAll("job");
    assertThat(text("job/junit.xml"))
        .contains(
            "name=\"settings\"", "go-pgo.yml:1: version: expected 1, the only version so far");
    assertThat(text("job/annotations.json")).isEqualTo("{ }\n");
    assertThat(text("job/report.json")).contains("\"exitCode\" : 2", "\"services\" : [ ]");
    assertThat(shop.refresh("--report", "job", "--service", "apy").exitCode()).isEqualTo(2);
  }

  @Test
  void tellsOfAnOutputFolderThatCantBeWritten() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    Run run = shop.refresh("--report", "job", "--output", "file");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(text("job/junit.xml")).contains("name=\"refresh\"", "file: already there");
  }

  @Test
  void costsNotTheTableWhereItCantBeWritten() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    Run run = shop.refresh("--report", "file/job");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("api      proposed");
    assertThat(run.err()).contains("go-pgo: ").contains("file");
  }

  private void assertAll(String report) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(report))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("report.json", "junit.xml", "annotations.json", "go-pgo.env");
    }
  }

  private static String[] refresh(String... arguments) {
    return Stream.concat(Stream.of("refresh", "--config", "go-pgo.yml"), Stream.of(arguments))
        .toArray(String[]::new);
  }

  private String text(String file) throws IOException {
    return Files.readString(folder.resolve(file));
  }
}
