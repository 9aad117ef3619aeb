package io.gitlab.gopgo.gitlab;

import java.util.List;

/// A merge request, as far as a refresh cares.
///
/// @param iid its number within the project
public record MergeRequest(
    long iid, State state, String targetBranch, String description, List<String> labels) {
  /// What became of it.
  public enum State {
    OPEN,
    CLOSED,
    MERGED
  }

  /// How people call it: `!12`.
  public String reference() {
    return "!" + iid;
  }

  /// The ref under which GitLab keeps its head, even after the branch is gone.
  public String ref() {
    return "refs/merge-requests/" + iid + "/head";
  }
}
