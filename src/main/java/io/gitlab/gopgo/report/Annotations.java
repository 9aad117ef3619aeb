package io.gitlab.gopgo.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// `annotations.json`: what GitLab's `reports:annotations` shows on a job's page.
public final class Annotations {
  /// GitLab refuses a list of more.
  private static final int MOST_LINKS = 1000;

  private Annotations() {}

  /// A refresh's: its merge requests.
  public static byte[] of(List<MergeRequestLink> links) {
    return of("Merge requests", links);
  }

  /// The file as UTF-8; an object without lists where there are no links.
  static byte[] of(String title, List<? extends Link> links) {
    ObjectNode annotations = JsonNodeFactory.instance.objectNode();
    if (!links.isEmpty()) {
      ArrayNode list = annotations.putArray(title);
      for (Link link : links.subList(0, Math.min(MOST_LINKS, links.size()))) {
        ObjectNode external = list.addObject().putObject("external_link");
        external.put("label", link.label());
        external.put("url", link.url());
      }
    }
    return ReportJson.bytes(annotations);
  }
}
