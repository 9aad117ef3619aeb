package io.gitlab.gopgo.testing.gitlab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;

/// A project: its settings, members, git repository and merge requests. It is its own lock.
public final class Project {
  private final StandInGitLab gitlab;
  private final int id;
  private final GitRepository repository;
  private final String defaultBranch;
  private final List<String> formerPaths = new ArrayList<>();
  private final Map<Account, Role> members = new HashMap<>();
  private final Map<String, Protection> protections = new TreeMap<>();
  private final List<MergeRequest> mergeRequests = new ArrayList<>();
  private final List<Milestone> milestones = new ArrayList<>();
  private final List<String> quickActions = new ArrayList<>();
  private Map<String, ObjectId> seen = Map.of();

  private String path;
  private Optional<Project> forkedFrom = Optional.empty();
  private Optional<String> refusal = Optional.empty();
  private boolean visible;
  private boolean archived;
  private boolean withMergeRequests = true;
  private boolean lfs = true;
  private boolean pipelineRunning;
  private int approvalsRequired;

  private final PackageFiles packageFiles = new PackageFiles();

  Project(StandInGitLab gitlab, int id, String path, String defaultBranch, Path folder) {
    this.gitlab = gitlab;
    this.id = id;
    this.path = path;
    this.defaultBranch = defaultBranch;
    this.repository = GitRepository.create(folder, defaultBranch);
    protections.put(defaultBranch, Protection.MAINTAINERS);
  }

  // Settings.

  public synchronized Project grant(Account account, Role role) {
    members.put(account, role);
    return this;
  }

  /// Its package registry.
  public PackageFiles packageFiles() {
    return packageFiles;
  }

  /// Anyone may read it.
  public synchronized Project makePublic() {
    visible = true;
    return this;
  }

  public synchronized Project archive() {
    archived = true;
    return this;
  }

  public synchronized Project disableMergeRequests() {
    withMergeRequests = false;
    return this;
  }

  public synchronized Project disableLfs() {
    lfs = false;
    return this;
  }

  /// Gives it another path; the old one leads here as long as nobody takes it.
  public synchronized Project rename(String newPath) {
    formerPaths.add(path);
    path = newPath;
    return this;
  }

  public synchronized Project protect(String branch, Protection protection) {
    protections.put(branch, protection);
    return this;
  }

  public synchronized Project unprotect(String branch) {
    protections.remove(branch);
    return this;
  }

  /// Refuses every commit of the API with these words, as push rules and CODEOWNERS do; empty words
  /// lift it.
  public synchronized Project refuseCommits(String words) {
    refusal = words.isEmpty() ? Optional.empty() : Optional.of(words);
    return this;
  }

  /// While a pipeline runs, auto-merge waits for it.
  public synchronized Project pipelineRuns(boolean running) {
    pipelineRunning = running;
    return this;
  }

  public synchronized Project requireApprovals(int count) {
    approvalsRequired = count;
    return this;
  }

  public synchronized Milestone milestone(String title) {
    int number = milestones.size() + 1;
    Milestone milestone = new Milestone(gitlab.nextId("milestone"), number, title);
    milestones.add(milestone);
    return milestone;
  }

  synchronized List<Milestone> milestones() {
    return List.copyOf(milestones);
  }

  // What people do.

  /// Writes files onto a branch in one commit; a branch that isn't there starts at the default one.
  ///
  /// @return the new commit's id
  public String push(Account by, String branch, String message, Map<String, String> files) {
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    files.forEach((name, text) -> bytes.put(name, text.getBytes(UTF_8)));
    return pushBytes(by, branch, message, bytes);
  }

  /// The same with files that are no text.
  public synchronized String pushBytes(
      Account by, String branch, String message, Map<String, byte[]> files) {
    Optional<RevCommit> from = tip(branch);
    Files tree = repository.files(from);
    files.forEach((name, content) -> tree.put(name, repository.store(content), false));
    return commit(by, branch, message, from, tree);
  }

