package io.gitlab.gopgo.testing.gitlab;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.revwalk.RevCommit;

/// `repository/commits` and `repository/compare`: reading; what writes is [CommitActions].
final class CommitsApi {
  void register(Routes routes) {
    routes.forJobs(
        "GET repository/commits",
        "ref_name since until path author all with_stats first_parent order trailers per_page page",
        this::list);
    routes.forJobs("GET repository/commits/:sha", "stats", this::get);
    routes.forJobs("GET repository/commits/:sha/diff", "unidiff per_page page", this::diff);
    routes.atProject(
        "POST repository/commits",
        "branch commit_message start_branch start_sha start_project actions author_email"
            + " author_name stats force",
        this::create);
    routes.atProject(
        "GET repository/compare", "from to from_project_id straight unidiff", this::compare);
  }

  static RevCommit commit(Project project, String ref) {
    return project.repository().resolve(ref).orElseThrow(() -> Refusal.notFound("Commit"));
  }

  private Answer list(Call call, Project project) {
    Parameters parameters = call.parameters();
    // A branch, tag or commit, or all that one has and the other hasn't: `FROM..TO`.
    String range = parameters.filled("ref_name").orElse(project.defaultBranch());
    int dots = range.indexOf("..");
    String ref = dots < 0 ? range : range.substring(dots + 2);
    Optional<RevCommit> without =
        dots < 0 ? Optional.empty() : Optional.of(commit(project, range.substring(0, dots)));
    Optional<Instant> since = time(parameters, "since");
    Optional<Instant> until = time(parameters, "until");
    List<RevCommit> commits =
        project
            .repository()
            .log(commit(project, ref), without, parameters.text("path").orElse(""))
            .stream()
            .filter(commit -> since.isEmpty() || !committed(commit).isBefore(since.get()))
            .filter(commit -> until.isEmpty() || !committed(commit).isAfter(until.get()))
            .toList();
    return Pages.of(parameters, call.url(), commits, commit -> Views.commit(project, commit));
  }

  private static Instant committed(RevCommit commit) {
    return commit.getCommitterIdent().getWhenAsInstant();
  }

  private static Optional<Instant> time(Parameters parameters, String name) {
    try {
      return parameters.filled(name).map(OffsetDateTime::parse).map(OffsetDateTime::toInstant);
    } catch (DateTimeParseException e) {
      throw Refusal.error(400, name + " is invalid");
    }
  }

  private Answer get(Call call, Project project) {
    RevCommit commit = commit(project, call.path("sha"));
    return Answer.ok(Views.commitDetail(project, commit, call.parameters().flag("stats", true)));
  }

  private Answer diff(Call call, Project project) {
    RevCommit commit = commit(project, call.path("sha"));
    return Pages.of(
        call.parameters(),
        call.url(),
        project.repository().differences(project.parent(commit), commit),
        Views::difference);
  }

  private Answer create(Call call, Project project) {
    RevCommit commit = CommitActions.of(call, project).commit();
    return Answer.created(
        Views.commitDetail(project, commit, call.parameters().flag("stats", true)));
  }

  /// From the merge base, unless `straight`, as a merge request shows it.
  private Answer compare(Call call, Project project) {
    Parameters parameters = call.parameters();
    parameters.require("from", "to");
    GitRepository git = project.repository();
    RevCommit from = ref(project, parameters.required("from"));
    RevCommit to = ref(project, parameters.required("to"));
    Optional<RevCommit> base =
        parameters.flag("straight") ? Optional.of(from) : git.mergeBase(from, to);
    List<RevCommit> commits = git.log(to, Optional.of(from), "").reversed();
    ObjectNode view = Json.object();
    if (commits.isEmpty()) {
      view.putNull("commit");
    } else {
      view.set("commit", Views.commit(project, to));
    }
    view.set("commits", Json.list(commits, commit -> Views.commit(project, commit)));
    view.set("diffs", Json.list(git.differences(base, to), Views::difference));
    return Answer.ok(
        view.put("compare_timeout", false)
            .put("compare_same_ref", from.equals(to))
            .put("web_url", project.url() + "/-/compare/" + from.name() + "..." + to.name()));
  }

  private static RevCommit ref(Project project, String name) {
    return project.repository().resolve(name).orElseThrow(() -> Refusal.notFound("Ref"));
  }
}
