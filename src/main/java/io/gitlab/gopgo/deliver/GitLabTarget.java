package io.gitlab.gopgo.deliver;

import io.gitlab.gopgo.config.SettingsException;
import io.gitlab.gopgo.gitlab.GitLabException;
import io.gitlab.gopgo.gitlab.GitLabProject;
import io.gitlab.gopgo.gitlab.MergeRequest;
import io.gitlab.gopgo.gitlab.NewCommit;
import io.gitlab.gopgo.gitlab.NewMergeRequest;
import io.gitlab.gopgo.gitlab.Token;
import io.gitlab.gopgo.pprof.ProfileFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A branch of a project on a GitLab: one source branch, one merge request.
///
/// The repository is the state: branch, marker and trailer tell a later run all that it must know.
/// Every step finds, compares, and then creates or corrects, so a run may die anywhere and the next
/// one repairs.
///
/// @param branch the target branch; empty for the project's default
/// @param group empty for the changes that share the project's one merge request
record GitLabTarget(
    Instance instance,
    String path,
    Optional<String> branch,
    String group,
    boolean anyFolder,
    RequestSettings settings)
    implements Target {
  /// What GitLab takes for a title.
  private static final int MOST_TITLE = 255;

  private static final String DRAFT = "Draft: ";

  private static final int TRIES = 3;

  @Override
  public String project() {
    return path;
  }

  @Override
  public Path outputFolder() {
    return Path.of(instance.name(), path);
  }

  /// GitLab takes paths in any case.
  @Override
  public Optional<String> conflict(Target other) {
    boolean sharesBranch =
        other instanceof GitLabTarget target
            && !equals(target)
            && instance.gitlab().url().equalsIgnoreCase(target.instance.gitlab().url())
            && path.equalsIgnoreCase(target.path)
            && prefix().equals(target.prefix())
            && (branch.equals(target.branch) || branch.isEmpty() || target.branch.isEmpty());
    return sharesBranch
        ? Optional.of(
            "services of %s that share a merge request need the same `gitlab`, `project`, `branch`, `anyFolder` and"
                    .formatted(path)
                + " `mergeRequest`; a `group` of its own gives one a merge request of its own")
        : Optional.empty();
  }

  @Override
  public Optional<String> obstacle() {
    try {
      Token _ = instance.gitlab().token();
      return Optional.empty();
    } catch (SettingsException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public TargetState read(List<String> files, List<String> aside, long limit) throws IOException {
    GitLabProject project = instance.gitlab().project(path);
    requireWritable(project);
    String target = targetBranch(project);
    String head = head(project, target);
    String source = sourceBranch(target);
    List<MergeRequest> all = project.mergeRequests(source);
    List<MergeRequest> requests = into(target, all);
    Optional<GitLabProject.Lead> lead = OurCommit.lead(project, head, source);
    LastWords last =
        new LastWords(project, requests, lead.map(GitLabProject.Lead::paths).orElse(Set.of()));
    List<String> wanted =
        Stream.concat(files.stream(), aside.stream().filter(last::isNamed)).toList();
    FilePlace place = new FilePlace(project, head, anyFolder);
    Map<String, byte[]> committed = new HashMap<>();
    Map<String, String> broken = new HashMap<>();
    for (String file : wanted) {
      Optional<byte[]> content = project.file(file, head);
      Optional<String> objection = place.objection(file, content);
      objection.ifPresent(words -> broken.put(file, words));
      if (objection.isEmpty()) {
        content.ifPresent(bytes -> committed.put(file, bytes));
      }
    }
    Map<String, TargetState.Hold> holds = Holds.undone(project, requests, committed, wanted);
    Optional<MergeRequest> open = last.open();
    List<String> remarks = remarks(project);
    Set<String> named = Stream.concat(files.stream(), aside.stream()).collect(Collectors.toSet());
    if (lead.isPresent() && !OurCommit.isAll(lead.get(), named, all)) {
      holds.putAll(Holds.edited(source, open.or(() -> requests.stream().findFirst()), wanted));
    } else {
      last.strangers(named).ifPresent(remarks::add);
    }
    holds.putAll(Holds.retargeted(target, all, wanted));
    Map<String, TargetState.Word> words = last.of(wanted);
    return new TargetState(
        instance.gitlab().url() + "/" + project.about().path(),
        source,
        committed,
        broken,
        open.map(request ->
            new TargetState.Request(
                request.reference(), LastWords.isComplete(request, wanted, words))),
        words,
        holds,
        visit(open, remarks));
  }

  /// What people should know of a project though nothing is wrong yet.
  private List<String> remarks(GitLabProject project) {
    List<String> remarks = new ArrayList<>();
    instance.expiry(project).ifPresent(remarks::add);
    GitLabProject.About about = project.about();
    if (!about.path().equalsIgnoreCase(path)) {
      remarks.add(
          "%s has moved to %s; write that into `project`, the old path works only until somebody takes it"
              .formatted(path, about.path()));
    }
    about
        .forkedFrom()
        .ifPresent(origin ->
            remarks.add(
                "%s is a fork of %s; merge requests are opened in the fork itself"
                    .formatted(about.path(), origin)));
    return remarks;
  }

  private static Visit visit(Optional<MergeRequest> request, List<String> remarks) {
    return new Visit(
        request.map(open -> new Visit.Request(open.reference(), open.url())), 0, remarks);
  }

  @Override
  public void explain(TargetState.Hold hold) throws IOException {
    GitLabProject project = instance.gitlab().project(path);
    requireMayWrite();
    String marker = "<!-- go-pgo:v1 note=%s -->".formatted(hold.rule());
    Optional<MergeRequest> open = open(project, targetBranch(project));
    if (open.isPresent()
        && project.notes(open.get()).stream().noneMatch(note -> note.body().contains(marker))) {
      project.addNote(open.get(), hold.sentence() + "\n\n" + marker);
    }
  }

  @Override
  public Change titled(Change change) {
    String title = settings.title().fill(change.title(), change, path);
    int most = MOST_TITLE - (settings.draft() ? DRAFT.length() : 0);
    return change.titled(
        title.codePointCount(0, title.length()) <= most
            ? title
            : title.substring(0, title.offsetByCodePoints(0, most - 1)) + "…");
  }

  @Override
  public Visit deliver(Change change) throws IOException {
    requireMayWrite();
    for (int tried = 1; ; tried++) {
      try {
        return reconcile(change);
      } catch (GitLabException e) {
        // A write without an answer: look what became of it, and correct.
        if (!e.isUncertain() || tried == TRIES) {
          Optional<String> hint = SettingHint.of(String.valueOf(e.getMessage()));
          throw hint.isEmpty() ? e : new IOException(e.getMessage() + "; " + hint.get(), e);
        }
      }
    }
  }

  private Visit reconcile(Change change) throws IOException {
    GitLabProject project = instance.gitlab().project(path);
    requireWritable(project);
    String target = targetBranch(project);
    String start = head(project, target);
    if (!hasExactly(project, start, change)) {
      commit(project, start, change);
    }
    Optional<MergeRequest> open = open(project, target);
    List<String> remarks = new ArrayList<>();
    MergeRequest request;
    if (open.isEmpty()) {
      request = project.create(newRequest(project, target, change, remarks));
    } else {
      request = open.get();
      String description = withPeoplesPart(change.description(), request.description());
      if (!description.strip().equals(request.description().strip())) {
        project.describe(request, description);
      }
    }
    autoMerge(project, request).ifPresent(remarks::add);
    return visit(Optional.of(request), remarks);
  }

  private void commit(GitLabProject project, String start, Change change) throws IOException {
    List<String> existing = new ArrayList<>();
    for (String file : change.files().keySet()) {
      if (project.file(file, start).isPresent()) {
        existing.add(file);
      }
    }
    OurCommit.requireAll(project, start, change);
    project.commit(
        new NewCommit(
            change.branch(),
            start,
            OurCommit.message(settings.commitMessage().fill(change.title(), change, path)),
            settings.author(),
            change.files(),
            existing));
  }

  private NewMergeRequest newRequest(
      GitLabProject project, String target, Change change, List<String> remarks)
      throws GitLabException {
    Optional<Long> milestone = Optional.empty();
    if (settings.milestone().isPresent()) {
      milestone = project.milestone(settings.milestone().get());
      if (milestone.isEmpty()) {
        remarks.add("there is no milestone \"%s\"".formatted(settings.milestone().get()));
      }
    }
    return new NewMergeRequest(
        change.branch(),
        target,
        settings.draft() ? DRAFT + change.title() : change.title(),
        change.description(),
        settings.labels(),
        users(project, settings.assignees(), remarks),
        users(project, settings.reviewers(), remarks),
        milestone,
        settings.squash(),
        settings.removeSourceBranch());
  }

  /// The ids of those that exist: people leave, and profiles must still arrive.
  private static List<Long> users(GitLabProject project, List<String> names, List<String> remarks)
      throws GitLabException {
    List<Long> ids = new ArrayList<>();
    for (String name : names) {
      Optional<Long> user = project.user(name);
      user.ifPresent(ids::add);
      if (user.isEmpty()) {
        remarks.add("there is no user \"%s\"".formatted(name));
      }
    }
    return ids;
  }

  @Override
  public Visit tend() throws IOException {
    GitLabProject project = instance.gitlab().project(path);
    Optional<MergeRequest> open = open(project, targetBranch(project));
    List<String> remarks = new ArrayList<>();
    if (open.isPresent()) {
      autoMerge(project, open.get()).ifPresent(remarks::add);
    }
    return visit(open, remarks);
  }

  @Override
  public long requests() {
    return instance.gitlab().requests(path);
  }

  private Optional<String> autoMerge(GitLabProject project, MergeRequest request)
      throws GitLabException {
    Optional<String> tip =
        settings.autoMerge() ? project.head(sourceBranch(targetBranch(project))) : Optional.empty();
    return tip.isEmpty() ? Optional.empty() : AutoMerge.set(project, request, tip.get());
  }

  /// Whether the source branch is ahead by the wanted contents and nothing else. How a file is
  /// compressed doesn't matter. A branch that was merged and kept is ahead by nothing, whatever it
  /// holds.
  private static boolean hasExactly(GitLabProject project, String start, Change change)
      throws GitLabException {
    Optional<String> head = project.head(change.branch());
    if (head.isEmpty()) {
      return false;
    }
    GitLabProject.Lead lead = project.lead(start, head.get());
    if (lead.messages().isEmpty() || !change.files().keySet().containsAll(lead.paths())) {
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

  private Optional<MergeRequest> open(GitLabProject project, String target) throws GitLabException {
    List<MergeRequest> requests = into(target, project.mergeRequests(sourceBranch(target)));
    return new LastWords(project, requests, Set.of()).open();
  }

  private static List<MergeRequest> into(String target, List<MergeRequest> requests) {
    return requests.stream().filter(request -> request.targetBranch().equals(target)).toList();
  }

  private String targetBranch(GitLabProject project) {
    return branch.orElse(project.about().defaultBranch());
  }

  private String sourceBranch(String target) {
    return prefix() + "/" + target;
  }

  private String prefix() {
    return group.isEmpty() ? settings.branchPrefix() : settings.branchPrefix() + "-" + group;
  }

  private static String withPeoplesPart(String ours, String before) {
    String theirs = Marker.peoplesPart(before);
    return theirs.isEmpty() ? ours : ours + "\n" + theirs;
  }

  private static String head(GitLabProject project, String branch) throws IOException {
    return project
        .head(branch)
        .orElseThrow(
            () -> new IOException("%s has no branch %s".formatted(project.about().path(), branch)));
  }

  private void requireMayWrite() throws IOException {
    if (instance.gitlab().isReadOnly()) {
      throw new IOException(
          """
          %s holds a CI job's token, which can only read; it is good for --dry-run, to deliver take \
          the token of a group, a project or a service account\
          """
              .formatted(instance.gitlab().token().variable()));
    }
  }

  private static void requireWritable(GitLabProject project) throws IOException {
    GitLabProject.About about = project.about();
    if (about.isArchived()) {
      throw new IOException(about.path() + " is archived; disable the service");
    }
    if (!about.takesMergeRequests()) {
      throw new IOException(about.path() + " takes no merge requests; enable them in its settings");
    }
  }
}
