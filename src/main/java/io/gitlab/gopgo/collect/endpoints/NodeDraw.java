package io.gitlab.gopgo.collect.endpoints;

import io.gitlab.gopgo.collect.ProfileHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Picks some of many nodes so that each stratum, such as a zone, has its share.
///
/// Within a stratum the nodes with the smallest ranks are taken. The places go to strata by Adams'
/// method of apportionment: each gets one before any gets two, and beyond that they are
/// proportional to size, so that the sum of the profiles stays a picture of the whole.
final class NodeDraw {
  private final List<String> labels;
  private final String seed;

  /// @param labels whose values make the strata
  /// @param seed the same seed picks the same nodes
  NodeDraw(List<String> labels, String seed) {
    this.labels = labels;
    this.seed = seed;
  }

  /// @param count at most so many
  List<Node> pick(List<Node> nodes, int count) {
    List<Stratum> strata =
        nodes.stream()
            .sorted(Comparator.comparing(node -> rank(node.address())))
            .collect(Collectors.groupingBy(this::values, TreeMap::new, Collectors.toList()))
            .entrySet()
            .stream()
            .map(group -> new Stratum(rank(group.getKey()), group.getValue()))
            .toList();
    List<Node> picked = new ArrayList<>();
    while (picked.size() < Math.min(count, nodes.size())) {
      picked.add(
          strata.stream()
              .filter(stratum -> stratum.taken < stratum.nodes.size())
              .max(Comparator.comparingDouble(Stratum::claim).thenComparing(each -> each.rank))
              .orElseThrow()
              .take());
    }
    return picked;
  }

  /// Nodes that are alike, the first of which are picked.
  private static final class Stratum {
    private final ProfileHash rank;
    private final List<Node> nodes;
    private int taken;

    Stratum(ProfileHash rank, List<Node> nodes) {
      this.rank = rank;
      this.nodes = nodes;
    }

    /// Infinite without a place: hence one for each before two for any.
    double claim() {
      return nodes.size() / (double) taken;
    }

    Node take() {
      return nodes.get(taken++);
    }
  }

  private ProfileHash rank(String name) {
    return ProfileHash.ofName(name).rank(seed);
  }

  private String values(Node node) {
    return labels.stream()
        .map(label -> node.labels().getOrDefault(label, ""))
        .collect(Collectors.joining("\0"));
  }
}