  /// Deletes files in one commit.
  public synchronized String remove(Account by, String branch, String message, String... paths) {
    Optional<RevCommit> from = tip(branch);
    Files tree = repository.files(from);
    List.of(paths).forEach(tree::remove);
    return commit(by, branch, message, from, tree);
  }

  /// Creates a branch, or moves it by force.
  public synchronized void pushBranch(Account by, String branch, String to) {
    repository.setBranch(branch, commitOf(to));
    noticePushes();
  }

  public synchronized void deleteBranch(Account by, String branch) {
    repository.deleteBranch(branch);
    noticePushes();
  }

  private Optional<RevCommit> tip(String branch) {
    return repository.resolve(branch).or(() -> repository.resolve(defaultBranch));
  }

  private String commit(
      Account by, String branch, String message, Optional<RevCommit> from, Files files) {
    GitRepository.Signature signature = GitRepository.Signature.of(by);
    RevCommit commit =
        repository.commit(
            repository.tree(files),
            from.<List<ObjectId>>map(List::of).orElse(List.of()),
            signature,
            signature,
            now(),
            message);
    repository.setBranch(branch, commit);
    noticePushes();
    return commit.name();
  }

  // How things stand.

  /// A commit as tests look at it.
  public record Commit(
      String sha,
      List<String> parents,
      String authorName,
      String authorEmail,
      String message,
      List<String> paths) {}

  public int id() {
    return id;
  }

  public synchronized String path() {
    return path;
  }

  public String defaultBranch() {
    return defaultBranch;
  }

  /// The bare repository, for real git.
  public Path repositoryFolder() {
    return repository.folder();
  }

  /// Branches and the ids of their heads.
  public synchronized Map<String, String> branches() {
    Map<String, String> heads = new TreeMap<>();
    repository.branches().forEach((name, head) -> heads.put(name, head.name()));
    return heads;
  }

  public synchronized Optional<byte[]> file(String ref, String filePath) {
    return repository
        .resolve(ref)
        .flatMap(commit -> repository.entry(commit, filePath))
        .filter(entry -> !entry.folder())
        .map(entry -> repository.content(entry.id()));
  }

  public Optional<String> text(String ref, String filePath) {
    return file(ref, filePath).map(bytes -> new String(bytes, UTF_8));
  }

  /// All files at a ref.
  public synchronized List<String> paths(String ref) {
    return repository.entries(commitOf(ref), "", true).stream()
        .filter(entry -> !entry.folder())
        .map(GitRepository.Entry::path)
        .toList();
  }

  /// The commits of a ref, youngest first.
  public synchronized List<Commit> commits(String ref) {
    return repository.log(commitOf(ref), Optional.empty(), "").stream().map(this::look).toList();
  }

  /// The commits that are on one ref and not on another, youngest first.
  public synchronized List<Commit> commits(String ref, String notOn) {
    return repository.log(commitOf(ref), Optional.of(commitOf(notOn)), "").stream()
        .map(this::look)
        .toList();
  }

  private Commit look(RevCommit commit) {
    return new Commit(
        commit.name(),
        List.of(commit.getParents()).stream().map(ObjectId::name).toList(),
        commit.getAuthorIdent().getName(),
        commit.getAuthorIdent().getEmailAddress(),
        commit.getFullMessage(),
        repository.differences(parent(commit), commit).stream()
            .map(difference -> Views.newPath(difference.entry()))
            .toList());
  }

  public synchronized List<MergeRequest> mergeRequests() {
    noticePushes();
    return List.copyOf(mergeRequests);
  }

  public MergeRequest mergeRequest(int iid) {
    return mergeRequests().stream()
        .filter(mergeRequest -> mergeRequest.iid() == iid)
        .findFirst()
        .orElseThrow();
  }

  /// Quick actions that GitLab found in descriptions and notes, took out and would have executed.
  public synchronized List<String> quickActions() {
    return List.copyOf(quickActions);
  }

  // What the API needs, with the project locked.

  StandInGitLab gitlab() {
    return gitlab;
  }

  GitRepository repository() {
    return repository;
  }

