package io.gitlab.gopgo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.Folders;
import io.gitlab.gopgo.testing.gitlab.Fault;
import io.gitlab.gopgo.testing.gitlab.MergeRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Two services of one merge request, of which a run has something to say of one.
class SharedMergeRequestTest {
  private static final String SECOND = "second/default.pgo";

  @TempDir private Path folder;
  private OneProject shop;

  @BeforeEach
  void start() {
    shop = new OneProject(folder);
    shop.addSecondService();
  }

  @AfterEach
  void stop() {
    shop.close();
  }

  private byte[] second() {
    return shop.project.file(OneProject.SOURCE, SECOND).orElseThrow();
  }

  private void assertNothingIsWritten(String... arguments) {
    shop.gitlab.requests().reset();
    Run run = shop.refresh(arguments);
    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(shop.gitlab.requests().writes()).isEmpty();
  }

  /// The other one's proposal is still there, and its marker with it.
  private void assertSecondStands(byte[] before) {
    assertThat(second()).isEqualTo(before);
    assertThat(shop.project.commits(OneProject.SOURCE, "main"))
        .singleElement()
        .satisfies(commit ->
            assertThat(commit.message())
                .isEqualTo("Add PGO profiles of api and second\n\nGo-Pgo: v1"));
    assertThat(shop.request().description())
        .contains(
            """
            ## `second`

            **As proposed before**: this profile stands as an earlier run proposed it; the run that \
            wrote this had no better one.

            | | proposed |
            |---|---|
            | Samples | 24,000 |
            | CPU time | 4 min 0 s |
            | Profiles | 8 |
            | Call edges | 3 |
            | of them hot | 3 |
            | File size | %d bytes |

            ## The first profile
            """
                .formatted(before.length))
        .contains("file=default.pgo sha256=", "file=second/default.pgo sha256=");
  }

  @Test
  void staysWithBothWhereARunIsOfOne() {
    shop.refresh();
    byte[] before = second();
    byte[] api = shop.project.file(OneProject.SOURCE, "default.pgo").orElseThrow();
    shop.otherProfiles();
    assertThat(shop.refresh("--service", "api").out())
        .contains("api      proposed")
        .doesNotContain("second");
    assertThat(shop.project.file(OneProject.SOURCE, "default.pgo").orElseThrow()).isNotEqualTo(api);
    assertSecondStands(before);
    assertNothingIsWritten("--service", "api");
    assertNothingIsWritten("--service", "second");
    assertNothingIsWritten();
  }

  @Test
  void showsBothInAnOutputFolder() {
    shop.refresh();
    shop.otherProfiles();
    shop.refresh("--service", "api", "--output", "out");
    Path change = folder.resolve("out/main/shop/api/go-pgo/main");
    assertThat(Folders.bytes(change.resolve(SECOND))).isEqualTo(second());
    assertThat(change.resolve("merge-request.md")).content().contains("**As proposed before**");
  }

  /// Narrowed twice: by the fan-out, and by the shard's own run.
  @Test
  void staysWithThoseThatAFanOutLeftAside() {
    shop.change(settings ->
        settings
            + """
              third:
                from: [{source: here, paths: ["second/*"]}]
                to: {gitlab: main, project: shop/api, files: [third/default.pgo]}
            """);
    shop.project.push(shop.alice, "main", "Third", Map.of("third/main.go", "package main\n"));
    shop.refresh();
    shop.otherProfiles();
    Run fanOut =
        Run.in(
            folder,
            shop.environment(),
            "fan-out",
            "collected",
            "--config=go-pgo.yml",
            "--service=api",
            "--service=second");
    assertThat(fanOut.exitCode()).as(fanOut.err()).isZero();
    assertThat(shop.refresh("--collected", "collected", "--service", "api").out())
        .contains("api      proposed");
    assertThat(shop.project.paths(OneProject.SOURCE)).contains(SECOND, "third/default.pgo");
  }

  /// A source that is gone fails the service, one that is empty withholds its profile.
  @ParameterizedTest
  @ValueSource(strings = {"failed", "withheld"})
  void staysWithBothWhereOneHasNothingNew(String verdict) throws IOException {
    shop.refresh();
    byte[] before = second();
    shop.otherProfiles();
    if (verdict.equals("failed")) {
      shop.change(settings ->
          settings
              .replace("here: {", "gone: {files: {paths: [gone]}}\n  here: {")
              .replace("source: here, paths: [\"second/*\"]", "source: gone"));
    } else {
      Folders.delete(folder.resolve("in/second"));
    }
    assertThat(shop.refresh().out()).contains("api      proposed", "second   " + verdict);
    assertSecondStands(before);
  }

