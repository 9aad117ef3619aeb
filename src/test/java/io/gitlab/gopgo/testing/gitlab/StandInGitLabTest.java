package io.gitlab.gopgo.testing.gitlab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gitlab.gopgo.testing.Folders;
import io.gitlab.gopgo.testing.Go;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.gitlab4j.api.GitLabApi;
import org.gitlab4j.api.GitLabApiException;
import org.gitlab4j.api.models.Commit;
import org.gitlab4j.api.models.CommitAction;
import org.gitlab4j.api.models.CommitPayload;
import org.gitlab4j.api.models.MergeRequestFilter;
import org.gitlab4j.api.models.MergeRequestParams;
import org.gitlab4j.api.models.RepositoryFile;
import org.gitlab4j.models.Constants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The stand-in as the real gitlab4j client sees it, and as real git does.
class StandInGitLabTest {
  private static final String BRANCH = "go-pgo/main";
  private static final String FILE = "cmd/gitaly/default.pgo";

  private final StandInGitLab gitlab = StandInGitLab.startBelow("/gitlab");
  private final Account alice = gitlab.person("alice");
  private final Token token = gitlab.token(Token.Kind.GROUP, "go-pgo");
  private final Project gitaly =
      gitlab.project(
          "gitlab-org/gitaly.server",
          alice,
          Map.of("cmd/gitaly/main.go", "package main\n", "README.md", "Gitaly\n"));
  private final GitLabApi api = new GitLabApi(gitlab.url(), token.secret());

  StandInGitLabTest() {
    gitlab.grant(token.account(), "gitlab-org", Role.DEVELOPER);
  }

  @AfterEach
  void stop() {
    api.close();
    gitlab.close();
  }

  /// One commit on top of the target branch, whatever the source branch held.
  private Commit refresh(String text, CommitAction.Action action) throws GitLabApiException {
    return api.getCommitsApi()
        .createCommit(
            gitaly.path(),
            new CommitPayload()
                .withBranch(BRANCH)
                .withStartSha(gitaly.branches().get("main"))
                .withForce(true)
                .withCommitMessage("Refresh default.pgo\n\nGo-Pgo: v1")
                .withAction(action(action, FILE, text)));
  }

  private static CommitAction action(CommitAction.Action action, String path, String text) {
    return new CommitAction()
        .withAction(action)
        .withFilePath(path)
        .withEncoding(Constants.Encoding.BASE64)
        .withContent(Base64.getEncoder().encodeToString(text.getBytes(UTF_8)));
  }

  private org.gitlab4j.api.models.MergeRequest open() throws GitLabApiException {
    return api.getMergeRequestApi()
        .createMergeRequest(
            gitaly.id(),
            new MergeRequestParams()
                .withSourceBranch(BRANCH)
                .withTargetBranch("main")
                .withTitle("Refresh default.pgo")
                .withDescription("Ours & <theirs>\n\n/close")
                .withLabels(List.of("pgo", "performance"))
                .withAssigneeIds(List.of((long) alice.id()))
                .withSquash(true)
                .withRemoveSourceBranch(true));
  }

