package io.gitlab.gopgo.gitlab;

import java.util.List;

/// What a merge request is created with.
public record NewMergeRequest(
    String sourceBranch,
    String targetBranch,
    String title,
    String description,
    List<String> labels,
    boolean removeSourceBranch) {}
