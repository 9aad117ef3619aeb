package io.gitlab.gopgo.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// An open merge request that a run met or made, for people to click on.
///
/// @param label `shop/api !12: PGO profile of api`; made printable
/// @param url of letters and signs that mean nothing to a shell, a log or a dotenv file
public record MergeRequestLink(String label, String url) {
  /// A server's answer is data: what is no plain web address is no link. No `$`, which GitLab would
  /// expand in a dotenv file.
  private static final Pattern URL =
      Pattern.compile("https?://[A-Za-z0-9.:\\[\\]-]+/[A-Za-z0-9._~/%+=?:-]*");

  /// GitLab's limit for text on a job's page.
  private static final int MOST_LABEL = 255;

  /// The links of a run, each once, in the order of the services.
  public static List<MergeRequestLink> of(List<ServiceResult> results) {
    Map<String, List<ServiceResult>> requests = new LinkedHashMap<>();
    for (ServiceResult result : results) {
      result
          .visit()
          .request()
          .filter(request -> URL.matcher(request.url()).matches())
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
    String names = Words.list(services.stream().map(ServiceResult::service).toList());
    String noun = services.size() == 1 ? "PGO profile of " : "PGO profiles of ";
    String label = Printable.line(place + ": " + noun + names);
    return label.length() <= MOST_LABEL
        ? label
        : Printable.line(place + ": PGO profiles of %d services".formatted(services.size()));
  }
}
