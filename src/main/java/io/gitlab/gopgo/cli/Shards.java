package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.deliver.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Deals services out to jobs.
///
/// All services of one target stay together, because they share one merge request and one job must
/// write it. The same settings give the same shards.
final class Shards {
  /// How many services a job gets where nobody says; docs/performance.md has the reckoning.
  static final int USUAL = 20;

  private Shards() {}

  /// The names of each shard's services, in the settings' order; no shard is empty.
  ///
  /// @param most shards that are wanted, 0 for as many as are usual
  static List<List<String>> of(List<Settings.Service> services, int most) {
    Map<Target, List<Integer>> targets = new LinkedHashMap<>();
    for (int i = 0; i < services.size(); i++) {
      targets.computeIfAbsent(services.get(i).to().target(), _ -> new ArrayList<>()).add(i);
    }
    int wanted = most == 0 ? Math.ceilDiv(services.size(), USUAL) : most;
    List<List<Integer>> shards = new ArrayList<>();
    for (int i = 0; i < Math.min(wanted, targets.size()); i++) {
      shards.add(new ArrayList<>());
    }
    // The largest first, each to where there is least: then no shard has much more than another.
    targets.values().stream()
        .sorted(Comparator.comparingInt((List<Integer> ofTarget) -> -ofTarget.size()))
        .forEach(ofTarget ->
            shards.stream()
                .min(Comparator.comparingInt(List::size))
                .orElseThrow()
                .addAll(ofTarget));
    return shards.stream()
        .map(shard -> shard.stream().sorted().map(i -> services.get(i).name()).toList())
        .toList();
  }
}
