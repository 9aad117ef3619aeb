package io.gitlab.gopgo.gitlab;

import java.util.List;

/// A merge request, as far as a refresh cares.
///
/// @param iid its number within the project
/// @param url its page, for people
/// @param head the last commit that GitLab knows of it; empty for a moment after it was made
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

  /// Under what GitLab has its commits, even after the branch is gone: the head's own id, because
  /// the ref `refs/merge-requests/…/head` goes two weeks after the merge request's end.
  public String ref() {
    return head.isEmpty() ? "refs/merge-requests/" + iid + "/head" : head;
  }
}
