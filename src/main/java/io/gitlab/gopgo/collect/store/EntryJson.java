package io.gitlab.gopgo.collect.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gitlab.gopgo.pgo.Tally;
import io.gitlab.gopgo.pgo.WeightType;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// An entry's evidence as the file that people and later runs read.
///
/// Its fields are persisted: they don't change, others may come.
final class EntryJson {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  private EntryJson() {}

  static byte[] write(Entry entry) {
    ObjectNode node = JSON.createObjectNode();
    node.put("version", 1);
    node.put("service", entry.key().service());
    node.put("hour", entry.key().hour().toString());
    ObjectNode labels = node.putObject("labels");
    entry.key().labels().forEach(labels::put);
    node.put("weight", entry.key().weightType().valueType().toString());
    node.put("period", entry.key().period());
    entry.tally().samples().ifPresent(samples -> node.put("samples", samples));
    entry.tally().cpuNanos().ifPresent(nanos -> node.put("cpuNanos", nanos));
    node.put("profiles", entry.tally().profiles());
    node.put("edges", entry.edges());
    node.put("withoutStartLine", entry.withoutStartLine());
    entry
        .recorded()
        .ifPresent(span -> {
          ObjectNode recorded = node.putObject("recorded");
          recorded.put("from", span.from().toString());
          recorded.put("to", span.to().toString());
        });
    node.put("sha256", entry.content());
    entry.inputs().forEach(node.putArray("inputs")::add);
    try {
      return (JSON.writeValueAsString(node) + "\n").getBytes(UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can't fail to be written", e);
    }
  }

  /// @throws IOException with a reason, where it is not what [#write] writes
  static Entry read(byte[] file) throws IOException {
    JsonNode node;
    try {
      node = JSON.readTree(file);
    } catch (JsonProcessingException e) {
      throw new IOException("it is no JSON", e);
    }
    if (node.path("version").asInt() != 1) {
      throw new IOException("expected version 1, found " + node.path("version"));
    }
    SortedMap<String, String> labels = new TreeMap<>();
    node.path("labels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    Entry.Key key =
        new Entry.Key(
            text(node, "service"),
            time(node, "hour"),
            labels,
            weightType(text(node, "weight")),
            number(node, "period").orElse(0));
    SortedSet<String> inputs = new TreeSet<>();
    for (JsonNode input : node.path("inputs")) {
      inputs.add(hash("inputs", input.asText()));
    }
    if (inputs.isEmpty()) {
      throw new IOException("it has no inputs");
    }
    return new Entry(
        key,
        inputs,
        new Tally(
            number(node, "samples"), number(node, "cpuNanos"), number(node, "profiles").orElse(0)),
        node.path("withoutStartLine").asDouble(),
        recorded(node.path("recorded")),
        node.path("edges").asInt(),
        hash("sha256", text(node, "sha256")));
  }

  private static Optional<Entry.Span> recorded(JsonNode node) throws IOException {
    return node.isMissingNode()
        ? Optional.empty()
        : Optional.of(new Entry.Span(time(node, "from"), time(node, "to")));
  }

  private static String text(JsonNode node, String field) throws IOException {
    if (!node.path(field).isTextual()) {
      throw new IOException("it has no \"%s\"".formatted(field));
    }
    return node.path(field).asText();
  }

  private static OptionalLong number(JsonNode node, String field) throws IOException {
    JsonNode number = node.path(field);
    if (number.isMissingNode()) {
      return OptionalLong.empty();
    }
    if (!number.canConvertToLong() || number.asLong() < 0) {
      throw new IOException("\"%s\" is no such number: %s".formatted(field, number));
    }
    return OptionalLong.of(number.asLong());
  }

  private static Instant time(JsonNode node, String field) throws IOException {
    try {
      return Instant.parse(text(node, field));
    } catch (DateTimeException e) {
      throw new IOException("\"%s\" is no time: %s".formatted(field, node.path(field)), e);
    }
  }

  private static String hash(String field, String text) throws IOException {
    if (!HASH.matcher(text).matches()) {
      throw new IOException("\"%s\" is no SHA-256: %s".formatted(field, text));
    }
    return text;
  }

  private static WeightType weightType(String text) throws IOException {
    for (WeightType type : WeightType.values()) {
      if (type.valueType().toString().equals(text)) {
        return type;
      }
    }
    throw new IOException("\"weight\" is none that Go reads: " + text);
  }
}
