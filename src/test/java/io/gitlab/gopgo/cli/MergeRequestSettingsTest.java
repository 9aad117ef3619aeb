package io.gitlab.gopgo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.testing.gitlab.Account;
import io.gitlab.gopgo.testing.gitlab.MergeRequest;
import io.gitlab.gopgo.testing.gitlab.Milestone;
import io.gitlab.gopgo.testing.gitlab.Project;
import io.gitlab.gopgo.testing.gitlab.Protection;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What instances and teams ask of a merge request.
class MergeRequestSettingsTest {
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
  void holdWhenItIsMadeAndNeverAgain() {
    Account bob = shop.gitlab.person("bob");
    Milestone milestone = shop.project.milestone("19.5");
    shop.settings(
        """
        branchPrefix: bots/pgo
        title: "perf: {title} ({project})"
        commitMessage: "{title}\\n\\nFor {services}.\\n\\nChangelog: performance"
        author: {name: PGO Bot, email: pgo@example.com}
        draft: true
        squash: true
        removeSourceBranch: false
        labels: [performance, pgo]
        assignees: ["@alice"]
        reviewers: [bob]
        milestone: "19.5"
        """);
    Run run = shop.refresh();
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    MergeRequest request = shop.request();
    assertThat(request.title()).isEqualTo("Draft: perf: Add PGO profile of api (shop/api)");
    assertThat(request.sourceBranch()).isEqualTo("bots/pgo/main");
    assertThat(request.squash()).isTrue();
    assertThat(request.removeSourceBranch()).isFalse();
    assertThat(request.labels()).containsExactly("performance", "pgo");
    assertThat(request.assignees()).containsExactly(shop.alice);
    assertThat(request.reviewers()).containsExactly(bob);
    assertThat(request.milestone()).contains(milestone);
    Project.Commit commit = shop.project.commits("bots/pgo/main", "main").getFirst();
    assertThat(commit.message())
        .isEqualTo(
            """
            perf: Add PGO profile of api (shop/api)

            For api.

            Changelog: performance
            Go-Pgo: v1\
            """);
    assertThat(commit.authorName()).isEqualTo("PGO Bot");
    assertThat(commit.authorEmail()).isEqualTo("pgo@example.com");
    assertThat(shop.gitlab.requests().unknownParameters())
        .as("beside what gitlab4j adds by itself")
        .containsOnly("GET projects/1/repository/tree: id");

    request.editTitle(bob, "Ready");
    request.askToReview(bob, shop.alice);
    request.removeLabels(bob, "pgo");
    shop.otherProfiles();
    assertThat(shop.refresh().exitCode()).isZero();
    assertThat(request.pushes()).isEqualTo(1);
    assertThat(request.title()).isEqualTo("Ready");
    assertThat(request.reviewers()).containsExactly(shop.alice);
    assertThat(request.labels()).containsExactly("performance");
  }

