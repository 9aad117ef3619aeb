package io.gitlab.gopgo.gitlab;

import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.gitlab4j.api.GitLabApi;
import org.gitlab4j.api.GitLabApiException;
import org.gitlab4j.api.models.AcceptMergeRequestParams;
import org.gitlab4j.api.models.Branch;
import org.gitlab4j.api.models.Commit;
import org.gitlab4j.api.models.CommitAction;
import org.gitlab4j.api.models.CommitPayload;
import org.gitlab4j.api.models.CompareResults;
import org.gitlab4j.api.models.Diff;
import org.gitlab4j.api.models.MergeRequestFilter;
import org.gitlab4j.api.models.MergeRequestParams;
import org.gitlab4j.api.models.Milestone;
import org.gitlab4j.api.models.Project;
import org.gitlab4j.api.models.RepositoryFile;
import org.gitlab4j.api.models.User;
import org.gitlab4j.models.Constants;
import org.gitlab4j.models.Constants.Encoding;

/// One project: its files, branches and merge requests.
public final class GitLabProject {
  private final GitLabApi api;
  private final Calls calls;
  private final Object id;
  private final About about;
  private final boolean ofJob;

  /// What is known of a project as a whole.
  ///
  /// @param path as it is now, whatever it was asked for by
  /// @param forkedFrom the path of the project that it is a fork of
  public record About(
      String path,
      String defaultBranch,
      boolean isArchived,
      boolean takesMergeRequests,
      Optional<String> forkedFrom) {}

  private GitLabProject(GitLabApi api, Calls calls, Object id, About about, boolean ofJob) {
    this.api = api;
    this.calls = calls;
    this.id = id;
    this.about = about;
    this.ofJob = ofJob;
  }

  /// @param ofJob whether the token is a CI job's, for which a project is no more than its branches
  static GitLabProject find(GitLabApi api, Calls calls, String path, boolean ofJob)
      throws GitLabException {
    try {
      return find(api, calls, path, path, ofJob);
    } catch (GitLabException e) {
      Optional<Long> moved = e.movedProject();
      if (moved.isEmpty()) {
        throw e;
      }
      return find(api, calls, moved.get(), path, ofJob);
    }
  }

  private static GitLabProject find(
      GitLabApi api, Calls calls, Object id, String path, boolean ofJob) throws GitLabException {
    String what = "project " + path;
    if (ofJob) {
      List<Branch> branches =
          calls.pages(what, () -> api.getRepositoryApi().getBranches(id, Calls.PER_PAGE));
      String main =
          branches.stream()
              .filter(branch -> Boolean.TRUE.equals(branch.getDefault()))
              .map(Branch::getName)
              .findFirst()
              .orElse("");
      About about = new About(path, main, false, true, Optional.empty());
      return new GitLabProject(api, calls, id, about, true);
    }
    Project project = calls.read(what, () -> api.getProjectApi().getProject(id));
    Project origin = project.getForkedFromProject();
    About about =
        new About(
            project.getPathWithNamespace(),
            project.getDefaultBranch() == null ? "" : project.getDefaultBranch(),
            Boolean.TRUE.equals(project.getArchived()),
            !Boolean.FALSE.equals(project.getMergeRequestsEnabled()),
            Optional.ofNullable(origin == null ? null : origin.getPathWithNamespace()));
    return new GitLabProject(api, calls, project.getId(), about, false);
  }

  public About about() {
    return about;
  }

  /// The commit at a branch's head; empty if there is no such branch.
  public Optional<String> head(String branch) throws GitLabException {
    return found(() ->
        calls
            .read("branch " + branch, () -> api.getRepositoryApi().getBranch(id, branch))
            .getCommit()
            .getId());
  }

  /// The commit before another one; empty if that one doesn't exist, or is the first.
  public Optional<String> parent(String ref) throws GitLabException {
    return found(() -> calls.read("commit " + ref, () -> api.getCommitsApi().getCommit(id, ref)))
        .flatMap(commit -> commit.getParentIds().stream().findFirst());
  }

  /// A file at a branch, commit or ref; empty if it doesn't exist there.
  public Optional<byte[]> file(String path, String ref) throws GitLabException {
    String what = "file " + path;
    // A job's token may read contents, but not what is known about them.
    return ofJob
        ? found(() -> calls.read(what, () -> raw(path, ref)))
        : found(() -> calls.read(what, () -> api.getRepositoryFileApi().getFile(id, path, ref)))
            .map(RepositoryFile::getDecodedContentAsBytes);
  }

