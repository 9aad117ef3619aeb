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
public record TargetState(
    String branch,
    Map<String, byte[]> committed,
    Map<String, String> broken,
    Optional<Request> request,
    Map<String, Hold> holds) {

  /// A merge request that proposes something already, or did until somebody closed it.
  ///
  /// @param reference how people call it: `!12`
  /// @param files what it proposes, by path
  public record Request(String reference, boolean isOpen, Map<String, byte[]> files) {}

  /// Why a file is left alone although there is a new profile.
  ///
  /// @param rule the name of a finding
  /// @param sentence what happened and how to go on
  public record Hold(String rule, String sentence) {
    /// Somebody committed to the source branch.
    public static final String EDITED = "edited";
  }
}
