package io.gitlab.gopgo.deliver;

import java.util.Map;
import java.util.Optional;

/// What a target has, before anything is judged.
///
/// @param branch the source branch of a change; empty for a target that has none
/// @param committed the files that exist, by path
/// @param broken what is wrong with a file's place, by path: the services of other files go on
/// @param request the merge request that stands for our last word, if it was not merged
/// @param holds the files that must be left alone, and why
/// @param visit what reading it showed of its server and project
public record TargetState(
    String branch,
    Map<String, byte[]> committed,
    Map<String, String> broken,
    Optional<Request> request,
    Map<String, Hold> holds,
    Visit visit) {

  /// A merge request that proposes something already, or did until somebody closed it.
  ///
  /// @param reference how people call it: `!12`
  /// @param isComplete whether its description speaks of the files that it has; not so where a run
  ///   died between both
  /// @param files what it proposes, by path
  public record Request(
      String reference, boolean isOpen, boolean isComplete, Map<String, byte[]> files) {}

  /// Why a file is left alone although there is a new profile.
  ///
  /// @param rule the name of a finding
  /// @param sentence what happened and how to go on
  public record Hold(String rule, String sentence) {
    /// Somebody committed to the source branch.
    public static final String EDITED = "edited";
  }
}
