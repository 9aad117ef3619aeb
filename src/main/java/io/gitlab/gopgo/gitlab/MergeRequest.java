package io.gitlab.gopgo.gitlab;

import java.util.List;

/// A merge request, as far as a refresh cares.
///
/// @param iid its number within the project
/// @param url its page, for people
/// @param head the last commit that GitLab knows of it
/// @param status GitLab's word for whether it can be merged: its `detailed_merge_status`
/// @param autoMerge whether it merges by itself once nothing is in the way
public record MergeRequest(
    long iid,
    String url,
    State state,
    String targetBranch,
    String description,
    List<String> labels,
    String head,
    String status,
    boolean autoMerge) {
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
