package io.gitlab.gopgo.testing.gitlab;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Queries and form bodies, nested as Ruby's Rack nests them: `labels[]=a` is a list,
/// `actions[][action]=create` a list of objects, in which a name seen before begins the next one.
final class FormBody {
  private static final Pattern STEP = Pattern.compile("\\[([^\\]]*)]");

  private FormBody() {}

  static void addTo(ObjectNode parameters, String encoded) {
    for (String pair : encoded.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        add(parameters, decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, UTF_8);
  }

  private static void add(ObjectNode parameters, String name, String value) {
    int bracket = name.indexOf('[');
    String first = bracket <= 0 ? name : name.substring(0, bracket);
    List<String> steps =
        bracket <= 0 ? List.of() : STEP.matcher(name).results().map(FormBody::inside).toList();
    put(parameters, first, steps, value);
  }

  private static String inside(MatchResult step) {
    return step.group(1);
  }

  private static void put(ObjectNode into, String name, List<String> steps, String value) {
    if (steps.isEmpty()) {
      into.put(name, value);
    } else if (steps.getFirst().isEmpty()) {
      append(into.withArrayProperty(name), steps.subList(1, steps.size()), value);
    } else {
      put(into.withObjectProperty(name), steps.getFirst(), steps.subList(1, steps.size()), value);
    }
  }

  private static void append(ArrayNode list, List<String> steps, String value) {
    if (steps.isEmpty()) {
      list.add(value);
      return;
    }
    JsonNode last = list.isEmpty() ? null : list.get(list.size() - 1);
    List<String> rest = steps.subList(1, steps.size());
    boolean goesOn = last instanceof ObjectNode && (!last.has(steps.getFirst()) || !rest.isEmpty());
    ObjectNode element = goesOn && last instanceof ObjectNode open ? open : list.addObject();
    put(element, steps.getFirst(), rest, value);
  }
}