  private static void refused(int status, String words, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            GitLabApiException.class,
            e -> {
              assertThat(e.getHttpStatus()).isEqualTo(status);
              assertThat(e.getMessage()).contains(words);
            });
  }

  @Test
  void forcedCommitsKeepTheMergeRequestOpenWithOneCommit() throws Exception {
    refresh("first", CommitAction.Action.CREATE);
    int iid = open().getIid().intValue();
    MergeRequest mergeRequest = gitaly.mergeRequest(iid);
    mergeRequest.approve(alice);
    String again = refresh("second", CommitAction.Action.CREATE).getId();

    assertThat(gitaly.branches()).containsEntry(BRANCH, again);
    assertThat(gitaly.commits(BRANCH, "main"))
        .singleElement()
        .satisfies(commit -> {
          assertThat(commit.paths()).containsExactly(FILE);
          assertThat(commit.parents()).containsExactly(gitaly.branches().get("main"));
          assertThat(commit.authorName()).isEqualTo("go-pgo");
        });
    assertThat(mergeRequest.state()).isEqualTo(MergeRequest.State.OPENED);
    assertThat(mergeRequest.head()).isEqualTo(again);
    assertThat(mergeRequest.approvals()).isZero();
    assertThat(mergeRequest.pushes()).isEqualTo(1);
    RepositoryFile file =
        api.getRepositoryFileApi()
            .getFile(gitaly.id(), FILE, "refs/merge-requests/" + iid + "/head");
    assertThat(file.getDecodedContentAsString()).isEqualTo("second");
    assertThat(file.getLastCommitId()).isEqualTo(again);
    assertThat(api.getMergeRequestApi().getMergeRequest(gitaly.id(), 1L).getDiffRefs().getHeadSha())
        .isEqualTo(again);
  }

  @Test
  void commitsAreRefusedInGitLabsWords() throws Exception {
    refresh("first", CommitAction.Action.CREATE);
    refused(
        400,
        "A file with this name doesn't exist",
        () -> refresh("second", CommitAction.Action.UPDATE));
    CommitPayload onMain =
        new CommitPayload()
            .withBranch("main")
            .withCommitMessage("on main")
            .withAction(action(CommitAction.Action.CREATE, "README.md", ""));
    refused(
        403,
        "You are not allowed to push into this branch",
        () -> api.getCommitsApi().createCommit(gitaly.id(), onMain));
    gitaly.unprotect("main");
    refused(
        400,
        "A file with this name already exists",
        () -> api.getCommitsApi().createCommit(gitaly.id(), onMain));
    CommitAction late = action(CommitAction.Action.UPDATE, "README.md", "late");
    refused(
        400,
        "The file has changed since you started editing it: README.md",
        () ->
            api.getCommitsApi()
                .createCommit(
                    gitaly.id(),
                    new CommitPayload()
                        .withBranch("main")
                        .withCommitMessage("late")
                        .withAction(late.withLastCommitId("0".repeat(40)))));
    refused(
        400,
        "A branch called 'go-pgo/main' already exists.",
        () ->
            api.getCommitsApi()
                .createCommit(
                    gitaly.id(),
                    new CommitPayload()
                        .withBranch(BRANCH)
                        .withStartBranch("main")
                        .withCommitMessage("again")
                        .withAction(action(CommitAction.Action.CREATE, "new", ""))));
    refused(
        400,
        "You can only create or edit files when you are on a branch",
        () ->
            api.getCommitsApi()
                .createCommit(
                    gitaly.id(),
                    new CommitPayload()
                        .withBranch("none")
                        .withCommitMessage("nowhere")
                        .withAction(action(CommitAction.Action.CREATE, "new", ""))));
    gitaly.refuseCommits("Commit message does not follow the pattern 'JIRA-'");
    refused(
        400,
        "Commit message does not follow the pattern",
        () -> refresh("third", CommitAction.Action.CREATE));
    assertThat(gitaly.text(BRANCH, FILE)).contains("first");
  }

  @Test
  void createdFilesOfLfsBecomePointersAndUpdatedOnesDoNot() throws Exception {
    gitaly.push(alice, "main", "LFS", Map.of(".gitattributes", "*.pgo filter=lfs -text\n"));
    refresh("first", CommitAction.Action.CREATE);
    assertThat(gitaly.text(BRANCH, FILE).orElseThrow()).startsWith("version https://git-lfs");
    api.getCommitsApi()
        .createCommit(
            gitaly.id(),
            new CommitPayload()
                .withBranch(BRANCH)
                .withCommitMessage("update")
                .withAction(action(CommitAction.Action.UPDATE, FILE, "raw")));
    assertThat(gitaly.text(BRANCH, FILE)).contains("raw");
  }

  @Test
  void oneOpenMergeRequestForABranch() throws Exception {
    refresh("first", CommitAction.Action.CREATE);
    org.gitlab4j.api.models.MergeRequest created = open();
    assertThat(created.getLabels()).containsExactly("performance", "pgo");
    assertThat(created.getDescription()).isEqualTo("Ours & <theirs>\n");
    assertThat(gitaly.quickActions()).containsExactly("/close");
    MergeRequest mergeRequest = gitaly.mergeRequest(1);
    assertThat(mergeRequest.assignees()).containsExactly(alice);
    assertThat(mergeRequest.squash()).isTrue();
    assertThat(mergeRequest.removeSourceBranch()).isTrue();
    refused(
        409, "Another open merge request already exists for this source branch: !1", this::open);

    MergeRequestFilter ours =
        new MergeRequestFilter()
            .withSourceBranch(BRANCH)
            .withState(Constants.MergeRequestState.ALL)
            .withScope(Constants.MergeRequestScope.ALL);
    mergeRequest.close(alice);
    open();
    assertThat(api.getMergeRequestApi().getMergeRequests(gitaly.id(), ours))
        .extracting(org.gitlab4j.api.models.MergeRequest::getIid)
        .containsExactly(2L, 1L);
    assertThat(
            api.getMergeRequestApi()
                .getMergeRequests(gitaly.id(), ours.withState(Constants.MergeRequestState.OPENED)))
        .hasSize(1);
    assertThat(gitlab.requests().unknownParameters()).isEmpty();
  }

  @Test
  void updatesChangeOnlyWhatTheySend() throws Exception {
    refresh("first", CommitAction.Action.CREATE);
    open();
    MergeRequest mergeRequest = gitaly.mergeRequest(1);
    mergeRequest.editTitle(alice, "Alice's title");
    mergeRequest.addLabels(alice, "recreate");
    api.getMergeRequestApi()
        .updateMergeRequest(gitaly.id(), 1L, new MergeRequestParams().withDescription("new"));
    assertThat(mergeRequest.title()).isEqualTo("Alice's title");
    assertThat(mergeRequest.description()).isEqualTo("new");
    assertThat(mergeRequest.labels()).containsExactly("performance", "pgo", "recreate");
  }

  @Test
  void deletingTheSourceBranchCloses() throws Exception {
    refresh("first", CommitAction.Action.CREATE);
    open();
    api.getRepositoryApi().deleteBranch(gitaly.id(), BRANCH);
    MergeRequest mergeRequest = gitaly.mergeRequest(1);
    assertThat(mergeRequest.state()).isEqualTo(MergeRequest.State.CLOSED);
    assertThat(mergeRequest.reopen(alice)).isFalse();
    assertThat(gitaly.text("refs/merge-requests/1/head", FILE)).contains("first");
  }

  @Test
  void mergingMergesInGit() throws Exception {
    gitaly.protect("main", Protection.DEVELOPERS_MERGE);
    String head = refresh("first", CommitAction.Action.CREATE).getId();
    open();
    gitaly.push(alice, "main", "meanwhile", Map.of("other.go", "package main\n"));
    refused(
        409,
        "SHA does not match HEAD of source branch: " + head,
        () ->
            api.getMergeRequestApi()
                .acceptMergeRequest(gitaly.id(), 1L, null, null, null, "0".repeat(40)));
    api.getMergeRequestApi().acceptMergeRequest(gitaly.id(), 1L);
    assertThat(gitaly.mergeRequest(1).state()).isEqualTo(MergeRequest.State.MERGED);
    assertThat(gitaly.branches()).containsOnlyKeys("main");
    assertThat(gitaly.paths("main"))
        .containsExactly("README.md", FILE, "cmd/gitaly/main.go", "other.go");
  }

  @Test
  void autoMergeWaitsForThePipelineAndEndsWithAPush() throws Exception {
    gitaly.protect("main", Protection.DEVELOPERS_MERGE).pipelineRuns(true);
    refresh("first", CommitAction.Action.CREATE);
    open();
    gitaly.mergeRequest(1).checkingFor(1);
    refused(
        405,
        "405 Method Not Allowed",
        () -> api.getMergeRequestApi().acceptMergeRequest(gitaly.id(), 1L, null, null, true));
    api.getMergeRequestApi().acceptMergeRequest(gitaly.id(), 1L, null, null, true);
    assertThat(gitaly.mergeRequest(1).autoMerge()).isTrue();
    refresh("second", CommitAction.Action.CREATE);
    assertThat(gitaly.mergeRequest(1).autoMerge()).isFalse();
  }

  @Test
  void notesAreWrittenAndRewritten() throws Exception {
    refresh("first", CommitAction.Action.CREATE);
    open();
    gitaly.mergeRequest(1).comment(alice, "why?");
    long id =
        api.getNotesApi().createMergeRequestNote(gitaly.id(), 1L, "because", null, false).getId();
    api.getNotesApi().updateMergeRequestNote(gitaly.id(), 1L, id, "because of noise");
    assertThat(api.getNotesApi().getMergeRequestNotes(gitaly.id(), 1L))
        .extracting(org.gitlab4j.api.models.Note::getBody)
        .containsExactlyInAnyOrder("why?", "because of noise");
    assertThat(gitaly.mergeRequest(1).notes()).hasSize(2);
  }

  @Test
  void movedProjectsAreReadAndNotWritten() throws Exception {
    String before = gitaly.path();
    gitaly.rename("gitlab-org/gitaly");
    assertThat(api.getProjectApi().getProject(gitaly.id()).getPathWithNamespace())
        .isEqualTo("gitlab-org/gitaly");
    refused(
        405,
        "Non GET methods are not allowed for moved projects",
        () -> api.getRepositoryApi().createBranch(before, "new", "main"));
    assertThat(api.getProjectApi().getProject(before).getId()).isEqualTo(gitaly.id());
    assertThat(gitlab.requests().all()).extracting(LoggedRequest::status).contains(301);
  }

  @Test
  void tokensMayDoWhatTheirAccountsMay() throws Exception {
    Project secret = gitlab.project("other/secret", alice, Map.of("a", "a"));
    refused(404, "404 Project Not Found", () -> api.getProjectApi().getProject(secret.path()));
    secret.grant(token.account(), Role.REPORTER);
    assertThat(api.getProjectApi().getProject(secret.path()).getDefaultBranch()).isEqualTo("main");
    refused(
        403,
        "You are not allowed to push into this branch",
        () -> api.getRepositoryApi().createBranch(secret.id(), "new", "main"));
    secret.grant(token.account(), Role.DEVELOPER).disableMergeRequests();
    refused(403, "403 Forbidden", () -> api.getMergeRequestApi().getMergeRequests(secret.id()));
    gitlab.replace(token.withScopes("read_api"));
    refused(403, "", () -> api.getRepositoryApi().createBranch(secret.id(), "new", "main"));
    gitlab.replace(token.expiring(java.time.LocalDate.EPOCH));
    refused(401, "", () -> api.getProjectApi().getProject(secret.id()));
    assertThat(gitlab.requests().all().toString()).doesNotContain(token.secret());
    assertThat(token.toString()).doesNotContain(token.secret());
  }

  @Test
  void projectsTellWhatIsSpecialAboutThem() throws Exception {
    Project fork = gitlab.fork(gitaly, "gitlab-org/fork");
    assertThat(fork.branches()).isEqualTo(gitaly.branches());
    fork.archive().disableLfs();
    org.gitlab4j.api.models.Project seen = api.getProjectApi().getProject(fork.path());
    assertThat(seen.getForkedFromProject().getId()).isEqualTo(gitaly.id());
    assertThat(seen.getArchived()).isTrue();
    assertThat(seen.getLfsEnabled()).isFalse();
    assertThat(seen.getPermissions().getProjectAccess().getAccessLevel().value).isEqualTo(30);
    refused(
        403,
        "You are not allowed to push into this branch",
        () -> api.getRepositoryApi().createBranch(fork.id(), "new", "main"));
    gitaly.makePublic();
    try (GitLabApi stranger = new GitLabApi(gitlab.url(), "")) {
      refused(401, "401 Unauthorized", () -> stranger.getUserApi().getCurrentUser());
    }
  }

  @Test
  void aPersonsPushMergesToo() throws Exception {
    String head = refresh("first", CommitAction.Action.CREATE).getId();
    open();
    gitaly.pushBranch(alice, "main", head);
    assertThat(gitaly.mergeRequest(1).state()).isEqualTo(MergeRequest.State.MERGED);
  }

  @Test
  void jobTokensReadSomeAddresses() throws Exception {
    Token job = gitlab.tokenOf(Token.Kind.JOB, alice);
    gitaly.grant(alice, Role.MAINTAINER);
    try (GitLabApi reader =
        new GitLabApi(gitlab.url(), Constants.TokenType.JOB_TOKEN, job.secret())) {
      assertThat(reader.getRepositoryApi().getBranches(gitaly.id())).hasSize(1);
      refused(404, "404 Project Not Found", () -> reader.getProjectApi().getProject(gitaly.id()));
      refused(
          401,
          "401 Unauthorized",
          () -> reader.getRepositoryApi().createBranch(gitaly.id(), "new", "main"));
    }
  }

  @Test
  void listsComeInPages() throws Exception {
    for (int i = 0; i < 25; i++) {
      gitaly.pushBranch(alice, "branch-" + i, "main");
      gitaly.push(alice, "main", "commit " + i, Map.of("file", "" + i));
    }
    assertThat(api.getRepositoryApi().getBranches(gitaly.id(), 10).all()).hasSize(26);
    assertThat(api.getCommitsApi().getCommits(gitaly.id(), "main", "file")).hasSize(25);
    assertThat(
            api.getCommitsApi()
                .getCommits(gitaly.id(), "main", Date.from(Instant.now().plusSeconds(60)), null))
        .isEmpty();
    assertThat(api.getRepositoryApi().getTree(gitaly.id(), "cmd", "main", true))
        .extracting(org.gitlab4j.api.models.TreeItem::getPath)
        .containsExactly("cmd/gitaly", "cmd/gitaly/main.go");
    assertThat(
            api.getRepositoryApi()
                .compare(gitaly.id(), "branch-0", "main", null, false)
                .getCommits())
        .hasSize(25);
  }

  @Test
  void realGitClonesAndPushes() throws Exception {
    refresh("first", CommitAction.Action.CREATE);
    open();
    Folders.inTemporary(folder -> {
      String script =
          """
          git clone -q --branch go-pgo/main file://%s clone && cd clone &&
          git fetch -q origin refs/merge-requests/1/head && cat cmd/gitaly/default.pgo &&
          git -c user.name=Bob -c user.email=bob@example.org commit -q --allow-empty -m Bob &&
          git push -q origin HEAD
          """
              .formatted(gitaly.repositoryFolder());
      Go.Result result = Go.run(folder, Map.of(), List.of("sh", "-ec", script));
      assertThat(result.output()).isEqualTo("first");
      return result;
    });
    assertThat(gitaly.commits(BRANCH).getFirst().authorName()).isEqualTo("Bob");
    assertThat(gitaly.mergeRequest(1).head()).isEqualTo(gitaly.branches().get(BRANCH));
  }
}
