package io.gitlab.gopgo.testing.gitlab;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;

/// A merge request: what people see and do, and what the API changes. Its project is the lock.
public final class MergeRequest {
  /// A merge request's life.
  public enum State {
    OPENED,
    CLOSED,
    MERGED
  }

  private final Project project;
  private final int id;
  private final int iid;
  private final Account author;
  private final String sourceBranch;
  private final Instant created;

  private String targetBranch;
  private String title;
  private String description;
  private State state = State.OPENED;
  private Instant updated;
  private ObjectId head;
  private ObjectId start;
  private ObjectId base;
  private final Set<String> labels = new TreeSet<>();
  private final Set<Account> approvals = new java.util.LinkedHashSet<>();
  private final List<Note> notes = new ArrayList<>();
  private List<Account> assignees = List.of();
  private List<Account> reviewers = List.of();
  private Optional<Milestone> milestone = Optional.empty();
  private boolean squash;
  private boolean removeSourceBranch;
  private boolean autoMerge;
  private Optional<String> detailedStatus = Optional.empty();
  private int checking;
  private int pushes;
  private Optional<ObjectId> mergeCommit = Optional.empty();
  private Optional<Ending> ending = Optional.empty();

  /// Who closed or merged it, and when.
  record Ending(Account by, Instant at) {}

  MergeRequest(
      Project project,
      int id,
      int iid,
      Account author,
      String title,
      String description,
      String sourceBranch,
      String targetBranch) {
    this.project = project;
    this.id = id;
    this.iid = iid;
    this.author = author;
    this.title = title;
    this.description = description;
    this.sourceBranch = sourceBranch;
    this.targetBranch = targetBranch;
    this.created = project.now();
    this.updated = created;
    this.head = project.mustHead(sourceBranch);
    this.start = project.mustHead(targetBranch);
    this.base = project.repository().mergeBase(start, head).map(ObjectId::copy).orElse(start);
    publishHead();
  }

  private void publishHead() {
    project.repository().setRef("refs/merge-requests/" + iid + "/head", head);
  }

  private void touch() {
    updated = project.now();
  }

  /// Follows the source branch: GitLab's doing, after every push.
  void pushed(ObjectId newHead) {
    head = newHead;
    start = project.mustHead(targetBranch);
    base = project.repository().mergeBase(start, head).map(ObjectId::copy).orElse(start);
    approvals.clear();
    if (autoMerge) {
      say(author, "aborted the automatic merge because the source branch was updated", true);
    }
    autoMerge = false;
    pushes++;
    publishHead();
    touch();
  }

  // What people do.

  public void addLabels(Account by, String... names) {
    synchronized (project) {
      labels.addAll(List.of(names));
      touch();
    }
  }

  public void removeLabels(Account by, String... names) {
    synchronized (project) {
      List.of(names).forEach(labels::remove);
      touch();
    }
  }

  public void editTitle(Account by, String text) {
    synchronized (project) {
      title = text;
      touch();
    }
  }

  public void editDescription(Account by, String text) {
    synchronized (project) {
      description = text;
      touch();
    }
  }

  /// Lets it merge into another branch.
  public void sendTo(Account by, String branch) {
    synchronized (project) {
      retarget(branch);
    }
  }

  public void assign(Account by, Account... people) {
    synchronized (project) {
      assignees = List.of(people);
      touch();
    }
  }

  public void askToReview(Account by, Account... people) {
    synchronized (project) {
      reviewers = List.of(people);
      touch();
    }
  }

  public void approve(Account by) {
    synchronized (project) {
      approvals.add(by);
    }
  }

  public void close(Account by) {
    synchronized (project) {
      project.noticePushes();
      end(State.CLOSED, by);
      say(by, "closed", true);
    }
  }

  /// Opens it again with whatever the source branch holds now.
  ///
  /// @return false where GitLab leaves it closed: merged, or without a source branch
  public boolean reopen(Account by) {
    synchronized (project) {
      project.noticePushes();
      Optional<ObjectId> branch = project.repository().branch(sourceBranch);
      if (state != State.CLOSED || branch.isEmpty()) {
        return false;
      }
      state = State.OPENED;
      ending = Optional.empty();
      if (!branch.get().equals(head)) {
        pushed(branch.get());
      }
      say(by, "reopened", true);
      return true;
    }
  }

  /// Merges it in git, and deletes the source branch where the merge request says so.
  public void merge(Account by) {
    synchronized (project) {
      project.noticePushes();
      if (!merge(by, Optional.empty(), squash, removeSourceBranch)) {
        throw new IllegalStateException("!" + iid + " conflicts with " + targetBranch);
      }
    }
  }

  /// Deletes the ref of its head, as GitLab does two weeks after its end; the commit stays.
  public void deleteRef() {
    synchronized (project) {
      project.repository().deleteRef("refs/merge-requests/" + iid + "/head");
    }
  }

  /// Cancels auto-merge.
  public void cancelAutoMerge(Account by) {
    synchronized (project) {
      autoMerge = false;
      say(by, "canceled the automatic merge", true);
    }
  }

  public Note comment(Account by, String body) {
    synchronized (project) {
      return say(by, body, false);
    }
  }

  // How things stand.

  /// Makes GitLab answer this `detailed_merge_status`, whatever it would say itself.
  public void detailedStatus(String word) {
    synchronized (project) {
      detailedStatus = word.isEmpty() ? Optional.empty() : Optional.of(word);
    }
  }

  /// Makes the next `times` readers hear `checking`.
  public void checkingFor(int times) {
    synchronized (project) {
      checking = times;
    }
  }

  public int iid() {
    return iid;
  }