  Instant now() {
    return gitlab.now();
  }

  boolean isPublic() {
    return visible;
  }

  boolean isArchived() {
    return archived;
  }

  boolean hasMergeRequests() {
    return withMergeRequests;
  }

  boolean hasLfs() {
    return lfs;
  }

  boolean isPipelineRunning() {
    return pipelineRunning;
  }

  int approvalsRequired() {
    return approvalsRequired;
  }

  Optional<Project> forkedFrom() {
    return forkedFrom;
  }

  /// Makes this a fork: the same branches, and where they come from.
  synchronized void copyFrom(Project original) {
    forkedFrom = Optional.of(original);
    repository.fetch(original.repository);
    noticePushes();
  }

  Optional<String> refusal() {
    return refusal;
  }

  Optional<Protection> protection(String branch) {
    return Optional.ofNullable(protections.get(branch));
  }

  synchronized boolean wasAt(String former) {
    return formerPaths.contains(former);
  }

  synchronized Role role(Account account) {
    Role inGroup = gitlab.groupRole(account, path);
    Role own = members.getOrDefault(account, Role.NONE);
    return own.atLeast(inGroup) ? own : inGroup;
  }

  Optional<Milestone> milestone(int milestoneId) {
    return milestones.stream().filter(milestone -> milestone.id() == milestoneId).findFirst();
  }

  String url() {
    return gitlab.url() + "/" + path;
  }

  Optional<RevCommit> parent(RevCommit commit) {
    return commit.getParentCount() == 0
        ? Optional.empty()
        : Optional.of(repository.commit(commit.getParent(0)));
  }

  private RevCommit commitOf(String ref) {
    return repository
        .resolve(ref)
        .orElseThrow(() -> new IllegalArgumentException(ref + " is not in " + path));
  }

  ObjectId mustHead(String branch) {
    return repository
        .branch(branch)
        .orElseThrow(() -> new IllegalStateException("no branch " + branch + " in " + path));
  }

  MergeRequest open(Account author, String title, String text, String source, String target) {
    MergeRequest mergeRequest =
        new MergeRequest(
            this,
            gitlab.nextId("merge request"),
            mergeRequests.size() + 1,
            author,
            title,
            withoutQuickActions(text),
            source,
            target);
    mergeRequests.add(mergeRequest);
    return mergeRequest;
  }

  /// The text without lines that GitLab takes as commands.
  String withoutQuickActions(String text) {
    List<String> kept = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      if (line.matches("/[a-z_]+( .*)?\r?")) {
        quickActions.add(line.strip());
      } else {
        kept.add(line);
      }
    }
    return String.join("\n", kept);
  }

  /// Brings merge requests up to date with branches, however those moved: by the API, by a person,
  /// or by real git in the repository's folder.
  synchronized void noticePushes() {
    Map<String, ObjectId> now = repository.branches();
    Map<String, ObjectId> before = seen;
    if (now.equals(before)) {
      return;
    }
    seen = now;
    for (MergeRequest mergeRequest : mergeRequests) {
      if (mergeRequest.state() == MergeRequest.State.OPENED) {
        follow(mergeRequest, before, now);
      }
    }
  }

  private void follow(
      MergeRequest mergeRequest, Map<String, ObjectId> before, Map<String, ObjectId> now) {
    ObjectId source = now.get(mergeRequest.sourceBranch());
    ObjectId target = now.get(mergeRequest.targetBranch());
    if (source == null) {
      mergeRequest.end(MergeRequest.State.CLOSED, mergeRequest.author());
      return;
    }
    if (!source.equals(mergeRequest.headId()) && target != null) {
      mergeRequest.pushed(source);
    }
    ObjectId targetBefore = before.get(mergeRequest.targetBranch());
    if (target == null || targetBefore == null || target.equals(targetBefore)) {
      return;
    }
    if (repository.contains(target, source) && !repository.contains(targetBefore, source)) {
      mergeRequest.end(MergeRequest.State.MERGED, mergeRequest.author());
    }
  }

  void close() {
    repository.close();
  }
}
