package io.gitlab.gopgo.testing.gitlab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What a request asks for, in query and body, read as leniently as GitLab does: a number may be
/// text, a list may be text with commas.
final class Parameters {
  private final ObjectNode values;

  Parameters(ObjectNode values) {
    this.values = values;
  }

  /// All names that came.
  List<String> names() {
    List<String> names = new ArrayList<>();
    values.fieldNames().forEachRemaining(names::add);
    return names;
  }

  boolean has(String name) {
    return values.has(name);
  }

  /// A text; absent where it is missing or null.
  Optional<String> text(String name) {
    return values.hasNonNull(name) ? Optional.of(values.get(name).asText()) : Optional.empty();
  }

  /// A text that isn't empty.
  Optional<String> filled(String name) {
    return text(name).filter(text -> !text.isEmpty());
  }

  String required(String name) {
    return text(name).orElseThrow(() -> Refusal.error(400, name + " is missing"));
  }

  /// Refuses as GitLab does, with all that is missing at once.
  void require(String... names) {
    List<String> missing =
        Stream.of(names).filter(name -> !has(name)).map(name -> name + " is missing").toList();
    if (!missing.isEmpty()) {
      throw Refusal.error(400, String.join(", ", missing));
    }
  }

  boolean flag(String name) {
    return flag(name, false);
  }

  boolean flag(String name, boolean otherwise) {
    return text(name)
        .map(text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true", "1", "t", "on" -> true;
              case "false", "0", "f", "off", "" -> false;
              default -> throw Refusal.error(400, name + " is invalid");
            })
        .orElse(otherwise);
  }

  int number(String name, int otherwise) {
    try {
      return filled(name).map(Integer::parseInt).orElse(otherwise);
    } catch (NumberFormatException e) {
      throw Refusal.error(400, name + " is invalid");
    }
  }

  /// One of the words that GitLab allows here.
  String word(String name, String otherwise, String... allowed) {
    String word = text(name).orElse(otherwise);
    if (!List.of(allowed).contains(word)) {
      throw Refusal.error(400, name + " does not have a valid value");
    }
    return word;
  }

  /// A list, or text with commas.
  List<String> list(String name) {
    JsonNode value = values.get(name);
    if (value == null || value.isNull()) {
      return List.of();
    }
    Stream<String> texts =
        value.isArray()
            ? value.valueStream().map(JsonNode::asText)
            : Arrays.stream(value.asText().split(",", -1));
    return texts.map(String::strip).filter(text -> !text.isEmpty()).toList();
  }

  List<Integer> numbers(String name) {
    try {
      return list(name).stream().map(Integer::parseInt).filter(id -> id != 0).toList();
    } catch (NumberFormatException e) {
      throw Refusal.error(400, name + " is invalid");
    }
  }

  /// A list of objects, such as the actions of a commit.
  List<Parameters> objects(String name) {
    JsonNode value = values.get(name);
    if (value == null || !value.isArray()) {
      throw Refusal.error(400, name + " is invalid");
    }
    List<Parameters> objects = new ArrayList<>();
    for (JsonNode element : value) {
      if (!(element instanceof ObjectNode object)) {
        throw Refusal.error(400, name + " is invalid");
      }
      objects.add(new Parameters(object));
    }
    return objects;
  }
}
