package io.gitlab.gopgo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gitlab.gopgo.testing.gitlab.Fault;
import io.gitlab.gopgo.testing.gitlab.MergeRequest;
import io.gitlab.gopgo.testing.gitlab.Project;
import io.gitlab.gopgo.testing.gitlab.Role;
import io.gitlab.gopgo.testing.gitlab.Token;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Projects and tokens that aren't as a refresh would like them.
class GitLabProjectsTest {
  private static final String POINTER =
      """
      version https://git-lfs.github.com/spec/v1
      oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
      size 12345
      """;

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
  void refuseAPathThatGoesIntoLfs() {
    shop.project.push(
        shop.alice, "main", "LFS", Map.of(".gitattributes", "*.pgo filter=lfs diff=lfs\n"));
    Run run = shop.refresh();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("default.pgo is kept in Git LFS", "`*.pgo -filter");
    assertThat(shop.project.mergeRequests()).isEmpty();
    shop.project.push(
        shop.alice,
        "main",
        "No LFS",
        Map.of(".gitattributes", "*.pgo filter=lfs diff=lfs\n*.pgo -filter -diff -merge\n"));
    assertThat(shop.refresh().exitCode()).isZero();
  }

  @Test
  void refuseAPointerIntoLfs() {
    shop.project.push(shop.alice, "main", "LFS", Map.of("default.pgo", POINTER));
    Run run = shop.refresh();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("default.pgo is kept in Git LFS");
  }

  @Test
  void tellThatAProjectIsAFork() throws IOException {
    Project fork = shop.gitlab.fork(shop.project, "shop/fork");
    Path settings = folder.resolve("go-pgo.yml");
    Files.writeString(settings, Files.readString(settings).replace("shop/api,", "shop/fork,"));
    Run run = shop.refresh();
    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(run.err()).contains("shop/fork is a fork of shop/api");
    assertThat(fork.mergeRequests()).hasSize(1);
    assertThat(shop.project.mergeRequests()).isEmpty();
  }

  @Test
  void tellThatAProjectHasMoved() {
    shop.project.rename("shop/backend");
    Run run = shop.refresh();
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("shop/api has moved to shop/backend; write that into `project`");
  }

