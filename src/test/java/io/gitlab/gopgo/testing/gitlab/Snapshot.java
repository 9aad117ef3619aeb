package io.gitlab.gopgo.testing.gitlab;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;

/// The whole state as text that two runs can be compared by: in a fixed order and without times, so
/// a commit is named by what it holds, not by its id.
final class Snapshot {
  private final StringBuilder text = new StringBuilder();
  private final Map<ObjectId, String> names = new HashMap<>();

  private Snapshot() {}

  static String of(List<Project> projects) {
    Snapshot snapshot = new Snapshot();
    for (Project project : projects) {
      synchronized (project) {
        project.noticePushes();
        snapshot.add(project);
      }
    }
    return snapshot.text.toString();
  }

  private void add(Project project) {
    line("project %s".formatted(project.path()));
    project
        .repository()
        .branches()
        .forEach((name, head) -> {
          line("  branch %s".formatted(name));
          for (RevCommit commit : project.repository().log(head, Optional.empty(), "")) {
            line(
                "    commit %s %s <%s> %s"
                    .formatted(
                        name(project, commit),
                        commit.getAuthorIdent().getName(),
                        commit.getAuthorIdent().getEmailAddress(),
                        commit.getShortMessage()));
          }
        });
    project.mergeRequests().forEach(mergeRequest -> add(project, mergeRequest));
  }

  private void add(Project project, MergeRequest mergeRequest) {
    line("  merge request !%d %s".formatted(mergeRequest.iid(), mergeRequest.state()));
    line("    %s -> %s".formatted(mergeRequest.sourceBranch(), mergeRequest.targetBranch()));
    RevCommit head = project.repository().commit(mergeRequest.headId());
    line("    head %s".formatted(name(project, head)));
    line("    author %s".formatted(mergeRequest.author().username()));
    line("    title %s".formatted(mergeRequest.title()));
    mergeRequest.description().lines().forEach(each -> line("    | %s".formatted(each)));
    line("    labels %s".formatted(mergeRequest.labels()));
    line("    assignees %s".formatted(usernames(mergeRequest.assignees())));
    line("    reviewers %s".formatted(usernames(mergeRequest.reviewers())));
    line(
        "    milestone %s"
            .formatted(mergeRequest.milestone().map(Milestone::title).orElse("none")));
    line("    squash %s".formatted(mergeRequest.squash()));
    line("    remove source branch %s".formatted(mergeRequest.removeSourceBranch()));
    line("    auto-merge %s".formatted(mergeRequest.autoMerge()));
    line("    approvals %d".formatted(mergeRequest.approvals()));
    for (Note note : mergeRequest.notes()) {
      line("    note of %s".formatted(note.author().username()));
      note.body().lines().forEach(each -> line("      | %s".formatted(each)));
    }
  }

  private static List<String> usernames(List<Account> accounts) {
    return accounts.stream().map(Account::username).sorted().toList();
  }

  /// A commit's content, message, people and ancestors, without times.
  private String name(Project project, RevCommit commit) {
    String known = names.get(commit);
    if (known != null) {
      return known;
    }
    StringBuilder content = new StringBuilder(commit.getTree().name());
    for (RevCommit parent : commit.getParents()) {
      content.append('\n').append(name(project, project.repository().commit(parent)));
    }
    content
        .append('\n')
        .append(commit.getAuthorIdent().getName())
        .append(commit.getAuthorIdent().getEmailAddress())
        .append(commit.getCommitterIdent().getName())
        .append('\n')
        .append(commit.getFullMessage());
    String name =
        CommitActions.sha256(content.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
            .substring(0, 16);
    names.put(commit.copy(), name);
    return name;
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
