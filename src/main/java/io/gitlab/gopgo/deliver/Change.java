package io.gitlab.gopgo.deliver;

import java.util.SortedMap;

/// What one refresh wants of one target.
///
/// @param branch the source branch; empty for a target that has none
/// @param services whose profiles these are, in words
/// @param title the merge request's
/// @param description the merge request's, in Markdown
/// @param files the new contents, by path within the project; what isn't named stays as it is
public record Change(
    String branch,
    String services,
    String title,
    String description,
    SortedMap<String, byte[]> files) {
  Change titled(String otherTitle) {
    return new Change(branch, services, otherTitle, description, files);
  }
}
