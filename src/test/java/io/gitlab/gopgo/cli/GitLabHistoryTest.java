package io.gitlab.gopgo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.testing.gitlab.MergeRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What earlier merge requests mean for later ones, however long ago they were.
class GitLabHistoryTest {
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

  /// GitLab deletes the ref of a merge request's head two weeks after its end, and keeps the
  /// commit.
  @Test
  void respectsAClosedMergeRequestAfterItsRefIsGone() {
    shop.refresh();
    shop.request().close(shop.alice);
    shop.project.deleteBranch(shop.alice, OneProject.SOURCE);
    shop.request().deleteRef();
    shop.gitlab.requests().reset();
    assertThat(shop.refresh().out()).contains("!1 proposed the same within noise and was closed");
    assertThat(shop.gitlab.requests().writes()).isEmpty();
  }

  /// One who opens an older merge request again, while a younger one stays closed.
  @Test
  void keepsTheApprovalsOfAnOlderMergeRequestThatIsOpenAgain() {
    shop.refresh();
    shop.request().close(shop.alice);
    shop.otherProfiles();
    shop.refresh();
    shop.project.mergeRequest(2).close(shop.alice);
    assertThat(shop.request().reopen(shop.alice)).isTrue();
    shop.profiles(1000, 1000, 1000);
    shop.refresh();
    assertThat(shop.request().state()).isEqualTo(MergeRequest.State.OPENED);
    shop.request().approve(shop.alice);
    shop.gitlab.requests().reset();
    assertThat(shop.refresh().out()).contains("!1 proposes the same within noise");
    assertThat(shop.gitlab.requests().writes()).isEmpty();
    assertThat(shop.request().approvals()).isEqualTo(1);
  }

  @Test
  void holdsWhatWasTakenBackWhileAnotherServiceGoesOn() {
    shop.addSecondService();
    shop.refresh();
    shop.request().merge(shop.alice);
    shop.project.remove(shop.alice, "main", "Revert one profile", "default.pgo");
    shop.secondProfiles(300, 2400);
    assertThat(shop.refresh().out()).contains("api      kept", "second   proposed");
    assertThat(shop.project.mergeRequest(2).description()).doesNotContain("file=default.pgo");
    shop.gitlab.requests().reset();
    assertThat(shop.refresh().out()).contains("api      kept", "somebody took it back");
    assertThat(shop.gitlab.requests().writes()).isEmpty();
    shop.project.mergeRequest(2).merge(shop.alice);
    shop.gitlab.requests().reset();
    assertThat(shop.refresh().out()).contains("api      kept", "Put the label `recreate` on !1");
    assertThat(shop.gitlab.requests().writes()).isEmpty();
    shop.request().addLabels(shop.alice, "recreate");
    assertThat(shop.refresh().out()).contains("api      proposed");
  }

  /// A run died between its push and the description, and then it was merged.
  @Test
  void goesOnAfterAMergeWhoseDescriptionWasLate() {
    shop.refresh();
    String before = shop.request().description();
    shop.otherProfiles();
    shop.refresh();
    shop.request().editDescription(shop.alice, before);
    shop.request().merge(shop.alice);
    shop.request().deleteRef();
    assertThat(shop.refresh().out()).contains("api      kept").doesNotContain("took it back");
    shop.profiles(1000, 1000, 1000);
    assertThat(shop.refresh().out()).contains("api      proposed");
  }

  @Test
  void saysHowToGetAFreshBranch() {
    shop.refresh();
    shop.project.push(shop.alice, OneProject.SOURCE, "By hand", Map.of("x", "y"));
    shop.otherProfiles();
    assertThat(shop.refresh().out())
        .contains("merge it, or delete the branch and put the label `recreate` on !1");
    shop.profiles(1000, 1000, 1000);
    shop.project.deleteBranch(shop.alice, OneProject.SOURCE);
    shop.request().addLabels(shop.alice, "recreate");
    assertThat(shop.refresh().out()).contains("api      proposed");
    assertThat(shop.project.mergeRequests()).hasSize(2);
  }

  /// Amending keeps our message: what a commit changes tells whose it is.
  @Test
  void leavesAnAmendedCommitAlone() {
    shop.refresh();
    String message = shop.project.commits(OneProject.SOURCE, "main").getFirst().message();
    byte[] profile = shop.project.file(OneProject.SOURCE, "default.pgo").orElseThrow();
    String main = Objects.requireNonNull(shop.project.branches().get("main"));
    shop.project.pushBranch(shop.alice, OneProject.SOURCE, main);
    shop.project.pushBytes(
        shop.alice,
        OneProject.SOURCE,
        message,
        Map.of("default.pgo", profile, "main.go", "package main // faster".getBytes(UTF_8)));
    shop.otherProfiles();
    assertThat(shop.refresh().out()).contains("api      kept", "Somebody else committed to");
    assertThat(shop.project.text(OneProject.SOURCE, "main.go")).contains("package main // faster");
  }

  @Test
  void leavesASecondCommitUnderOurMessageAlone() {
    shop.refresh();
    String message = shop.project.commits(OneProject.SOURCE, "main").getFirst().message();
    shop.project.push(shop.alice, OneProject.SOURCE, message, Map.of("default.pgo", "mine"));
    shop.otherProfiles();
    assertThat(shop.refresh().out()).contains("api      kept", "Somebody else committed to");
    assertThat(shop.project.text(OneProject.SOURCE, "default.pgo")).contains("mine");
  }

  /// Its source branch was kept, lies wholly within the target branch, and holds the same profile.
  @Test
  void opensNoEmptyMergeRequestFromAMergedBranch() {
    shop.settings("removeSourceBranch: false\n");
    shop.refresh();
    shop.request().merge(shop.alice);
    assertThat(shop.project.branches()).containsKey(OneProject.SOURCE);
    shop.project.remove(shop.alice, "main", "Revert", "default.pgo");
    shop.request().addLabels(shop.alice, "recreate");
    assertThat(shop.refresh().out()).contains("api      proposed");
    assertThat(shop.project.mergeRequests()).hasSize(2);
    assertThat(shop.project.commits(OneProject.SOURCE, "main")).hasSize(1);
  }

  @Test
  void holdsWhatIsAgainAsItWasBeforeTheMerge() {
    shop.refresh();
    shop.request().merge(shop.alice);
    byte[] first = shop.project.file("main", "default.pgo").orElseThrow();
    shop.otherProfiles();
    shop.refresh();
    shop.project.mergeRequest(2).merge(shop.alice);
    shop.project.pushBytes(shop.alice, "main", "Revert", Map.of("default.pgo", first));
    shop.gitlab.requests().reset();
    assertThat(shop.refresh().out()).contains("api      kept", "Put the label `recreate` on !2");
    assertThat(shop.gitlab.requests().writes()).isEmpty();
  }

  /// Somebody's own, newer profile is no refusal of ours.
  @Test
  void goesOnFromAProfileThatSomebodyCommitted() {
    shop.refresh();
    shop.request().merge(shop.alice);
    shop.otherProfiles();
    shop.refresh();
    byte[] newer = shop.project.file(OneProject.SOURCE, "default.pgo").orElseThrow();
    shop.project.mergeRequest(2).close(shop.alice);
    shop.project.deleteBranch(shop.alice, OneProject.SOURCE);
    shop.project.pushBytes(shop.alice, "main", "My own", Map.of("default.pgo", newer));
    assertThat(shop.refresh().out()).contains("api      kept").doesNotContain("took it back");
    shop.profiles(2400, 300, 300);
    assertThat(shop.refresh().out()).contains("api      proposed");
  }
}