  private byte[] raw(String path, String ref) throws GitLabApiException {
    try (InputStream content = api.getRepositoryFileApi().getRawFile(id, ref, path)) {
      return content.readAllBytes();
    } catch (IOException e) {
      throw new GitLabApiException(e);
    }
  }

  /// The names of the files in a folder, none if there is no folder; empty for a job's token, which
  /// may not ask.
  public Optional<List<String>> names(String folder, String ref) throws GitLabException {
    if (ofJob) {
      return Optional.empty();
    }
    Optional<List<String>> names =
        found(() ->
            calls
                .pages(
                    "folder " + folder,
                    () -> api.getRepositoryApi().getTree(id, folder, ref, false, Calls.PER_PAGE))
                .stream()
                .map(item -> item.getName())
                .toList());
    return Optional.of(names.orElse(List.of()));
  }

  /// What a branch has that another commit's history has not.
  ///
  /// @param messages of its commits
  /// @param paths of the files that they change; none for a job's token, which may not ask
  public record Lead(List<String> messages, Set<String> paths) {}

  /// How far one commit is ahead of another, since they parted.
  public Lead lead(String from, String to) throws GitLabException {
    String what = "comparison with " + to;
    if (ofJob) {
      List<Commit> commits =
          calls.pages(
              what,
              () ->
                  api.getCommitsApi()
                      .getCommits(id, from + ".." + to, null, null, null, Calls.PER_PAGE));
      return new Lead(commits.stream().map(Commit::getMessage).toList(), Set.of());
    }
    CompareResults results =
        calls.read(what, () -> api.getRepositoryApi().compare(id, from, to, null, false));
    return new Lead(
        results.getCommits().stream().map(Commit::getMessage).toList(),
        results.getDiffs().stream().map(Diff::getNewPath).collect(Collectors.toSet()));
  }

