package io.gitlab.gopgo.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// `annotations.json`: what GitLab's `reports:annotations` shows on a job's page.
public final class Annotations {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /// GitLab refuses a list of more.
  private static final int MOST_LINKS = 1000;

  private Annotations() {}

  /// The file as UTF-8; an object without lists where there are no links.
  public static byte[] of(List<MergeRequestLink> links) {
    ObjectNode annotations = JSON.createObjectNode();
    if (!links.isEmpty()) {
      ArrayNode list = annotations.putArray("Merge requests");
      for (MergeRequestLink link : links.subList(0, Math.min(MOST_LINKS, links.size()))) {
        ObjectNode external = list.addObject().putObject("external_link");
        external.put("label", link.label());
        external.put("url", link.url());
      }
    }
    try {
      return (JSON.writeValueAsString(annotations) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can't fail to be written", e);
    }
  }
}
