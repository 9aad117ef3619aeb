package io.gitlab.gopgo.gitlab;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// A commit that makes a branch what it should be, whatever it was before.
///
/// @param start the commit to build on
/// @param author empty for the token's user
/// @param contents by path
/// @param existing the paths among them that `start` has already
public record NewCommit(
    String branch,
    String start,
    String message,
    Optional<Author> author,
    SortedMap<String, byte[]> contents,
    List<String> existing) {
  /// Who is named as the author.
  public record Author(String name, String email) {}
}
