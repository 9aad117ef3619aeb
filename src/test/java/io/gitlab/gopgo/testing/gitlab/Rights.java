package io.gitlab.gopgo.testing.gitlab;

import java.util.Optional;

/// What a call may do in a project, in GitLab's words where it may not.
final class Rights {
  private Rights() {}

  /// Private projects are not there for strangers.
  static boolean mayRead(Call call, Project project) {
    return project.isPublic() || role(call, project).atLeast(Role.REPORTER);
  }

  static Role role(Call call, Project project) {
    return call.token().map(token -> project.role(token.account())).orElse(Role.NONE);
  }

  static void mustPush(Call call, Project project, String branch) {
    call.account();
    if (!mayPush(call, project, branch)) {
      throw Refusal.forbidden("You are not allowed to push into this branch");
    }
  }

  static boolean mayPush(Call call, Project project, String branch) {
    Role role = role(call, project);
    Optional<Protection> protection = project.protection(branch);
    return !project.isArchived()
        && role.atLeast(Role.DEVELOPER)
        && (protection.isEmpty() || protection.get().pushes(role));
  }

  static boolean mayMerge(Call call, Project project, String branch) {
    Role role = role(call, project);
    Optional<Protection> protection = project.protection(branch);
    return !project.isArchived()
        && role.atLeast(Role.DEVELOPER)
        && (protection.isEmpty() || protection.get().merges(role));
  }

  /// Creating and changing merge requests is for developers, or for who created them.
  static void mustWork(Call call, Project project, Optional<MergeRequest> of) {
    Account account = call.account();
    boolean own = of.isPresent() && of.get().author().equals(account);
    if (project.isArchived() || !(own || role(call, project).atLeast(Role.DEVELOPER))) {
      throw Refusal.forbidden();
    }
  }

  static void mustComment(Call call, Project project) {
    call.account();
    if (project.isArchived() || !role(call, project).atLeast(Role.REPORTER)) {
      throw Refusal.forbidden();
    }
  }

  static void mustSeeMergeRequests(Project project) {
    if (!project.hasMergeRequests()) {
      throw Refusal.forbidden();
    }
  }
}
