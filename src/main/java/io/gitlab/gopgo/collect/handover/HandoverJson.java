package io.gitlab.gopgo.collect.handover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gitlab.gopgo.collect.JsonFields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The JSON of a handover.
final class HandoverJson {
  private static final int VERSION = 1;

  private HandoverJson() {}

  static ObjectNode object() {
    return JsonFields.object().put("version", VERSION);
  }

  /// @throws IOException with a reason, where these aren't of this version
  static JsonNode read(byte[] file) throws IOException {
    JsonNode node = JsonFields.read(file);
    JsonNode version = node.path("version");
    if (!version.isInt() || version.asInt() != VERSION) {
      throw new IOException(
          "expected version %d, found %s; collect and judge with the same image"
              .formatted(VERSION, version.isMissingNode() ? "none" : version));
    }
    return node;
  }

  static byte[] write(Plan plan) {
    ObjectNode node = object();
    node.put("now", plan.now().toString());
    node.put("settings", plan.settings());
    ArrayNode shards = node.putArray("shards");
    plan.shards().forEach(shard -> shard.forEach(shards.addArray()::add));
    return JsonFields.bytes(node);
  }

  static Plan plan(byte[] file) throws IOException {
    JsonNode node = read(file);
    List<List<String>> shards = new ArrayList<>();
    for (JsonNode shard : JsonFields.list(node, "shards")) {
      List<String> services = new ArrayList<>();
      for (JsonNode service : shard) {
        if (!Plan.SERVICE.matcher(service.asText()).matches()) {
          throw new IOException("\"shards\" has no name of a service: " + service);
        }
        services.add(service.asText());
      }
      shards.add(List.copyOf(services));
    }
    return new Plan(
        JsonFields.time(node, "now"), JsonFields.hash(node, "settings"), List.copyOf(shards));
  }
}
