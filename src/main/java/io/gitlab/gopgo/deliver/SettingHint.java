package io.gitlab.gopgo.deliver;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What to do about a refusal, found by the server's own words, which are shown beside it.
///
/// @param refusals words of GitLab's push rules and branch protection
record SettingHint(Pattern refusals, String advice) {
  private static final List<SettingHint> ALL =
      List.of(
          hint(
              "commit message (does not follow|contains the forbidden|must contain)",
              "set `mergeRequest.commitMessage`"),
          hint(
              "author's (commit )?email|author .* is not a (member|team)",
              "set `mergeRequest.author`"),
          hint(
              "committer",
              "the committer is the token's user: take one whose address the rule allows"),
          hint("branch name (does not follow|must)", "set `mergeRequest.branchPrefix`"),
          hint(
              "codeowners|code owner",
              "set `mergeRequest.branchPrefix` to a branch without required code owners"),
          hint(
              "not allowed to push|protected branch",
              "set `mergeRequest.branchPrefix`, or let the token's user push to it"),
          hint("file name .* was prohibited", "allow *.pgo in the project's push rules"),
          hint(
              "must be signed|unsigned commit",
              "let GitLab sign the commits of its API, or allow unsigned ones of the token's user"),
          hint("insufficient.scope", "the token needs the scope api"));

  private static SettingHint hint(String refusals, String advice) {
    return new SettingHint(Pattern.compile(refusals, Pattern.CASE_INSENSITIVE), advice);
  }

  /// The advice; empty where the words are of nothing that can be set.
  static Optional<String> of(String refusal) {
    return ALL.stream()
        .filter(hint -> hint.refusals.matcher(refusal).find())
        .map(SettingHint::advice)
        .findFirst();
  }
}
