package io.gitlab.gopgo.gitlab;

import java.util.List;
import java.util.Optional;

/// What a merge request is created with.
///
/// @param assignees ids of users, as are the reviewers
/// @param milestone an id
/// @param squash empty leaves it to the project
public record NewMergeRequest(
    String sourceBranch,
    String targetBranch,
    String title,
    String description,
    List<String> labels,
    List<Long> assignees,
    List<Long> reviewers,
    Optional<Long> milestone,
    Optional<Boolean> squash,
    boolean removeSourceBranch) {}
