package io.gitlab.gopgo.collect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The JSON that one run writes and another one reads: a field that is missing or of another kind
/// is an error with its name. In between, anybody may have changed it.
public final class JsonFields {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private JsonFields() {}

  public static ObjectNode object() {
    return JSON.createObjectNode();
  }

  public static byte[] bytes(ObjectNode node) {
    try {
      return (JSON.writeValueAsString(node) + "\n").getBytes(UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can't fail to be written", e);
    }
  }

  public static JsonNode read(byte[] file) throws IOException {
    try {
      return JSON.readTree(file);
    } catch (JsonProcessingException e) {
      throw new IOException("it is no JSON, or only a part of one", e);
    }
  }

  public static JsonNode list(JsonNode node, String field) throws IOException {
    return of(node, field, node.path(field).isArray());
  }

  public static String text(JsonNode node, String field) throws IOException {
    return of(node, field, node.path(field).isTextual()).asText();
  }

  public static Optional<String> optionalText(JsonNode node, String field) throws IOException {
    return node.has(field) ? Optional.of(text(node, field)) : Optional.empty();
  }

  public static boolean flag(JsonNode node, String field) throws IOException {
    return of(node, field, node.path(field).isBoolean()).asBoolean();
  }

  /// A number of things, which is never negative.
  public static long number(JsonNode node, String field) throws IOException {
    JsonNode number = node.path(field);
    boolean isFit = number.canConvertToLong() && number.isIntegralNumber() && number.asLong() >= 0;
    return of(node, field, isFit).asLong();
  }

  public static OptionalLong optionalNumber(JsonNode node, String field) throws IOException {
    return node.has(field) ? OptionalLong.of(number(node, field)) : OptionalLong.empty();
  }

  /// A time with a year of four digits, as days and hours have it in names.
  public static Instant time(JsonNode node, String field) throws IOException {
    try {
      Instant time = Instant.parse(text(node, field));
      if (Origin.isSensible(time)) {
        return time;
      }
    } catch (DateTimeException e) {
      // Told below.
    }
    throw new IOException("\"%s\" is no time: %s".formatted(field, node.path(field)));
  }

  /// A SHA-256 in hex.
  public static String hash(JsonNode node, String field) throws IOException {
    return hash(field, of(node, field, node.path(field).isTextual()));
  }

  /// The same of an element of a list.
  ///
  /// @param field what it is called
  public static String hash(String field, JsonNode hash) throws IOException {
    if (!hash.isTextual() || !HASH.matcher(hash.asText()).matches()) {
      throw new IOException("\"%s\" is no SHA-256: %s".formatted(field, hash));
    }
    return hash.asText();
  }

  public static SortedMap<String, Long> counts(JsonNode node, String field) throws IOException {
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
