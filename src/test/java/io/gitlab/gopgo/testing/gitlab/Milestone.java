package io.gitlab.gopgo.testing.gitlab;

/// A project's milestone.
public record Milestone(int id, int iid, String title) {}