  @Test
  void losesAServiceThatTheSettingsNoLongerHave() {
    shop.refresh();
    shop.otherProfiles();
    shop.change(settings -> settings.replace("  second:\n", "  second:\n    enabled: false\n"));
    assertThat(shop.refresh().err())
        .contains(
            """
            !1 also proposes second/default.pgo, which no enabled service of these settings delivers: \
            an update takes it out; should other settings deliver to this branch, too, give one of \
            them a `mergeRequest.branchPrefix` of its own\
            """);
    assertThat(shop.project.paths(OneProject.SOURCE)).doesNotContain(SECOND);
    assertThat(shop.request().description()).doesNotContain("second");
    assertThat(shop.refresh().err()).doesNotContain("also proposes");
  }

  @Test
  void losesWhatTheTargetBranchHasByNow() {
    shop.refresh();
    shop.project.pushBytes(shop.alice, "main", "By hand", Map.of(SECOND, second()));
    shop.otherProfiles();
    shop.refresh("--service", "api");
    assertThat(shop.request().description()).doesNotContain("file=second");
    assertNothingIsWritten();
  }

  /// The branch has the file as its start had it, which is older than the target branch.
  @Test
  void takesNoOldFileOfTheTargetBranchForAProposal() {
    byte[] old = FoldedProfile.of("main;old 9000").bytes();
    shop.project.pushBytes(shop.alice, "main", "Old", Map.of(SECOND, old));
    shop.refresh("--service", "api");
    assertThat(second()).isEqualTo(old);
    byte[] now = FoldedProfile.of("main;now 9000").bytes();
    shop.project.pushBytes(shop.alice, "main", "Now", Map.of(SECOND, now));
    shop.otherProfiles();
    shop.refresh("--service", "api");
    assertThat(second()).isEqualTo(now);
  }

  /// What stands in a description was written by whoever could; written again by a run, it would
  /// act with the token's rights.
  @Test
  void takesNoWordsOutOfADescription() {
    shop.refresh();
    MergeRequest request = shop.request();
    request.editDescription(
        shop.alice,
        request.description().replace("## `second`\n", "## `second`\n\n /merge\n\nFine.\n"));
    shop.otherProfiles();
    shop.refresh("--service", "api");
    assertThat(request.description()).contains("## `second`").doesNotContain("/merge", "Fine.");
  }

  @ParameterizedTest
  @EnumSource(names = {"REFUSED", "DROPPED_AFTER"})
  void endsTheSameWhateverFails(Fault fault) throws IOException {
    shop.refresh();
    shop.otherProfiles();
    shop.gitlab.requests().reset();
    shop.refresh("--service", "api");
    String undisturbed = shop.state();
    int requests = shop.gitlab.requests().count();
    for (int number = requests - 6; number <= requests; number++) {
      try (OneProject other =
          new OneProject(Files.createDirectories(folder.resolve(number + "")))) {
        other.addSecondService();
        other.refresh();
        other.otherProfiles();
        other.gitlab.requests().reset();
        other.gitlab.requests().fail(number, fault);
        other.refresh("--service", "api");
        Run repaired = other.refresh("--service", "api");
        assertThat(repaired.exitCode()).as("request %d: %s", number, repaired.out()).isZero();
        assertThat(other.state()).as("request %d", number).isEqualTo(undisturbed);
      }
    }
  }

  @Test
  void isAnAnswerForEachOfBothWhenItIsClosed() {
    shop.refresh();
    shop.request().close(shop.alice);
    shop.secondProfiles(300, 2400);
    assertThat(shop.refresh().out())
        .contains("api      kept", "!1 proposed the same within noise and was closed")
        .contains("second   proposed");
    MergeRequest later = shop.project.mergeRequest(2);
    assertThat(later.title()).isEqualTo("Add PGO profile of second");
    assertThat(shop.project.paths(OneProject.SOURCE)).doesNotContain("default.pgo");
    assertNothingIsWritten();

    later.merge(shop.alice);
    assertNothingIsWritten();
    shop.secondProfiles(1000, 1000);
    assertThat(shop.refresh().out()).contains("api      kept", "second   proposed");

    shop.otherProfiles();
    assertThat(shop.refresh().out()).contains("api      proposed");
    assertThat(shop.project.paths(OneProject.SOURCE)).contains("default.pgo", SECOND);
    assertThat(shop.project.mergeRequests()).hasSize(3);
  }

  @Test
  void isWantedAgainByALabelWhileAnotherOneIsOpen() {
    shop.refresh();
    shop.request().close(shop.alice);
    shop.secondProfiles(300, 2400);
    shop.refresh();
    shop.request().addLabels(shop.alice, "recreate");
    assertThat(shop.refresh().out()).contains("api      proposed");
    assertThat(shop.project.mergeRequests()).hasSize(2);
    assertThat(shop.project.mergeRequest(2).description())
        .contains("file=default.pgo", "file=second/default.pgo");
    assertNothingIsWritten();
  }
}
