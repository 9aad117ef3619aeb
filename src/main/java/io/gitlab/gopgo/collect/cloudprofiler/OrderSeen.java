package io.gitlab.gopgo.collect.cloudprofiler;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// The order in which profiles came. The API promises none, so it is reported and nothing is built
/// on it.
final class OrderSeen {
  private static final int MOST_TARGETS = 10_000;

  private boolean ascending = true;
  private boolean descending = true;
  private long profiles;
  private long blocks;
  private Optional<Instant> lastTime = Optional.empty();
  private String lastTarget = "";
  private final Set<String> targets = new HashSet<>();

  void saw(ListedProfile profile) {
    Optional<Instant> time = profile.start();
    if (time.isPresent() && lastTime.isPresent()) {
      int step = time.get().compareTo(lastTime.get());
      ascending &= step >= 0;
      descending &= step <= 0;
    }
    lastTime = time.or(() -> lastTime);
    if (profiles == 0 || !profile.target().equals(lastTarget)) {
      blocks++;
      lastTarget = profile.target();
      if (targets.size() < MOST_TARGETS) {
        targets.add(lastTarget);
      }
    }
    profiles++;
  }

  /// In words.
  String words() {
    if (profiles < 2 || (ascending && descending)) {
      return "not to be told";
    }
    if (descending) {
      return "newest first";
    }
    if (ascending) {
      return "oldest first";
    }
    return targets.size() > 1 && blocks == targets.size() ? "by service" : "none";
  }
}
