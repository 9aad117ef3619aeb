package io.gitlab.gopgo.deliver;

import io.gitlab.gopgo.gitlab.GitLab;
import io.gitlab.gopgo.gitlab.GitLabException;
import io.gitlab.gopgo.gitlab.GitLabProject;
import io.gitlab.gopgo.gitlab.MergeRequest;
import io.gitlab.gopgo.gitlab.NewMergeRequest;
import io.gitlab.gopgo.pprof.ProfileFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A branch of a project on a GitLab: one source branch, one merge request.
///
/// The repository is the state: branch, marker and trailer tell a later run all that it must know.
/// Every step finds, compares, and then creates or corrects, so a run may die anywhere and the next
/// one repairs.
///
/// @param instance the GitLab's name in the settings
/// @param branch the target branch; empty for the project's default
/// @param group empty for the changes that share the project's one merge request
record GitLabTarget(
    GitLab gitlab,
    String instance,
    String path,
    Optional<String> branch,
    String group,
    List<String> labels,
    boolean anyFolder)
    implements Target {
  /// The last line of every commit of ours; persisted in people's projects, it doesn't change.
  private static final String TRAILER = "Go-Pgo: v1";

  /// A label by which people say that a closed or undone change is wanted again.
  private static final String RECREATE = "recreate";

  private static final Pattern PACKAGE_MAIN =
      Pattern.compile("^package main\\b", Pattern.MULTILINE);
  private static final int TRIES = 3;

  @Override
  public String project() {
    return path;
  }

  @Override
  public Path outputFolder() {
    return Path.of(instance, path);
  }

  @Override
  public Optional<String> conflict(Target other) {
    boolean sharesBranch =
        other instanceof GitLabTarget target
            && !equals(target)
            && gitlab.url().equals(target.gitlab.url())
            && path.equals(target.path)
            && group.equals(target.group)
            && (branch.equals(target.branch) || branch.isEmpty() || target.branch.isEmpty());
    return sharesBranch
        ? Optional.of(
            "services of %s that share a merge request need the same `gitlab`, `branch`, `labels` and"
                    .formatted(path)
                + " `anyFolder`; a `group` of its own gives one a merge request of its own")
        : Optional.empty();
  }

  @Override
  public TargetState read(List<String> files, long limit) throws IOException {
    GitLabProject project = gitlab.project(path);
    requireWritable(project);
    String target = branch.orElse(project.defaultBranch());
    String head = head(project, target);
    Map<String, byte[]> committed = new HashMap<>();
    Map<String, String> broken = new HashMap<>();
    for (String file : files) {
      Optional<byte[]> content = project.file(file, head);
      if (content.isEmpty() && !anyFolder && !hasMainPackage(project, file, head)) {
        broken.put(
            file,
            "%s has no main package for %s; check `files`, or set `anyFolder: true`"
                .formatted(project.path(), file));
      } else if (content.filter(GitLabTarget::isLfsPointer).isPresent()) {
        broken.put(
            file,
            "%s is kept in Git LFS, where GitLab's API commits wrong contents; exclude *.pgo from LFS"
                    .formatted(file)
                + " in .gitattributes, a profile is small");
      } else {
        content.ifPresent(bytes -> committed.put(file, bytes));
      }
    }
    List<MergeRequest> requests = requests(project, target);
    Map<String, TargetState.Hold> holds = new HashMap<>();
    holdEdited(project, target, head, files, holds);
    holdUndone(requests, committed, files, holds);
    return new TargetState(
        sourceBranch(target), committed, broken, request(project, requests, files), holds);
  }

  @Override
  public void explain(TargetState.Hold hold) throws IOException {
    GitLabProject project = gitlab.project(path);
    String marker = "<!-- go-pgo:v1 note=%s -->".formatted(hold.rule());
    for (MergeRequest request : requests(project, branch.orElse(project.defaultBranch()))) {
      boolean isOpen = request.state() == MergeRequest.State.OPEN;
      if (isOpen && project.notes(request).stream().noneMatch(note -> note.contains(marker))) {
        project.addNote(request, hold.sentence() + "\n\n" + marker);
      }
    }
  }

  @Override
  public void deliver(Change change) throws IOException {
    for (int tried = 1; ; tried++) {
      try {
        reconcile(change);
        return;
      } catch (GitLabException e) {
        // A write without an answer: look what became of it, and correct.
        if (!e.isUncertain() || tried == TRIES) {
          throw e;
        }
      }
    }
  }

  private void reconcile(Change change) throws IOException {
    GitLabProject project = gitlab.project(path);
    requireWritable(project);
    String target = branch.orElse(project.defaultBranch());
    String source = change.branch();
    String start = head(project, target);
    if (!hasExactly(project, source, start, change)) {
      List<String> existing = new ArrayList<>();
      for (String file : change.files().keySet()) {
        if (project.file(file, start).isPresent()) {
          existing.add(file);
        }
      }
      requireOnlyOurs(project, source, start);
      project.commit(
          source, start, "%s\n\n%s".formatted(change.title(), TRAILER), change.files(), existing);
    }
    Optional<MergeRequest> open =
        requests(project, target).stream()
            .filter(request -> request.state() == MergeRequest.State.OPEN)
            .findFirst();
    if (open.isEmpty()) {
      project.create(
          new NewMergeRequest(source, target, change.title(), change.description(), labels, true));
    } else {
      String description = withPeoplesPart(change.description(), open.get().description());
      if (!description.strip().equals(open.get().description().strip())) {
        project.describe(open.get(), description);
      }
    }
  }

  /// Whether the source branch holds the wanted contents and changes nothing else. How a file is
  /// compressed doesn't matter.
  private static boolean hasExactly(
      GitLabProject project, String source, String start, Change change) throws GitLabException {
    Optional<String> head = project.head(source);
    if (head.isEmpty()
        || !change.files().keySet().containsAll(project.lead(start, head.get()).paths())) {
      return false;
    }
    for (Map.Entry<String, byte[]> file : change.files().entrySet()) {
      Optional<byte[]> content = project.file(file.getKey(), head.get());
      if (content.isEmpty() || !ProfileFile.sameContent(content.get(), file.getValue())) {
        return false;
      }
    }
    return true;
  }

  /// Read again just before the branch is overwritten; a commit that arrives in between is the
  /// remaining race, and stays reachable through the merge request's older versions.
  private static void requireOnlyOurs(GitLabProject project, String source, String start)
      throws IOException {
    Optional<String> head = project.head(source);
    if (head.isPresent() && !isOnlyOurs(project, start, head.get())) {
      throw new IOException(
          "%s: somebody committed to %s meanwhile; it is left alone"
              .formatted(project.path(), source));
    }
  }

  private static boolean isOnlyOurs(GitLabProject project, String start, String head)
      throws GitLabException {
    return project.lead(start, head).messages().stream()
        .allMatch(message -> message.stripTrailing().endsWith("\n" + TRAILER));
  }

  private void holdEdited(
      GitLabProject project,
      String target,
      String start,
      List<String> files,
      Map<String, TargetState.Hold> holds)
      throws GitLabException {
    String source = sourceBranch(target);
    Optional<String> head = project.head(source);
    if (head.isPresent() && !isOnlyOurs(project, start, head.get())) {
      TargetState.Hold hold =
          new TargetState.Hold(
              TargetState.Hold.EDITED,
              "Somebody else committed to %s, so it is left alone. Merge it, or delete the branch to get a fresh one."
                  .formatted(source));
      files.forEach(file -> holds.put(file, hold));
    }
  }

  /// A profile that was merged and isn't there any more was taken back by somebody.
  private static void holdUndone(
      List<MergeRequest> requests,
      Map<String, byte[]> committed,
      List<String> files,
      Map<String, TargetState.Hold> holds) {
    Optional<MergeRequest> last =
        requests.stream()
            .filter(request -> request.state() != MergeRequest.State.CLOSED)
            .findFirst()
            .filter(request -> request.state() == MergeRequest.State.MERGED)
            .filter(request -> !request.labels().contains(RECREATE));
    if (last.isEmpty()) {
      return;
    }
    Map<String, String> delivered = Marker.hashes(last.get().description());
    for (String file : files) {
      String hash = delivered.get(file);
      byte[] content = committed.get(file);
      if (hash != null && (content == null || !hash.equals(ProfileFile.contentHash(content)))) {
        holds.put(
            file,
            new TargetState.Hold(
                "undone",
                "%s was merged, but its profile is no longer there: somebody took it back. Put the label `%s` on %s to go on."
                    .formatted(last.get().reference(), RECREATE, last.get().reference())));
      }
    }
  }

  private Optional<TargetState.Request> request(
      GitLabProject project, List<MergeRequest> requests, List<String> files)
      throws GitLabException {
    Optional<MergeRequest> newest =
        requests.stream()
            .findFirst()
            .filter(request -> request.state() != MergeRequest.State.MERGED)
            .filter(request ->
                request.state() == MergeRequest.State.OPEN || !request.labels().contains(RECREATE));
    if (newest.isEmpty()) {
      return Optional.empty();
    }
    Map<String, byte[]> proposed = new HashMap<>();
    for (String file : files) {
      project.file(file, newest.get().ref()).ifPresent(content -> proposed.put(file, content));
    }
    return Optional.of(
        new TargetState.Request(
            newest.get().reference(), newest.get().state() == MergeRequest.State.OPEN, proposed));
  }

  private List<MergeRequest> requests(GitLabProject project, String target) throws GitLabException {
    return project.mergeRequests(sourceBranch(target)).stream()
        .filter(request -> request.targetBranch().equals(target))
        .toList();
  }

  private String sourceBranch(String target) {
    return "go-pgo" + (group.isEmpty() ? "" : "-" + group) + "/" + target;
  }

  private static String withPeoplesPart(String ours, String before) {
    String theirs = Marker.peoplesPart(before);
    return theirs.isEmpty() ? ours : ours + "\n" + theirs;
  }

  private static String head(GitLabProject project, String branch) throws IOException {
    return project
        .head(branch)
        .orElseThrow(
            () -> new IOException("%s has no branch %s".formatted(project.path(), branch)));
  }

  private static void requireWritable(GitLabProject project) throws IOException {
    if (project.isArchived()) {
      throw new IOException(project.path() + " is archived; disable the service");
    }
    if (!project.takesMergeRequests()) {
      throw new IOException(
          project.path() + " takes no merge requests; enable them in its settings");
    }
  }

  private static boolean isLfsPointer(byte[] content) {
    return new String(content, 0, Math.min(content.length, 40), StandardCharsets.ISO_8859_1)
        .startsWith("version https://git-lfs.github.com/");
  }

  /// A path in a folder without a program is a typo, and committing it would make folders.
  private static boolean hasMainPackage(GitLabProject project, String file, String head)
      throws GitLabException {
    String folder = file.contains("/") ? file.substring(0, file.lastIndexOf('/')) : "";
    for (String name : project.names(folder, head)) {
      if (name.endsWith(".go") && !name.endsWith("_test.go")) {
        String source =
            project
                .file(folder.isEmpty() ? name : folder + "/" + name, head)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("");
        if (PACKAGE_MAIN.matcher(source).find()) {
          return true;
        }
      }
    }
    return false;
  }
}