  /// Of two services one has the new path: their branches would overwrite each other for ever.
  @Test
  void tellThatTwoHaveBecomeOne() {
    shop.addSecondService();
    shop.project.rename("shop/backend");
    shop.change(settings ->
        settings.replace(
            "project: shop/api, files: [second", "project: shop/backend, files: [second"));
    for (int i = 0; i < 2; i++) {
      Run run = shop.refresh();
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out())
          .containsPattern("api +(proposed|kept) ")
          .contains(
              "second   failed",
              "shop/api and shop/backend are one project by now, with one branch go-pgo/main for both; write its present path into `project` of all services");
      assertThat(shop.request().pushes()).isZero();
    }
    assertThat(shop.project.paths(OneProject.SOURCE))
        .contains("default.pgo")
        .doesNotContain("second/default.pgo");
  }

  /// The run's day is 2026-11-09.
  @ParameterizedTest
  @CsvSource({"2026-11-10, true", "2026-11-23, true", "2026-11-24, false", "2027-10-01, false"})
  void tellThatATokenExpiresSoon(LocalDate day, boolean isTold) throws IOException {
    shop.gitlab.setClock(() -> Run.CLOCK.instant());
    shop.gitlab.replace(shop.token.expiring(day));
    String warning =
        "the token in GO_PGO_TOKEN for the GitLab main expires on %s; rotate it".formatted(day);
    Run run = shop.refresh("--output", "out");
    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(run.err().contains(warning)).isEqualTo(isTold);
    assertThat(report().at("/services/0/remarks").toString().contains(warning)).isEqualTo(isTold);
  }

  @Test
  void countTheirRequests() throws IOException {
    shop.refresh("--output", "out");
    assertThat(report().at("/services/0/requests").asInt())
        .isEqualTo(shop.gitlab.requests().count())
        .isPositive();
    shop.gitlab.requests().reset();
    shop.gitlab.requests().fail(3, Fault.TOO_MANY_REQUESTS);
    shop.refresh("--output", "out");
    assertThat(report().at("/services/0/requests").asInt())
        .isEqualTo(shop.gitlab.requests().count());
  }

  @Test
  void nameTheOpenMergeRequest() throws IOException {
    shop.refresh();
    shop.refresh("--output", "out");
    JsonNode request = report().at("/services/0/mergeRequest");
    assertThat(request.get("reference").asText()).isEqualTo("!1");
    assertThat(request.get("url").asText())
        .isEqualTo(shop.gitlab.url() + "/shop/api/-/merge_requests/1");
  }

  private JsonNode report() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("out/report.json").toFile());
  }

  @Test
  void areReadInADryRunWithTheTokenOfAJob() {
    Token job = shop.gitlab.token(Token.Kind.JOB, "job");
    shop.gitlab.grant(job.account(), "shop", Role.DEVELOPER);
    Run dry = shop.refreshWith(job, "--dry-run");
    assertThat(dry.exitCode()).as(dry.out() + dry.err()).isZero();
    assertThat(dry.out()).contains("shop/api: Add PGO profile of api", "**First profile**");

    Run real = shop.refreshWith(job);
    assertThat(real.exitCode()).isEqualTo(1);
    assertThat(real.out())
        .contains(
            "shop/api: GO_PGO_TOKEN holds a CI job's token, which can only read",
            "good for --dry-run",
            "the token of a group, a project or a service account");
    assertThat(shop.gitlab.requests().writes()).isEmpty();

    shop.refresh();
    assertThat(shop.refreshWith(job, "--dry-run").out()).contains("!1 proposes the same");
    shop.project.push(shop.alice, OneProject.SOURCE, "By hand", Map.of("x", "y"));
    shop.otherProfiles();
    assertThat(shop.refreshWith(job, "--dry-run").out()).contains("Somebody else committed to");
  }

  @ParameterizedTest
  @ValueSource(strings = {"REPORTER", "NONE"})
  void sayWhichRightsAreMissing(Role role) {
    Token weak = shop.gitlab.token(Token.Kind.GROUP, "weak");
    shop.gitlab.grant(weak.account(), "shop", role);
    Run run = shop.refreshWith(weak);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains(
            role == Role.NONE
                ? "project shop/api: GitLab answered 404"
                : "You are not allowed to push into this branch");
    assertThat(run.out())
        .contains(
            role == Role.NONE
                ? "it doesn't exist, or the token in GO_PGO_TOKEN may not see it"
                : "the token in GO_PGO_TOKEN needs the role Developer in the project and the scope api");
  }

  @Test
  void sayThatAScopeIsMissing() {
    shop.gitlab.replace(shop.token.withScopes("read_api"));
    Run run = shop.refresh();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("insufficient", "the scope api");
  }

  @Test
  void areLeftAloneWhileAMergeRequestGoesElsewhere() {
    shop.refresh();
    shop.project.push(shop.alice, "develop", "Develop", Map.of("a", "b"));
    shop.request().sendTo(shop.alice, "develop");
    shop.otherProfiles();
    shop.gitlab.requests().reset();
    Run run = shop.refresh();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Somebody let !1 merge into develop instead of main");
    assertThat(shop.gitlab.requests().writes()).isEmpty();
  }

  /// A run that died between its push and the description leaves an old one behind.
  @Test
  void getADescriptionThatSpeaksOfTheirFiles() {
    shop.refresh();
    MergeRequest request = shop.request();
    String before = request.description();
    shop.otherProfiles();
    shop.gitlab.requests().reset();
    shop.refresh();
    assertThat(shop.gitlab.requests().writes()).as("a commit and a description").hasSize(2);
    String after = request.description();
    request.editDescription(shop.alice, before);
    shop.refresh();
    assertThat(request.description()).isEqualTo(after);
    assertThat(request.pushes()).isEqualTo(1);
  }
}
