package io.gitlab.gopgo.testing.gitlab;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// `merge_requests`, without their notes.
final class MergeRequestsApi {
  private static final int LONGEST_DESCRIPTION = 1_048_576;
  private static final String SETTINGS =
      "title description labels assignee_id assignee_ids reviewer_ids milestone_id"
          + " remove_source_branch squash allow_collaboration";

  void register(Routes routes) {
    routes.forJobs(
        "GET merge_requests",
        "state scope order_by sort source_branch target_branch author_id author_username labels"
            + " search iids view per_page page",
        this::list);
    routes.forJobs(
        "GET merge_requests/:iid",
        "render_html include_diverged_commits_count include_rebase_in_progress",
        (call, project) -> Answer.ok(MergeRequestViews.full(call, find(call, project))));
    routes.atProject("GET milestones", "search title state per_page page", this::milestones);
    routes.atProject(
        "POST merge_requests",
        SETTINGS + " source_branch target_branch target_project_id",
        this::create);
    routes.atProject(
        "PUT merge_requests/:iid",
        SETTINGS + " target_branch state_event add_labels remove_labels discussion_locked",
        this::update);
    routes.atProject(
        "PUT merge_requests/:iid/merge",
        "sha squash should_remove_source_branch merge_commit_message squash_commit_message"
            + " auto_merge merge_when_pipeline_succeeds",
        this::merge);
    routes.forJobs("GET merge_requests/:iid/commits", "per_page page", this::commits);
    routes.atProject("GET merge_requests/:iid/approvals", "", this::approvals);
  }

  static MergeRequest find(Call call, Project project) {
    Rights.mustSeeMergeRequests(project);
    int iid = call.number("iid");
    return project.mergeRequests().stream()
        .filter(each -> each.iid() == iid)
        .findFirst()
        .orElseThrow(() -> Refusal.message(404, "404 Not found"));
  }

  private Answer list(Call call, Project project) {
    Rights.mustSeeMergeRequests(project);
    Parameters parameters = call.parameters();
    String state = parameters.word("state", "all", "opened", "closed", "locked", "merged", "all");
    String scope =
        parameters.word("scope", "all", "all", "created_by_me", "assigned_to_me", "reviews_for_me");
    List<String> labels = parameters.list("labels");
    List<Integer> iids = parameters.numbers("iids");
    Stream<MergeRequest> found =
        project.mergeRequests().stream()
            .filter(each -> state.equals("all") || word(each.state()).equals(state))
            .filter(each -> is(parameters, "source_branch", each.sourceBranch()))
            .filter(each -> is(parameters, "target_branch", each.targetBranch()))
            .filter(each -> is(parameters, "author_username", each.author().username()))
            .filter(each -> is(parameters, "author_id", "" + each.author().id()))
            .filter(each -> contains(each, parameters.text("search").orElse("")))
            .filter(each -> each.labels().containsAll(labels))
            .filter(each -> iids.isEmpty() || iids.contains(each.iid()))
            .filter(each -> scope.equals("all") || mine(call, scope, each));
    List<MergeRequest> sorted = found.sorted(order(parameters)).toList();
    return Pages.of(parameters, call.url(), sorted, MergeRequestViews::basic);
  }

  private static boolean is(Parameters parameters, String name, String value) {
    return parameters.filled(name).map(value::equals).orElse(true);
  }

  private static boolean contains(MergeRequest each, String text) {
    return (each.title() + "\n" + each.description())
        .toLowerCase(Locale.ROOT)
        .contains(text.toLowerCase(Locale.ROOT));
  }

  private static boolean mine(Call call, String scope, MergeRequest each) {
    Account account = call.account();
    return switch (scope) {
      case "created_by_me" -> each.author().equals(account);
      case "assigned_to_me" -> each.assignees().contains(account);
      default -> each.reviewers().contains(account);
    };
  }

  /// Youngest first, unless asked otherwise.
  private static Comparator<MergeRequest> order(Parameters parameters) {
    String by = parameters.word("order_by", "created_at", "created_at", "updated_at", "title");
    Comparator<MergeRequest> upwards =
        switch (by) {
          case "updated_at" ->
              Comparator.comparing(MergeRequest::updated).thenComparingInt(MergeRequest::iid);
          case "title" -> Comparator.comparing(MergeRequest::title);
          default -> Comparator.comparingInt(MergeRequest::iid);
        };
    return parameters.word("sort", "desc", "asc", "desc").equals("asc")
        ? upwards
        : upwards.reversed();
  }

