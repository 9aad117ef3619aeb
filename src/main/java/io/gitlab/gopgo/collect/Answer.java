package io.gitlab.gopgo.collect;

import io.gitlab.gopgo.pgo.Fitness;
import java.util.Map;

/// What its sources together had for a service, or why one of them gave nothing.
///
/// All that a refresh knows of sources: two runs with equal answers end equally.
public sealed interface Answer {
  /// What was found and chosen.
  ///
  /// @param sources the name of each profile's
  /// @param unfit chosen profiles without bytes, since somebody found out that they can't be used
  record Gave(
      Collected collected, Map<ProfileHash, String> sources, Map<ProfileHash, Fitness.Unfit> unfit)
      implements Answer {}

  record Broke(String message) implements Answer {}
}
