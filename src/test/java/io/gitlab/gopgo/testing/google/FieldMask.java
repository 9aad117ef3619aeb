package io.gitlab.gopgo.testing.google;

import java.util.Map;
import java.util.TreeMap;

/// `fields=`: the parts of an answer that are asked for, `a,b/c,d(e,f)`, `*` for all.
final class FieldMask {
  /// All that can be asked for; `?` stands for the keys of a map.
  private static final FieldMask ANSWER =
      parse(
          "profiles(name,profileType,deployment(projectId,target,labels/?),duration,profileBytes,"
              + "labels/?,startTime),nextPageToken,skippedProfiles");

  private final Map<String, FieldMask> below = new TreeMap<>();
  private boolean everything;

  private FieldMask() {}

  /// The mask of a request; the empty text asks for everything.
  static FieldMask of(String fields) {
    FieldMask mask = parse(fields.isEmpty() ? "*" : fields);
    mask.checkAgainst(ANSWER, "");
    return mask;
  }

  boolean has(String name) {
    return everything || below.containsKey(name);
  }

  /// Whether even fields are wanted that the asker can't know.
  boolean hasUnknown() {
    return everything;
  }

  FieldMask below(String name) {
    FieldMask mask = below.get(name);
    return everything || mask == null ? this : mask;
  }

  private void checkAgainst(FieldMask known, String path) {
    below.forEach((name, mask) -> {
      FieldMask there = known.below.getOrDefault(name, known.below.get("?"));
      if (there == null) {
        throw GoogleError.unknownField(path + name);
      }
      mask.checkAgainst(there, path + name + ".");
    });
  }

  private static FieldMask parse(String text) {
    FieldMask mask = new FieldMask();
    if (mask.addAll(text, 0) != text.length()) {
      throw GoogleError.unknownField(text);
    }
    return mask;
  }

  /// Adds the selections from `start` on to the end or to a closing parenthesis: where it stopped.
  private int addAll(String text, int start) {
    int end = add(text, start);
    while (end < text.length() && text.charAt(end) == ',') {
      end = add(text, end + 1);
    }
    return end;
  }

  private int add(String text, int start) {
    int end = start;
    while (end < text.length() && ",/()".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    String name = text.substring(start, end);
    if (name.isEmpty()) {
      throw GoogleError.unknownField(text);
    }
    if (name.equals("*")) {
      everything = true;
      return end;
    }
    FieldMask child = below.computeIfAbsent(name, absent -> new FieldMask());
    char next = end < text.length() ? text.charAt(end) : ',';
    if (next == '/') {
      return child.add(text, end + 1);
    }
    if (next != '(') {
      child.everything = true;
      return end;
    }
    int closing = child.addAll(text, end + 1);
    if (closing >= text.length() || text.charAt(closing) != ')') {
      throw GoogleError.unknownField(text);
    }
    return closing + 1;
  }
}
