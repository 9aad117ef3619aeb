package io.gitlab.gopgo.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gitlab.gopgo.collect.Collected;
import io.gitlab.gopgo.collect.LeftOut;
import io.gitlab.gopgo.collect.Pass;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// What the `report.json` of all commands have in common, so that a tool reads them alike.
final class ReportJson {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /// More names than this help nobody; the counts are always complete.
  private static final int MOST_LEFT_OUT = 100;

  private ReportJson() {}

  /// How the run ended, and what the passes over servers cost, by source.
  static ObjectNode begin(Map<String, Pass.Listing> listings, int exitCode) {
    ObjectNode report = JSON.createObjectNode();
    report.put("version", 1);
    report.put("exitCode", exitCode);
    ArrayNode sources = report.putArray("sources");
    listings.forEach((name, listing) -> listing(sources.addObject(), name, listing));
    return report;
  }

  /// UTF-8, ending in a line feed.
  static byte[] bytes(JsonNode node) {
    try {
      return (JSON.writeValueAsString(node) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can't fail to be written", e);
    }
  }

  /// What was found for a service, and what was taken of it.
  static void selection(ObjectNode node, Collected collected) {
    node.put("found", collected.found());
    node.put("fit", collected.fit());
    node.put("taken", collected.profiles().size());
    ObjectNode reasons = node.putObject("reasons");
    collected.reasons().forEach(reasons::put);
    ObjectNode counts = node.putObject("counts");
    collected.counts().forEach((what, values) -> values.forEach(counts.putObject(what)::put));
    ArrayNode leftOut = node.putArray("leftOut");
    for (LeftOut profile : collected.leftOut().stream().limit(MOST_LEFT_OUT).toList()) {
      ObjectNode entry = leftOut.addObject();
      entry.put("name", profile.name());
      entry.put("reason", profile.reason());
      entry.put("detail", profile.detail());
    }
  }

  private static void listing(ObjectNode node, String name, Pass.Listing listing) {
    node.put("source", name);
    node.put("requests", listing.requests());
    node.put("pages", listing.pages());
    node.put("bytes", listing.bytes());
    node.put("listed", listing.listed());
    node.put("skipped", listing.skipped());
    node.put("order", listing.order());
    node.put("complete", listing.isComplete());
  }
}