  private static String word(MergeRequest.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private Answer create(Call call, Project project) {
    Rights.mustSeeMergeRequests(project);
    Rights.mustWork(call, project, Optional.empty());
    Parameters parameters = call.parameters();
    parameters.require("source_branch", "target_branch", "title");
    if (parameters.number("target_project_id", project.id()) != project.id()) {
      throw Refusal.badRequest("The stand-in doesn't merge across projects");
    }
    String source = parameters.required("source_branch");
    String target = parameters.required("target_branch");
    if (source.equals(target)) {
      throw Refusal.message(
          422, Json.array().add("You can't use same project/branch for source and target"));
    }
    mustExist(project, "source_branch", source);
    mustExist(project, "target_branch", target);
    checkTexts(parameters);
    refuseTwin(project, source, target);
    MergeRequest mergeRequest =
        project.open(
            call.account(),
            parameters.required("title"),
            parameters.text("description").orElse(""),
            source,
            target);
    set(parameters, project, mergeRequest);
    return Answer.created(MergeRequestViews.full(call, mergeRequest));
  }

  private static void mustExist(Project project, String field, String branch) {
    if (project.repository().branch(branch).isEmpty()) {
      throw invalid(field, "does not exist");
    }
  }

  private static Refusal invalid(String field, String words) {
    ObjectNode errors = Json.object();
    errors.putArray(field).add(words);
    return Refusal.message(400, errors);
  }

  private static void checkTexts(Parameters parameters) {
    if (parameters.has("title") && parameters.filled("title").isEmpty()) {
      throw invalid("title", "can't be blank");
    }
    String title = parameters.text("title").orElse("");
    if (title.codePointCount(0, title.length()) > 255) {
      throw invalid("title", "is too long (maximum is 255 characters)");
    }
    if (parameters.text("description").orElse("").length() > LONGEST_DESCRIPTION) {
      throw invalid("description", "is too long (maximum is 1048576 characters)");
    }
  }

  private static void refuseTwin(Project project, String source, String target) {
    for (MergeRequest other : project.mergeRequests()) {
      if (other.state() == MergeRequest.State.OPENED
          && other.sourceBranch().equals(source)
          && other.targetBranch().equals(target)) {
        throw Refusal.message(
            409,
            Json.array()
                .add(
                    "Another open merge request already exists for this source branch: !"
                        + other.iid()));
      }
    }
  }

  /// What create and update have in common, only what was sent.
  private static void set(Parameters parameters, Project project, MergeRequest mergeRequest) {
    Account by = mergeRequest.author();
    if (parameters.has("labels")) {
      mergeRequest.setLabels(parameters.list("labels"));
    }
    if (parameters.has("assignee_id")) {
      mergeRequest.assign(by, accounts(project, parameters.numbers("assignee_id")));
    }
    if (parameters.has("assignee_ids")) {
      mergeRequest.assign(by, accounts(project, parameters.numbers("assignee_ids")));
    }
    if (parameters.has("reviewer_ids")) {
      mergeRequest.askToReview(by, accounts(project, parameters.numbers("reviewer_ids")));
    }
    if (parameters.has("milestone_id")) {
      mergeRequest.setMilestone(project.milestone(parameters.number("milestone_id", 0)));
    }
    if (parameters.has("squash")) {
      mergeRequest.setSquash(parameters.flag("squash"));
    }
    if (parameters.has("remove_source_branch")) {
      mergeRequest.setRemoveSourceBranch(parameters.flag("remove_source_branch"));
    }
  }

  /// GitLab leaves numbers out that are nobody's.
  private static Account[] accounts(Project project, List<Integer> ids) {
    List<Account> accounts = new ArrayList<>();
    for (Account account : project.gitlab().accounts()) {
      if (ids.contains(account.id())) {
        accounts.add(account);
      }
    }
    return accounts.toArray(Account[]::new);
  }

  private Answer update(Call call, Project project) {
    MergeRequest mergeRequest = find(call, project);
    Rights.mustWork(call, project, Optional.of(mergeRequest));
    Parameters parameters = call.parameters();
    Account by = call.account();
    checkTexts(parameters);
    String event = parameters.word("state_event", "", "", "close", "reopen");
    if (event.equals("reopen") && mergeRequest.state() == MergeRequest.State.CLOSED) {
      refuseTwin(project, mergeRequest.sourceBranch(), mergeRequest.targetBranch());
    }
    parameters.text("title").ifPresent(text -> mergeRequest.editTitle(by, text));
    parameters
        .text("description")
        .ifPresent(text -> mergeRequest.editDescription(by, project.withoutQuickActions(text)));
    parameters
        .filled("target_branch")
        .ifPresent(branch -> {
          mustExist(project, "target_branch", branch);
          mergeRequest.retarget(branch);
        });
    set(parameters, project, mergeRequest);
    mergeRequest.addLabels(by, parameters.list("add_labels").toArray(String[]::new));
    mergeRequest.removeLabels(by, parameters.list("remove_labels").toArray(String[]::new));
    if (event.equals("close") && mergeRequest.state() == MergeRequest.State.OPENED) {
      mergeRequest.close(by);
    } else if (event.equals("reopen")) {
      mergeRequest.reopen(by);
    }
    return Answer.ok(MergeRequestViews.full(call, mergeRequest));
  }

  private Answer merge(Call call, Project project) {
    MergeRequest mergeRequest = find(call, project);
    Parameters parameters = call.parameters();
    if (!Rights.mayMerge(call, project, mergeRequest.targetBranch())) {
      throw Refusal.unauthorized();
    }
    boolean auto = parameters.flag("auto_merge") || parameters.flag("merge_when_pipeline_succeeds");
    String status = mergeRequest.detailedStatusNow();
    boolean waits = auto && status.equals("ci_still_running");
    if (status.equals("conflict")) {
      throw Refusal.message(422, "Branch cannot be merged");
    }
    // No pipeline ever succeeds here: with one that did, GitLab merges at once.
    if (auto ? !waits : !status.equals("mergeable")) {
      throw Refusal.message(405, "405 Method Not Allowed");
    }
    if (parameters.filled("sha").isPresent()
        && !parameters.required("sha").equals(mergeRequest.head())) {
      throw Refusal.message(
          409, "SHA does not match HEAD of source branch: " + mergeRequest.head());
    }
    if (waits) {
      mergeRequest.setAutoMerge(call.account());
    } else {
      boolean merged =
          mergeRequest.merge(
              call.account(),
              parameters.filled("merge_commit_message"),
              parameters.flag("squash", mergeRequest.squash()),
              parameters.flag("should_remove_source_branch", mergeRequest.removeSourceBranch()));
      if (!merged) {
        throw Refusal.message(422, "Branch cannot be merged");
      }
    }
    return Answer.ok(MergeRequestViews.full(call, mergeRequest));
  }

  private Answer commits(Call call, Project project) {
    MergeRequest mergeRequest = find(call, project);
    return Pages.of(
        call.parameters(),
        call.url(),
        project.repository().log(mergeRequest.headId(), Optional.of(mergeRequest.base()), ""),
        commit -> Views.commit(project, commit));
  }

  private Answer milestones(Call call, Project project) {
    String search = call.parameters().text("search").orElse("");
    return Pages.of(
        call.parameters(),
        call.url(),
        project.milestones().stream().filter(each -> each.title().contains(search)).toList(),
        each -> MergeRequestViews.milestone(project, each));
  }

  private Answer approvals(Call call, Project project) {
    MergeRequest mergeRequest = find(call, project);
    List<Account> approvers = mergeRequest.approvers();
    ObjectNode view =
        Json.object()
            .put("user_has_approved", approvers.contains(call.account()))
            .put("user_can_approve", false)
            .put("approved", !approvers.isEmpty());
    view.set(
        "approved_by",
        Json.list(
            approvers,
            account -> Json.object().set("user", Views.user(project.gitlab(), account))));
    return Answer.ok(view);
  }
}