  @Test
  void ofPeopleWhoAreGoneAreRemarks() {
    shop.settings("reviewers: [nobody]\nmilestone: never\nassignees: [alice]\n");
    Run run = shop.refresh();
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("there is no user \"nobody\"", "no milestone \"never\"");
    assertThat(shop.request().assignees()).containsExactly(shop.alice);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "branchPrefix: /x | expected the beginning of a branch's name",
        "branchPrefix: a..b | expected the beginning of a branch's name",
        "title: 'perf: {titel}' | unknown place \"titel\"; did you mean \"title\"?",
        "author: {name: Bot} | mergeRequest.author.email: is missing",
        "author: {name: Bot, email: bot} | expected an address",
        "commitMessage: '' | is empty",
        "drafts: true | did you mean \"draft\"?",
      })
  void areCheckedBeforeAnythingIsDone(String setting, String message) {
    shop.settings(setting);
    Run run = shop.refresh();
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(message);
    assertThat(shop.gitlab.requests().count()).isZero();
  }

  @Test
  void setAutoMergeAfterEachPush() {
    shop.settings("autoMerge: true\n");
    shop.project.pipelineRuns(true).protect("main", Protection.DEVELOPERS_MERGE);
    Run run = shop.refresh();
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(shop.request().autoMerge()).isTrue();
    shop.gitlab.requests().reset();
    shop.refresh();
    assertThat(shop.gitlab.requests().writes()).isEmpty();
    shop.otherProfiles();
    shop.refresh();
    assertThat(shop.request().pushes()).isEqualTo(1);
    assertThat(shop.request().autoMerge()).isTrue();
  }

  @Test
  void leaveAutoMergeAloneWhenSomebodyCancelledIt() {
    shop.settings("autoMerge: true\n");
    shop.project.pipelineRuns(true).protect("main", Protection.DEVELOPERS_MERGE);
    shop.refresh();
    shop.request().cancelAutoMerge(shop.alice);
    shop.gitlab.requests().reset();
    shop.refresh();
    assertThat(shop.gitlab.requests().writes()).isEmpty();
    shop.otherProfiles();
    shop.refresh();
    assertThat(shop.request().pushes()).isEqualTo(1);
    assertThat(shop.request().autoMerge()).isFalse();
  }

  /// GitLab needs a moment to know whether a new merge request can be merged.
  @Test
  void setAutoMergeOnceGitLabKnows() {
    shop.settings("autoMerge: true\n");
    shop.project.pipelineRuns(true).protect("main", Protection.DEVELOPERS_MERGE);
    shop.refresh();
    shop.request().checkingFor(4);
    shop.otherProfiles();
    assertThat(shop.refresh().err()).doesNotContain("auto-merge");
    assertThat(shop.request().autoMerge()).isTrue();
  }

  @Test
  void sayWhyAutoMergeCannotBeSetAndTryAgainNextTime() {
    shop.settings("autoMerge: true\n");
    shop.project.requireApprovals(1).pipelineRuns(true);
    shop.project.protect("main", Protection.DEVELOPERS_MERGE);
    Run run = shop.refresh();
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("auto-merge of !1 can't be set: its status is not_approved");
    assertThat(shop.request().autoMerge()).isFalse();
    shop.request().approve(shop.alice);
    assertThat(shop.refresh().exitCode()).isZero();
    assertThat(shop.request().autoMerge()).isTrue();
    assertThat(shop.request().approvals()).isEqualTo(1);
  }

  @Test
  void sayThatAutoMergeWaitsForAPipelineThatIsNotThere() {
    shop.settings("autoMerge: true\n");
    shop.project.protect("main", Protection.DEVELOPERS_MERGE);
    Run run = shop.refresh();
    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .contains(
            "auto-merge of !1 can't be set: its status is mergeable",
            "it waits for a pipeline, and GitLab has none for this merge request");
    assertThat(shop.request().state()).isEqualTo(MergeRequest.State.OPENED);
  }

  @Test
  void sayThatTheTokenMayNotMerge() {
    shop.settings("autoMerge: true\n");
    shop.project.pipelineRuns(true);
    Run run = shop.refresh();
    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .contains(
            "auto-merge of !1 can't be set",
            "GitLab answered 401",
            "; the token in GO_PGO_TOKEN may not do this");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Commit message does not follow the pattern 'JIRA-' | `mergeRequest.commitMessage`",
        "Author's commit email 'x' does not follow the pattern '@corp' | `mergeRequest.author`",
        "Committer's email 'x' is not verified | the committer is the token's user",
        "Branch name does not follow the pattern 'bot-' | `mergeRequest.branchPrefix`",
        "File name default.pgo was prohibited by the pattern 'pgo$' | allow *.pgo",
        "Commit must be signed with a GPG key | let GitLab sign",
      })
  void areNamedWhereARuleOfTheProjectSaysNo(String words, String setting) {
    shop.project.refuseCommits(words);
    Run run = shop.refresh();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains(words, setting);
    assertThat(shop.project.mergeRequests()).isEmpty();
  }

  @Test
  void areNamedWhereTheBranchIsProtected() {
    shop.project.protect(OneProject.SOURCE, Protection.NOBODY_PUSHES);
    Run run = shop.refresh();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("You are not allowed to push into this branch", "`mergeRequest.branchPrefix`");
  }

  @Test
  void makeNoTitleLongerThanGitLabTakes() {
    shop.settings("draft: true\ntitle: '%s'\n".formatted("😀".repeat(300)));
    assertThat(shop.refresh().exitCode()).isZero();
    assertThat(shop.request().title()).startsWith("Draft: 😀").endsWith("😀…");
    assertThat(shop.request().title().codePoints()).hasSize(255);
  }

  @Test
  void giveTheirTitleToADryRun() {
    shop.settings("title: 'perf: {services}'\n");
    assertThat(shop.refresh("--dry-run").out()).contains("shop/api: perf: api\n");
    assertThat(shop.gitlab.requests().writes()).isEqualTo(List.of());
  }
}
