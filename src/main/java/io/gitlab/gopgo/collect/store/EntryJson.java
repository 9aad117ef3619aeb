package io.gitlab.gopgo.collect.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gitlab.gopgo.collect.JsonFields;
import io.gitlab.gopgo.pgo.Tally;
import io.gitlab.gopgo.pgo.WeightType;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// An entry's evidence as the file that people and later runs read.
///
/// Its fields are persisted: they don't change, others may come.
final class EntryJson {
  private EntryJson() {}

  static byte[] write(Entry entry) {
    ObjectNode node = JsonFields.object();
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
    return JsonFields.bytes(node);
  }

  /// @throws IOException with a reason, where it is not what [#write] writes
  static Entry read(byte[] file) throws IOException {
    JsonNode node = JsonFields.read(file);
    if (node.path("version").asInt() != 1) {
      throw new IOException("expected version 1, found " + node.path("version"));
    }
    SortedMap<String, String> labels = new TreeMap<>();
    node.path("labels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    Entry.Key key =
        new Entry.Key(
            JsonFields.text(node, "service"),
            JsonFields.time(node, "hour"),
            labels,
            weightType(JsonFields.text(node, "weight")),
            JsonFields.optionalNumber(node, "period").orElse(0));
    SortedSet<String> inputs = new TreeSet<>();
    for (JsonNode input : JsonFields.list(node, "inputs")) {
      inputs.add(JsonFields.hash("inputs", input));
    }
    if (inputs.isEmpty()) {
      throw new IOException("it has no inputs");
    }
    return new Entry(
        key,
        inputs,
        new Tally(
            JsonFields.optionalNumber(node, "samples"),
            JsonFields.optionalNumber(node, "cpuNanos"),
            JsonFields.optionalNumber(node, "profiles").orElse(0)),
        node.path("withoutStartLine").asDouble(),
        recorded(node.path("recorded")),
        node.path("edges").asInt(),
        JsonFields.hash(node, "sha256"));
  }

  private static Optional<Entry.Span> recorded(JsonNode node) throws IOException {
    return node.isMissingNode()
        ? Optional.empty()
        : Optional.of(new Entry.Span(JsonFields.time(node, "from"), JsonFields.time(node, "to")));
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