  public Account author() {
    return author;
  }

  public String sourceBranch() {
    return sourceBranch;
  }

  public String targetBranch() {
    return read(() -> targetBranch);
  }

  public String title() {
    return read(() -> title);
  }

  public String description() {
    return read(() -> description);
  }

  public State state() {
    return read(() -> state);
  }

  /// The id of the last commit, as GitLab knows it.
  public String head() {
    return read(() -> head.name());
  }

  public List<String> labels() {
    return read(() -> List.copyOf(labels));
  }

  public List<Account> assignees() {
    return read(() -> assignees);
  }

  public List<Account> reviewers() {
    return read(() -> reviewers);
  }

  public Optional<Milestone> milestone() {
    return read(() -> milestone);
  }

  public boolean squash() {
    return read(() -> squash);
  }

  public boolean removeSourceBranch() {
    return read(() -> removeSourceBranch);
  }

  public boolean autoMerge() {
    return read(() -> autoMerge);
  }

  /// How many approve the present commits: a push makes it 0.
  public int approvals() {
    return read(approvals::size);
  }

  /// How often its source branch moved since it was created.
  public int pushes() {
    return read(() -> pushes);
  }

  /// What people and bots wrote, oldest first, without system notes.
  public List<Note> notes() {
    return read(() -> notes.stream().filter(note -> !note.system()).toList());
  }

  public boolean draft() {
    return title().matches("(?i)^\\s*(draft:|\\[draft]|\\(draft\\)).*");
  }

  private <T> T read(java.util.function.Supplier<T> what) {
    synchronized (project) {
      project.noticePushes();
      return what.get();
    }
  }

  // What the API does, with the project locked.

  int id() {
    return id;
  }

  Project project() {
    return project;
  }

  Instant created() {
    return created;
  }

  Instant updated() {
    return updated;
  }

  ObjectId headId() {
    return head;
  }

  ObjectId base() {
    return base;
  }

  ObjectId start() {
    return start;
  }

  Optional<ObjectId> mergeCommit() {
    return mergeCommit;
  }

  Optional<Ending> ending() {
    return ending;
  }

  List<Note> allNotes() {
    return notes;
  }

  List<Account> approvers() {
    return List.copyOf(approvals);
  }

  void retarget(String branch) {
    targetBranch = branch;
    touch();
  }

  void setLabels(List<String> names) {
    labels.clear();
    labels.addAll(names);
    touch();
  }

  void setMilestone(Optional<Milestone> value) {
    milestone = value;
    touch();
  }

  void setSquash(boolean value) {
    squash = value;
    touch();
  }

  void setRemoveSourceBranch(boolean value) {
    removeSourceBranch = value;
    touch();
  }

  void setAutoMerge(Account by) {
    autoMerge = true;
    say(by, "enabled an automatic merge when all merge checks for " + head.name() + " pass", true);
  }

  Note say(Account by, String body, boolean system) {
    Instant now = project.now();
    Note note = new Note(project.gitlab().nextId("note"), by, body, system, now, now);
    notes.add(note);
    touch();
    return note;
  }

  Optional<Note> note(Predicate<Note> which) {
    return notes.stream().filter(which).findFirst();
  }

  Note rewrite(Note note, String body) {
    Note rewritten = note.saying(body, project.now());
    notes.replaceAll(other -> other.equals(note) ? rewritten : other);
    return rewritten;
  }

  void end(State as, Account by) {
    state = as;
    autoMerge = false;
    ending = Optional.of(new Ending(by, project.now()));
    touch();
  }

  boolean hasCommits() {
    return !project
        .repository()
        .log(head, Optional.of(project.mustHead(targetBranch)), "")
        .isEmpty();
  }

  boolean conflicts() {
    return project.repository().mergedTree(project.mustHead(targetBranch), head).isEmpty();
  }

  /// GitLab's word for whether it can be merged, and why not.
  String detailedStatusNow() {
    if (state != State.OPENED) {
      return "not_open";
    }
    if (checking > 0) {
      checking--;
      return "checking";
    }
    if (detailedStatus.isPresent()) {
      return detailedStatus.get();
    }
    if (!hasCommits()) {
      return "commits_status";
    }
    if (draft()) {
      return "draft_status";
    }
    if (conflicts()) {
      return "conflict";
    }
    if (approvals.size() < project.approvalsRequired()) {
      return "not_approved";
    }
    return project.isPipelineRunning() ? "ci_still_running" : "mergeable";
  }

  /// Merges with a merge commit, as GitLab's default does; false where there is a conflict.
  boolean merge(Account by, Optional<String> message, boolean squashing, boolean removing) {
    GitRepository git = project.repository();
    ObjectId target = project.mustHead(targetBranch);
    Optional<ObjectId> tree = git.mergedTree(target, head);
    if (tree.isEmpty()) {
      return false;
    }
    GitRepository.Signature signature = GitRepository.Signature.of(by);
    ObjectId merged = head;
    if (squashing) {
      RevCommit squashed =
          git.commit(tree.get(), List.of(target), signature, signature, project.now(), title);
      merged = squashed;
    }
    String words =
        message.orElse(
            "Merge branch '%s' into '%s'\n\n%s\n\nSee merge request %s!%d"
                .formatted(sourceBranch, targetBranch, title, project.path(), iid));
    RevCommit commit =
        git.commit(tree.get(), List.of(target, merged), signature, signature, project.now(), words);
    end(State.MERGED, by);
    mergeCommit = Optional.of(commit);
    git.setBranch(targetBranch, commit);
    if (removing) {
      git.deleteBranch(sourceBranch);
    }
    project.noticePushes();
    return true;
  }
}
