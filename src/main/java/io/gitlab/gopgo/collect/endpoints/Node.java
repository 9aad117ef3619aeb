package io.gitlab.gopgo.collect.endpoints;

import io.gitlab.gopgo.collect.Origin;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A process that can record itself: one target of the settings.
///
/// @param address `host:port`, which is also its label `target`
record Node(String address, Map<String, String> labels) {
  /// Addresses come from servers, too: nothing else may get into a URL.
  private static final Pattern ADDRESS =
      Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

  static Optional<Node> of(String address, Map<String, String> labels) {
    return Optional.of(new Node(address, labels)).filter(_ -> ADDRESS.matcher(address).matches());
  }

  Node {
    Map<String, String> all = new TreeMap<>(labels);
    all.put("target", address);
    labels = Map.copyOf(all);
  }

  Origin origin() {
    return new Origin(address, labels, Optional.empty());
  }
}
