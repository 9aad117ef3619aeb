package io.gitlab.gopgo.deliver;

import java.util.Map;
import java.util.Optional;

/// What a target has, before anything is judged.
///
/// @param project the project's name by now, which may be another than the settings': with the
///   branch it tells whether two targets have become one. Empty for a target that has no branch
/// @param branch the source branch of a change; empty for a target that has none
/// @param committed the files that exist, by path
/// @param broken what is wrong with a file's place, by path: the services of other files go on
/// @param open the merge request that is open for the target, if there is one
/// @param words our last word on files that weren't merged, by path
/// @param holds the files that must be left alone, and why
/// @param visit what reading it showed of its server and project
public record TargetState(
    String project,
    String branch,
    Map<String, byte[]> committed,
    Map<String, String> broken,
    Optional<Request> open,
    Map<String, Word> words,
    Map<String, Hold> holds,
    Visit visit) {

  /// A merge request that proposes something already.
  ///
  /// @param reference how people call it: `!12`
  /// @param isComplete whether its description speaks of the files that it has; not so where a run
  ///   died between both
  public record Request(String reference, boolean isComplete) {}

  /// What a merge request proposes for a file, or did until somebody closed it.
  ///
  /// Each file has an answer of its own: whoever closes a merge request of two services says no to
  /// both profiles, and a new one of one of them doesn't take that back for the other.
  ///
  /// @param reference the merge request's
  /// @param isOpen whether it is open; else it was closed
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares words.
  public record Word(String reference, boolean isOpen, byte[] content) {}

  /// Why a file is left alone although there is a new profile.
  ///
  /// @param rule the name of a finding
  /// @param sentence what happened and how to go on
  public record Hold(String rule, String sentence) {
    /// Somebody committed to the source branch.
    public static final String EDITED = "edited";
  }
}
