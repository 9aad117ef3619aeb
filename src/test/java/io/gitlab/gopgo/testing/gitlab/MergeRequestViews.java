package io.gitlab.gopgo.testing.gitlab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/// What GitLab tells of merge requests and notes.
final class MergeRequestViews {
  private MergeRequestViews() {}

  /// What lists hold.
  static ObjectNode basic(MergeRequest mergeRequest) {
    Project project = mergeRequest.project();
    StandInGitLab gitlab = project.gitlab();
    String status = mergeRequest.detailedStatusNow();
    boolean merged = mergeRequest.state() == MergeRequest.State.MERGED;
    ObjectNode view =
        Json.object()
            .put("id", mergeRequest.id())
            .put("iid", mergeRequest.iid())
            .put("project_id", project.id())
            .put("title", mergeRequest.title())
            .put("description", mergeRequest.description())
            .put("state", mergeRequest.state().name().toLowerCase(Locale.ROOT))
            .put("created_at", Views.time(mergeRequest.created()))
            .put("updated_at", Views.time(mergeRequest.updated()));
    Optional<MergeRequest.Ending> ending = mergeRequest.ending();
    JsonNode by =
        ending.<JsonNode>map(end -> Views.user(gitlab, end.by())).orElse(NullNode.getInstance());
    String at = ending.map(end -> Views.time(end.at())).orElse(null);
    view.set("merged_by", merged ? by : NullNode.getInstance());
    view.set("merge_user", merged ? by : NullNode.getInstance());
    view.put("merged_at", merged ? at : null);
    view.set("closed_by", merged ? NullNode.getInstance() : by);
    view.put("closed_at", merged ? null : at);
    view.put("target_branch", mergeRequest.targetBranch())
        .put("source_branch", mergeRequest.sourceBranch())
        .put("user_notes_count", mergeRequest.notes().size())
        .put("upvotes", 0)
        .put("downvotes", 0);
    view.set("author", Views.user(gitlab, mergeRequest.author()));
    view.set("assignees", Json.list(mergeRequest.assignees(), each -> Views.user(gitlab, each)));
    view.set(
        "assignee",
        mergeRequest.assignees().stream()
            .findFirst()
            .<JsonNode>map(each -> Views.user(gitlab, each))
            .orElse(NullNode.getInstance()));
    view.set("reviewers", Json.list(mergeRequest.reviewers(), each -> Views.user(gitlab, each)));
    view.put("source_project_id", project.id()).put("target_project_id", project.id());
    view.set("labels", Json.texts(mergeRequest.labels()));
    view.put("draft", mergeRequest.draft()).put("work_in_progress", mergeRequest.draft());
    view.set(
        "milestone",
        mergeRequest
            .milestone()
            .<JsonNode>map(each -> milestone(project, each))
            .orElse(NullNode.getInstance()));
    view.put("merge_when_pipeline_succeeds", mergeRequest.autoMerge())
        .put("merge_status", mergeStatus(status))
        .put("detailed_merge_status", status)
        .put("sha", mergeRequest.head())
        .put("merge_commit_sha", mergeRequest.mergeCommit().map(ObjectId::name).orElse(null))
        .putNull("squash_commit_sha")
        .putNull("discussion_locked")
        .putNull("should_remove_source_branch")
        .put("force_remove_source_branch", mergeRequest.removeSourceBranch())
        .put("reference", "!" + mergeRequest.iid());
    view.putObject("references")
        .put("short", "!" + mergeRequest.iid())
        .put("relative", "!" + mergeRequest.iid())
        .put("full", project.path() + "!" + mergeRequest.iid());
    view.putObject("task_completion_status").put("count", 0).put("completed_count", 0);
    return view.put("web_url", project.url() + "/-/merge_requests/" + mergeRequest.iid())
        .put("squash", mergeRequest.squash())
        .put("squash_on_merge", mergeRequest.squash())
        .put("has_conflicts", status.equals("conflict"))
        .put("blocking_discussions_resolved", true);
  }

  /// What GitLab tells of a single one.
  static ObjectNode full(Call call, MergeRequest mergeRequest) {
    Project project = mergeRequest.project();
    ObjectNode view = basic(mergeRequest);
    int changes =
        project
            .repository()
            .differences(
                Optional.of(project.repository().commit(mergeRequest.base())),
                project.repository().commit(mergeRequest.headId()))
            .size();
    view.put("subscribed", false)
        .put("changes_count", Integer.toString(changes))
        .putNull("merge_error")
        .putNull("latest_build_started_at")
        .putNull("head_pipeline");
    view.putObject("diff_refs")
        .put("base_sha", mergeRequest.base().name())
        .put("head_sha", mergeRequest.head())
        .put("start_sha", mergeRequest.start().name());
    view.putObject("user")
        .put("can_merge", Rights.mayMerge(call, project, mergeRequest.targetBranch()));
    return view;
  }

  /// The older, coarser word.
  private static String mergeStatus(String detailed) {
    return switch (detailed) {
      case "checking", "unchecked", "preparing" -> "checking";
      case "conflict", "commits_status" -> "cannot_be_merged";
      default -> "can_be_merged";
    };
  }

  static ObjectNode milestone(Project project, Milestone milestone) {
    String started = Views.time(project.gitlab().started());
    return Json.object()
        .put("id", milestone.id())
        .put("iid", milestone.iid())
        .put("project_id", project.id())
        .put("title", milestone.title())
        .put("description", "")
        .put("state", "active")
        .put("created_at", started)
        .put("updated_at", started)
        .putNull("due_date")
        .putNull("start_date")
        .put("expired", false)
        .put("web_url", project.url() + "/-/milestones/" + milestone.iid());
  }

  static ObjectNode note(MergeRequest mergeRequest, Note note) {
    Project project = mergeRequest.project();
    ObjectNode view = Json.object().put("id", note.id()).putNull("type").put("body", note.body());
    view.set("author", Views.user(project.gitlab(), note.author()));
    view.put("created_at", Views.time(note.created()))
        .put("updated_at", Views.time(note.updated()))
        .put("system", note.system())
        .put("noteable_id", mergeRequest.id())
        .put("noteable_type", "MergeRequest")
        .put("project_id", project.id())
        .put("resolvable", false)
        .put("confidential", false)
        .put("internal", false)
        .put("noteable_iid", mergeRequest.iid());
    view.putObject("commands_changes");
    return view;
  }
}
