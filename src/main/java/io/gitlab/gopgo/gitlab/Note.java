package io.gitlab.gopgo.gitlab;

/// What stands below a merge request.
///
/// @param isSystem whether GitLab itself wrote it, to say what somebody did
public record Note(boolean isSystem, String body) {}