  /// Makes a branch one commit ahead of its start, whatever it was before; its merge request stays
  /// open.
  public void commit(NewCommit commit) throws GitLabException {
    List<CommitAction> actions = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : commit.contents().entrySet()) {
      boolean exists = commit.existing().contains(file.getKey());
      actions.add(
          new CommitAction()
              .withAction(exists ? CommitAction.Action.UPDATE : CommitAction.Action.CREATE)
              .withFilePath(file.getKey())
              .withEncoding(Encoding.BASE64)
              .withContent(Base64.getEncoder().encodeToString(file.getValue())));
    }
    CommitPayload payload =
        new CommitPayload()
            .withBranch(commit.branch())
            .withStartSha(commit.start())
            .withForce(true)
            .withCommitMessage(commit.message())
            .withActions(actions);
    commit
        .author()
        .ifPresent(author -> payload.withAuthorName(author.name()).withAuthorEmail(author.email()));
    calls.write(
        "commit to " + commit.branch(), () -> api.getCommitsApi().createCommit(id, payload));
  }

  /// The merge requests of a source branch of this very project, newest first.
  public List<MergeRequest> mergeRequests(String sourceBranch) throws GitLabException {
    MergeRequestFilter filter =
        new MergeRequestFilter()
            .withSourceBranch(sourceBranch)
            .withScope(Constants.MergeRequestScope.ALL)
            .withState(Constants.MergeRequestState.ALL);
    return calls
        .pages(
            "merge requests of " + sourceBranch,
            () -> api.getMergeRequestApi().getMergeRequests(id, filter, Calls.PER_PAGE))
        .stream()
        .filter(request -> request.getProjectId().equals(request.getSourceProjectId()))
        .map(GitLabProject::mergeRequest)
        .sorted(Comparator.comparingLong(MergeRequest::iid).reversed())
        .toList();
  }

  /// The merge request as it is at this moment.
  public MergeRequest again(MergeRequest request) throws GitLabException {
    return mergeRequest(
        calls.read(
            "merge request " + request.reference(),
            () -> api.getMergeRequestApi().getMergeRequest(id, request.iid())));
  }

  public MergeRequest create(NewMergeRequest request) throws GitLabException {
    MergeRequestParams parameters =
        new MergeRequestParams()
            .withSourceBranch(request.sourceBranch())
            .withTargetBranch(request.targetBranch())
            .withTitle(request.title())
            .withDescription(request.description())
            .withRemoveSourceBranch(request.removeSourceBranch());
    request.milestone().ifPresent(parameters::withMilestoneId);
    request.squash().ifPresent(parameters::withSquash);
    if (!request.labels().isEmpty()) {
      parameters.withLabels(request.labels());
    }
    if (!request.assignees().isEmpty()) {
      parameters.withAssigneeIds(request.assignees());
    }
    if (!request.reviewers().isEmpty()) {
      parameters.withReviewerIds(request.reviewers());
    }
    return mergeRequest(
        calls.write(
            "merge request of " + request.sourceBranch(),
            () -> api.getMergeRequestApi().createMergeRequest(id, parameters)));
  }

  /// Changes the description and nothing else.
  public void describe(MergeRequest request, String description) throws GitLabException {
    MergeRequestParams parameters = new MergeRequestParams().withDescription(description);
    calls.write(
        "merge request " + request.reference(),
        () -> api.getMergeRequestApi().updateMergeRequest(id, request.iid(), parameters));
  }

  /// Lets it merge by itself when its pipeline succeeds, unless it has other commits by now.
  ///
  /// The parameter's name is GitLab's older one: the library doesn't know `auto_merge`, of which it
  /// is an alias.
  public void mergeWhenReady(MergeRequest request) throws GitLabException {
    AcceptMergeRequestParams parameters =
        new AcceptMergeRequestParams().withMergeWhenPipelineSucceeds(true).withSha(request.head());
    calls.write(
        "auto-merge of " + request.reference(),
        () -> api.getMergeRequestApi().acceptMergeRequest(id, request.iid(), parameters));
  }

  /// What stands below a merge request, oldest first.
  public List<Note> notes(MergeRequest request) throws GitLabException {
    return calls
        .pages(
            "notes of " + request.reference(),
            () -> api.getNotesApi().getMergeRequestNotes(id, request.iid(), Calls.PER_PAGE))
        .stream()
        .sorted(Comparator.comparing(org.gitlab4j.api.models.Note::getId))
        .map(
            note -> new Note(Boolean.TRUE.equals(note.getSystem()), String.valueOf(note.getBody())))
        .toList();
  }

  public void addNote(MergeRequest request, String text) throws GitLabException {
    calls.write(
        "note on " + request.reference(),
        () -> api.getNotesApi().createMergeRequestNote(id, request.iid(), text, null, false));
  }

  /// The id of a user by name; empty if there is none.
  public Optional<Long> user(String name) throws GitLabException {
    User user = calls.read("user " + name, () -> api.getUserApi().getUser(name));
    return Optional.ofNullable(user).map(User::getId);
  }

  /// The id of the milestone with this title, the project's or a group's above it; empty if there
  /// is none.
  public Optional<Long> milestone(String title) throws GitLabException {
    String what = "milestone " + title;
    Optional<Long> milestone =
        named(title, calls.read(what, () -> api.getMilestonesApi().getMilestones(id, title)));
    String above = about.path();
    while (milestone.isEmpty() && above.contains("/")) {
      String group = above.substring(0, above.lastIndexOf('/'));
      milestone =
          found(() ->
                  calls.read(what, () -> api.getMilestonesApi().getGroupMilestones(group, title)))
              .flatMap(milestones -> named(title, milestones));
      above = group;
    }
    return milestone;
  }

  private static Optional<Long> named(String title, List<Milestone> milestones) {
    return milestones.stream()
        .filter(milestone -> title.equals(milestone.getTitle()))
        .map(Milestone::getId)
        .findFirst();
  }

  /// Of no importance where it fails: whether the token works, other calls tell.
  Optional<LocalDate> tokenExpiry(ZoneId zone) {
    try {
      return Optional.ofNullable(
              calls
                  .read("the token", () -> api.getPersonalAccessTokenApi().getPersonalAccessToken())
                  .getExpiresAt())
          .map(date -> LocalDate.ofInstant(date.toInstant(), zone));
    } catch (GitLabException e) {
      return Optional.empty();
    }
  }

  private interface Question<T> {
    T ask() throws GitLabException;
  }

  private static <T> Optional<T> found(Question<T> question) throws GitLabException {
    try {
      return Optional.of(question.ask());
    } catch (GitLabException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static MergeRequest mergeRequest(org.gitlab4j.api.models.MergeRequest request) {
    MergeRequest.State state =
        switch (request.getState()) {
          case "merged" -> MergeRequest.State.MERGED;
          case "closed" -> MergeRequest.State.CLOSED;
          // A locked one is being merged at this moment.
          default -> MergeRequest.State.OPEN;
        };
    return new MergeRequest(
        request.getIid(),
        String.valueOf(request.getWebUrl()),
        state,
        request.getTargetBranch(),
        request.getDescription() == null ? "" : request.getDescription(),
        request.getLabels() == null ? List.of() : List.copyOf(request.getLabels()),
        request.getSha() == null ? "" : request.getSha(),
        String.valueOf(request.getDetailedMergeStatus()),
        Boolean.TRUE.equals(request.getMergeWhenPipelineSucceeds()));
  }
}
