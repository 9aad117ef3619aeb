package io.gitlab.gopgo.collect.handover;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The JSON of a handover: a field that is missing or of another kind is an error with its name.
final class HandoverJson {
  private static final int VERSION = 1;
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private HandoverJson() {}

  static ObjectNode object() {
    return JSON.createObjectNode().put("version", VERSION);
  }

  static byte[] bytes(ObjectNode node) {
    try {
      return (JSON.writeValueAsString(node) + "\n").getBytes(UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can't fail to be written", e);
    }
  }

  /// @throws IOException with a reason, where these aren't what [#bytes] gave
  static JsonNode read(byte[] file) throws IOException {
    JsonNode node;
    try {
      node = JSON.readTree(file);
    } catch (JsonProcessingException e) {
      throw new IOException("it is no JSON, or only a part of one", e);
    }
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
    return bytes(node);
  }

  static Plan plan(byte[] file) throws IOException {
    JsonNode node = read(file);
    List<List<String>> shards = new ArrayList<>();
    for (JsonNode shard : list(node, "shards")) {
      List<String> services = new ArrayList<>();
      for (JsonNode service : shard) {
        if (!Plan.SERVICE.matcher(service.asText()).matches()) {
          throw new IOException("\"shards\" has no name of a service: " + service);
        }
        services.add(service.asText());
      }
      shards.add(List.copyOf(services));
    }
    return new Plan(time(node, "now"), hash(node, "settings"), List.copyOf(shards));
  }

  static JsonNode list(JsonNode node, String field) throws IOException {
    return of(node, field, node.path(field).isArray());
  }

  static String text(JsonNode node, String field) throws IOException {
    return of(node, field, node.path(field).isTextual()).asText();
  }

  static Optional<String> optionalText(JsonNode node, String field) throws IOException {
    return node.has(field) ? Optional.of(text(node, field)) : Optional.empty();
  }

  static boolean flag(JsonNode node, String field) throws IOException {
    return of(node, field, node.path(field).isBoolean()).asBoolean();
  }

  static long number(JsonNode node, String field) throws IOException {
    JsonNode number = node.path(field);
    return of(node, field, number.canConvertToLong() && number.isIntegralNumber()).asLong();
  }

  static Instant time(JsonNode node, String field) throws IOException {
    try {
      return Instant.parse(text(node, field));
    } catch (DateTimeException e) {
      throw new IOException("\"%s\" is no time: %s".formatted(field, node.path(field)), e);
    }
  }

  static String hash(JsonNode node, String field) throws IOException {
    String hash = text(node, field);
    if (!HASH.matcher(hash).matches()) {
      throw new IOException("\"%s\" is no SHA-256: %s".formatted(field, node.path(field)));
    }
    return hash;
  }

  static SortedMap<String, Long> counts(JsonNode node, String field) throws IOException {
    JsonNode counts = of(node, field, node.path(field).isObject());
    SortedMap<String, Long> read = new TreeMap<>();
    for (var count : counts.properties()) {
      read.put(count.getKey(), number(counts, count.getKey()));
    }
    return read;
  }

  private static JsonNode of(JsonNode node, String field, boolean isFit) throws IOException {
    if (!isFit) {
      throw new IOException("it has no fit \"%s\"".formatted(field));
    }
    return node.path(field);
  }
}
