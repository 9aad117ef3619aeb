package io.gitlab.gopgo.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An open merge request that a run met or made, for people to click on.
///
/// @param label `shop/api !12: PGO profile of api`; made printable
/// @param url of letters and signs that mean nothing to a shell, a log or a dotenv file
public record MergeRequestLink(String label, String url) implements Link {
  /// The links of a run, each once, in the order of the services.
  public static List<MergeRequestLink> of(List<ServiceResult> results) {
    Map<String, List<ServiceResult>> requests = new LinkedHashMap<>();
    for (ServiceResult result : results) {
      result
          .visit()
          .request()
          .filter(request -> Link.isPlain(request.url()))
          .ifPresent(request ->
              requests.computeIfAbsent(request.url(), _ -> new ArrayList<>()).add(result));
    }
    List<MergeRequestLink> links = new ArrayList<>();
    requests.forEach((url, services) -> links.add(new MergeRequestLink(label(services), url)));
    return List.copyOf(links);
  }

  private static String label(List<ServiceResult> services) {
    ServiceResult first = services.getFirst();
    String place =
        first
            .visit()
            .request()
            .map(request -> first.project() + " " + request.reference())
            .orElse(first.project());
    return Link.label(place, services.stream().map(ServiceResult::service).toList());
  }
}
