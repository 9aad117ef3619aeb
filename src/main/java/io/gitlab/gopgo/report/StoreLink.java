package io.gitlab.gopgo.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A store that a collect filled, for people to click on.
///
/// @param label `kept: PGO profiles of api and worker`
record StoreLink(String label, String url) implements Link {
  /// The links of a run, each once, in the order of the services.
  static List<StoreLink> of(List<StoreResult> results) {
    Map<String, List<StoreResult>> pages = new LinkedHashMap<>();
    for (StoreResult result : results) {
      result
          .page()
          .filter(Link::isPlain)
          .ifPresent(page -> pages.computeIfAbsent(page, _ -> new ArrayList<>()).add(result));
    }
    List<StoreLink> links = new ArrayList<>();
    pages.forEach((url, stores) -> links.add(new StoreLink(label(stores), url)));
    return List.copyOf(links);
  }

  private static String label(List<StoreResult> stores) {
    return Link.label(
        stores.getFirst().store(), stores.stream().map(StoreResult::service).distinct().toList());
  }
}
