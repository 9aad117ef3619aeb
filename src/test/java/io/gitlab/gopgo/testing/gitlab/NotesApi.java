package io.gitlab.gopgo.testing.gitlab;

import java.util.List;

/// `merge_requests/:iid/notes`.
final class NotesApi {
  void register(Routes routes) {
    routes.forJobs(
        "GET merge_requests/:iid/notes", "sort order_by activity_filter per_page page", this::list);
    routes.forJobs("GET merge_requests/:iid/notes/:note", "", this::get);
    routes.atProject("POST merge_requests/:iid/notes", "body internal created_at", this::create);
    routes.atProject("PUT merge_requests/:iid/notes/:note", "body", this::update);
  }

  private Answer list(Call call, Project project) {
    MergeRequest mergeRequest = MergeRequestsApi.find(call, project);
    String filter =
        call.parameters()
            .word("activity_filter", "all_notes", "all_notes", "only_comments", "only_activity");
    call.parameters().word("order_by", "created_at", "created_at", "updated_at");
    List<Note> notes =
        mergeRequest.allNotes().stream()
            .filter(note ->
                switch (filter) {
                  case "only_comments" -> !note.system();
                  case "only_activity" -> note.system();
                  default -> true;
                })
            .toList();
    boolean upwards = call.parameters().word("sort", "desc", "asc", "desc").equals("asc");
    return Pages.of(
        call.parameters(),
        call.url(),
        upwards ? notes : notes.reversed(),
        note -> MergeRequestViews.note(mergeRequest, note));
  }

  private static Note find(Call call, MergeRequest mergeRequest) {
    int id = call.number("note");
    return mergeRequest
        .note(each -> each.id() == id)
        .orElseThrow(() -> Refusal.message(404, "404 Not found"));
  }

  private Answer get(Call call, Project project) {
    MergeRequest mergeRequest = MergeRequestsApi.find(call, project);
    return Answer.ok(MergeRequestViews.note(mergeRequest, find(call, mergeRequest)));
  }

  private Answer create(Call call, Project project) {
    MergeRequest mergeRequest = MergeRequestsApi.find(call, project);
    Rights.mustComment(call, project);
    String body = project.withoutQuickActions(call.parameters().required("body"));
    if (body.isBlank()) {
      throw Refusal.badRequest("400 Bad request - Note {:note=>[\"can't be blank\"]}");
    }
    Note note = mergeRequest.say(call.account(), body, false);
    return Answer.created(MergeRequestViews.note(mergeRequest, note));
  }

  private Answer update(Call call, Project project) {
    MergeRequest mergeRequest = MergeRequestsApi.find(call, project);
    Rights.mustComment(call, project);
    Note note = find(call, mergeRequest);
    boolean mayEdit =
        note.author().equals(call.account()) || Rights.role(call, project).atLeast(Role.MAINTAINER);
    if (note.system() || !mayEdit) {
      throw Refusal.forbidden();
    }
    Note rewritten =
        mergeRequest.rewrite(note, project.withoutQuickActions(call.parameters().required("body")));
    return Answer.ok(MergeRequestViews.note(mergeRequest, rewritten));
  }
}
