package io.gitlab.gopgo.testing.gitlab;

import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;

/// `repository/branches`.
final class BranchesApi {
  void register(Routes routes) {
    routes.forJobs("GET repository/branches", "search regex sort per_page page", this::list);
    routes.forJobs("GET repository/branches/:branch", "", this::get);
    routes.atProject("POST repository/branches", "branch ref", this::create);
    routes.atProject("DELETE repository/branches/:branch", "", this::delete);
  }

  private Answer list(Call call, Project project) {
    String search = call.parameters().text("search").orElse("");
    return Pages.of(
        call.parameters(),
        call.url(),
        project.repository().branches().entrySet().stream()
            .filter(branch -> found(branch.getKey(), search))
            .toList(),
        branch -> view(call, project, branch));
  }

  /// `^` in front and `$` at the end anchor, as GitLab has it.
  private static boolean found(String name, String search) {
    if (search.startsWith("^")) {
      return name.startsWith(search.substring(1));
    }
    return search.endsWith("$")
        ? name.endsWith(search.substring(0, search.length() - 1))
        : name.contains(search);
  }

  private static com.fasterxml.jackson.databind.node.ObjectNode view(
      Call call, Project project, Map.Entry<String, ObjectId> branch) {
    return Views.branch(
        call, project, branch.getKey(), project.repository().commit(branch.getValue()));
  }

  private static ObjectId head(Project project, String branch) {
    return project.repository().branch(branch).orElseThrow(() -> Refusal.notFound("Branch"));
  }

  private Answer get(Call call, Project project) {
    String name = call.path("branch");
    return Answer.ok(view(call, project, Map.entry(name, head(project, name))));
  }

  private Answer create(Call call, Project project) {
    call.parameters().require("branch", "ref");
    String name = call.parameters().required("branch");
    String ref = call.parameters().required("ref");
    Rights.mustPush(call, project, name);
    GitRepository git = project.repository();
    if (git.branch(name).isPresent()) {
      throw Refusal.badRequest("Branch already exists");
    }
    if (!org.eclipse.jgit.lib.Repository.isValidRefName("refs/heads/" + name)) {
      throw Refusal.badRequest("Branch name is invalid");
    }
    RevCommit commit =
        git.resolve(ref).orElseThrow(() -> Refusal.badRequest("Invalid reference name: " + ref));
    git.setBranch(name, commit);
    return Answer.created(Views.branch(call, project, name, commit));
  }

  private Answer delete(Call call, Project project) {
    String name = call.path("branch");
    if (!Rights.role(call, project).atLeast(Role.DEVELOPER) || project.isArchived()) {
      throw Refusal.forbidden();
    }
    head(project, name);
    if (name.equals(project.defaultBranch())) {
      throw Refusal.message(405, "Cannot remove HEAD branch");
    }
    if (project.protection(name).isPresent()) {
      throw Refusal.message(405, "Protected branch cant be removed");
    }
    project.repository().deleteBranch(name);
    return Answer.noContent();
  }
}
