package io.gitlab.gopgo.gitlab;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.gitlab4j.api.GitLabApi;
import org.gitlab4j.api.models.Commit;
import org.gitlab4j.api.models.CommitAction;
import org.gitlab4j.api.models.CommitPayload;
import org.gitlab4j.api.models.CompareResults;
import org.gitlab4j.api.models.Diff;
import org.gitlab4j.api.models.MergeRequestFilter;
import org.gitlab4j.api.models.MergeRequestParams;
import org.gitlab4j.api.models.Project;
import org.gitlab4j.api.models.RepositoryFile;
import org.gitlab4j.models.Constants;
import org.gitlab4j.models.Constants.Encoding;

/// One project: its files, branches and merge requests.
public final class GitLabProject {
  private final GitLabApi api;
  private final Calls calls;
  private final Project project;

  GitLabProject(GitLabApi api, Calls calls, Project project) {
    this.api = api;
    this.calls = calls;
    this.project = project;
  }

  /// The project's path as it is now, whatever it was asked for by.
  public String path() {
    return project.getPathWithNamespace();
  }

  public String defaultBranch() {
    return project.getDefaultBranch();
  }

  public boolean isArchived() {
    return Boolean.TRUE.equals(project.getArchived());
  }

  public boolean takesMergeRequests() {
    return !Boolean.FALSE.equals(project.getMergeRequestsEnabled());
  }

  /// The commit at a branch's head; empty if there is no such branch.
  public Optional<String> head(String branch) throws GitLabException {
    return found(() ->
        calls
            .read(
                "branch " + branch, () -> api.getRepositoryApi().getBranch(project.getId(), branch))
            .getCommit()
            .getId());
  }

  /// A file at a branch, commit or ref; empty if it doesn't exist there.
  public Optional<byte[]> file(String path, String ref) throws GitLabException {
    return found(() ->
            calls.read(
                "file " + path,
                () -> api.getRepositoryFileApi().getFile(project.getId(), path, ref)))
        .map(RepositoryFile::getDecodedContentAsBytes);
  }

  /// The names of the files in a folder, empty if there is none.
  public List<String> names(String folder, String ref) throws GitLabException {
    return found(() ->
            calls.read(
                "folder " + folder,
                () ->
                    api.getRepositoryApi().getTree(project.getId(), folder, ref, false).stream()
                        .map(item -> item.getName())
                        .toList()))
        .orElse(List.of());
  }

  /// What a branch has that another commit's history has not.
  ///
  /// @param messages of its commits
  /// @param paths of the files that they change
  public record Lead(List<String> messages, Set<String> paths) {}

  /// How far one commit is ahead of another, since they parted.
  public Lead lead(String from, String to) throws GitLabException {
    CompareResults results =
        calls.read(
            "comparison with " + to,
            () -> api.getRepositoryApi().compare(project.getId(), from, to, null, false));
    return new Lead(
        results.getCommits().stream().map(Commit::getMessage).toList(),
        results.getDiffs().stream().map(Diff::getNewPath).collect(Collectors.toSet()));
  }

  /// Makes a branch one commit ahead of `start`, whatever it was before; its merge request stays
  /// open.
  ///
  /// @param start the commit to build on
  /// @param contents by path
  /// @param existing the paths among them that `start` has already
  public void commit(
      String branch,
      String start,
      String message,
      SortedMap<String, byte[]> contents,
      List<String> existing)
      throws GitLabException {
    List<CommitAction> actions = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : contents.entrySet()) {
      boolean exists = existing.contains(file.getKey());
      actions.add(
          new CommitAction()
              .withAction(exists ? CommitAction.Action.UPDATE : CommitAction.Action.CREATE)
              .withFilePath(file.getKey())
              .withEncoding(Encoding.BASE64)
              .withContent(Base64.getEncoder().encodeToString(file.getValue())));
    }
    CommitPayload payload =
        new CommitPayload()
            .withBranch(branch)
            .withStartSha(start)
            .withForce(true)
            .withCommitMessage(message)
            .withActions(actions);
    calls.write(
        "commit to " + branch, () -> api.getCommitsApi().createCommit(project.getId(), payload));
  }

  /// The merge requests of a source branch of this very project, newest first.
  public List<MergeRequest> mergeRequests(String sourceBranch) throws GitLabException {
    MergeRequestFilter filter =
        new MergeRequestFilter()
            .withProjectId(project.getId())
            .withSourceBranch(sourceBranch)
            .withScope(Constants.MergeRequestScope.ALL)
            .withState(Constants.MergeRequestState.ALL);
    return calls
        .read(
            "merge requests of " + sourceBranch,
            () -> api.getMergeRequestApi().getMergeRequests(filter))
        .stream()
        .filter(request -> project.getId().equals(request.getSourceProjectId()))
        .map(GitLabProject::mergeRequest)
        .sorted(Comparator.comparingLong(MergeRequest::iid).reversed())
        .toList();
  }

  public MergeRequest create(NewMergeRequest request) throws GitLabException {
    MergeRequestParams parameters =
        new MergeRequestParams()
            .withSourceBranch(request.sourceBranch())
            .withTargetBranch(request.targetBranch())
            .withTitle(request.title())
            .withDescription(request.description())
            .withRemoveSourceBranch(request.removeSourceBranch());
    if (!request.labels().isEmpty()) {
      parameters.withLabels(request.labels());
    }
    return mergeRequest(
        calls.write(
            "merge request of " + request.sourceBranch(),
            () -> api.getMergeRequestApi().createMergeRequest(project.getId(), parameters)));
  }

  /// Changes the description and nothing else.
  public void describe(MergeRequest request, String description) throws GitLabException {
    MergeRequestParams parameters = new MergeRequestParams().withDescription(description);
    calls.write(
        "merge request " + request.reference(),
        () ->
            api.getMergeRequestApi()
                .updateMergeRequest(project.getId(), request.iid(), parameters));
  }

  /// What was written below a merge request.
  public List<String> notes(MergeRequest request) throws GitLabException {
    return calls
        .read(
            "notes of " + request.reference(),
            () -> api.getNotesApi().getMergeRequestNotes(project.getId(), request.iid()))
        .stream()
        .map(note -> String.valueOf(note.getBody()))
        .toList();
  }

  public void addNote(MergeRequest request, String text) throws GitLabException {
    calls.write(
        "note on " + request.reference(),
        () ->
            api.getNotesApi()
                .createMergeRequestNote(project.getId(), request.iid(), text, null, false));
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
        state,
        request.getTargetBranch(),
        request.getDescription() == null ? "" : request.getDescription(),
        request.getLabels() == null ? List.of() : List.copyOf(request.getLabels()));
  }
}
