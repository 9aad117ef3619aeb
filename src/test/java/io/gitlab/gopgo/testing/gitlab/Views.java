package io.gitlab.gopgo.testing.gitlab;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.FooterLine;
import org.eclipse.jgit.revwalk.RevCommit;

/// What GitLab tells of commits, branches, users and projects: the same field names, all of those
/// that its schemas require.
final class Views {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneOffset.UTC);

  private Views() {}

  static String time(Instant instant) {
    return TIME.format(instant);
  }

  static ObjectNode user(StandInGitLab gitlab, Account account) {
    return Json.object()
        .put("id", account.id())
        .put("username", account.username())
        .put("public_email", "")
        .put("name", account.name())
        .put("state", "active")
        .put("locked", false)
        .put("avatar_url", gitlab.url() + "/uploads/-/system/user/avatar/" + account.id() + ".png")
        .put("web_url", gitlab.url() + "/" + account.username());
  }

  static ObjectNode commit(Project project, RevCommit commit) {
    ObjectNode view =
        Json.object()
            .put("id", commit.name())
            .put("short_id", commit.abbreviate(8).name())
            .put("created_at", time(commit.getCommitterIdent().getWhenAsInstant()))
            .put("title", commit.getShortMessage())
            .put("message", commit.getFullMessage())
            .put("author_name", commit.getAuthorIdent().getName())
            .put("author_email", commit.getAuthorIdent().getEmailAddress())
            .put("authored_date", time(commit.getAuthorIdent().getWhenAsInstant()))
            .put("committer_name", commit.getCommitterIdent().getName())
            .put("committer_email", commit.getCommitterIdent().getEmailAddress())
            .put("committed_date", time(commit.getCommitterIdent().getWhenAsInstant()))
            .put("web_url", project.url() + "/-/commit/" + commit.name());
    view.set(
        "parent_ids",
        Json.texts(List.of(commit.getParents()).stream().map(ObjectId::name).toList()));
    ObjectNode trailers = view.putObject("trailers");
    ObjectNode extended = view.putObject("extended_trailers");
    for (FooterLine line : commit.getFooterLines()) {
      trailers.put(line.getKey(), line.getValue());
      extended.withArrayProperty(line.getKey()).add(line.getValue());
    }
    return view;
  }

  static ObjectNode commitDetail(Project project, RevCommit commit, boolean stats) {
    ObjectNode view = commit(project, commit);
    if (stats) {
      List<GitRepository.Difference> differences =
          project.repository().differences(project.parent(commit), commit);
      long additions = differences.stream().mapToLong(each -> each.lines('+')).sum();
      long deletions = differences.stream().mapToLong(each -> each.lines('-')).sum();
      view.putObject("stats")
          .put("additions", additions)
          .put("deletions", deletions)
          .put("total", additions + deletions);
    }
    view.putNull("status");
    view.put("project_id", project.id());
    view.putNull("last_pipeline");
    return view;
  }

  static ObjectNode branch(Call call, Project project, String name, RevCommit head) {
    Optional<Protection> protection = project.protection(name);
    boolean isDefault = name.equals(project.defaultBranch());
    boolean merged =
        !isDefault
            && project
                .repository()
                .branch(project.defaultBranch())
                .filter(target -> project.repository().contains(target, head))
                .isPresent();
    ObjectNode view = Json.object().put("name", name);
    view.set("commit", commit(project, head));
    return view.put("merged", merged)
        .put("protected", protection.isPresent())
        .put("developers_can_push", protection.filter(p -> p.pushes(Role.DEVELOPER)).isPresent())
        .put("developers_can_merge", protection.filter(p -> p.merges(Role.DEVELOPER)).isPresent())
        .put("can_push", Rights.mayPush(call, project, name))
        .put("default", isDefault)
        .put("web_url", project.url() + "/-/tree/" + name);
  }

  static ObjectNode difference(GitRepository.Difference difference) {
    DiffEntry entry = difference.entry();
    String patch = difference.patch();
    int hunks = patch.indexOf("@@");
    return Json.object()
        .put("diff", hunks < 0 ? "" : patch.substring(hunks))
        .put("new_path", newPath(entry))
        .put(
            "old_path",
            entry.getChangeType() == DiffEntry.ChangeType.ADD
                ? entry.getNewPath()
                : entry.getOldPath())
        .put("a_mode", mode(entry.getOldMode().getBits()))
        .put("b_mode", mode(entry.getNewMode().getBits()))
        .put("new_file", entry.getChangeType() == DiffEntry.ChangeType.ADD)
        .put("renamed_file", entry.getChangeType() == DiffEntry.ChangeType.RENAME)
        .put("deleted_file", entry.getChangeType() == DiffEntry.ChangeType.DELETE);
  }

  static String newPath(DiffEntry entry) {
    return entry.getChangeType() == DiffEntry.ChangeType.DELETE
        ? entry.getOldPath()
        : entry.getNewPath();
  }

  static String mode(int bits) {
    return String.format(Locale.ROOT, "%06o", bits);
  }

  static ObjectNode project(Call call, Project project) {
    ObjectNode view = projectBasics(project);
    boolean open = project.hasMergeRequests();
    view.put("empty_repo", project.repository().branches().isEmpty())
        .put("archived", project.isArchived())
        .put("visibility", project.isPublic() ? "public" : "private")
        .put("merge_requests_enabled", open)
        .put("merge_requests_access_level", open ? "enabled" : "disabled")
        .put("repository_access_level", "enabled")
        .put("issues_enabled", true)
        .put("jobs_enabled", true)
        .put("lfs_enabled", project.hasLfs())
        .put("shared_runners_enabled", true)
        .put("merge_method", "merge")
        .put("squash_option", "default_off")
        .put("remove_source_branch_after_merge", true)
        .put("only_allow_merge_if_pipeline_succeeds", false);
    project.forkedFrom().ifPresent(from -> view.set("forked_from_project", projectBasics(from)));
    Role role = Rights.role(call, project);
    ObjectNode permissions = view.putObject("permissions").putNull("group_access");
    if (role == Role.NONE) {
      permissions.putNull("project_access");
    } else {
      permissions
          .putObject("project_access")
          .put("access_level", role.accessLevel())
          .put("notification_level", 3);
    }
    return view;
  }

  private static ObjectNode projectBasics(Project project) {
    String path = project.path();
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    String group = slash < 0 ? "" : path.substring(0, slash);
    ObjectNode view =
        Json.object()
            .put("id", project.id())
            .put("description", "")
            .put("name", name)
            .put("name_with_namespace", path.replace("/", " / "))
            .put("path", name)
            .put("path_with_namespace", path)
            .put("created_at", time(project.gitlab().started()))
            .put("default_branch", project.defaultBranch())
            .put("ssh_url_to_repo", "git@localhost:" + path + ".git")
            .put("http_url_to_repo", project.url() + ".git")
            .put("web_url", project.url())
            .putNull("avatar_url")
            .put("forks_count", 0)
            .put("star_count", 0)
            .put("last_activity_at", time(project.gitlab().started()));
    view.putArray("tag_list");
    view.putArray("topics");
    view.putObject("namespace")
        .put("id", 1)
        .put("name", group)
        .put("path", group.substring(group.lastIndexOf('/') + 1))
        .put("kind", "group")
        .put("full_path", group)
        .put("web_url", project.gitlab().url() + "/groups/" + group);
    return view;
  }

  /// Headers that tell of a file, on raw reads and on HEAD.
  static Map<String, String> fileHeaders(ObjectNode file) {
    Map<String, String> headers = new TreeMap<>();
    for (String name :
        List.of(
            "blob_id",
            "commit_id",
            "content_sha256",
            "encoding",
            "execute_filemode",
            "file_name",
            "file_path",
            "last_commit_id",
            "ref",
            "size")) {
      StringBuilder header = new StringBuilder("X-Gitlab");
      for (String word : name.split("_", -1)) {
        header.append('-').append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
      }
      headers.put(header.toString(), file.get(name).asText());
    }
    return headers;
  }
}
