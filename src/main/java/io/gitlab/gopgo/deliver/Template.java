package io.gitlab.gopgo.deliver;

import io.gitlab.gopgo.config.Section;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A text of the settings with places for what only a run knows: `{title}`, `{services}`,
/// `{project}`.
record Template(String text) {
  private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");

  /// Reads a template; a place that nobody fills is a mistake, to be told before anything is done.
  static Template read(Section section, String name, Template inherited) {
    Template template = section.optionalText(name).map(Template::new).orElse(inherited);
    Map<String, String> values = values("", "", "");
    Matcher place = PLACE.matcher(template.text);
    while (place.find()) {
      if (!values.containsKey(place.group(1))) {
        throw section.unknown(name, place.group(1), "place", values.keySet());
      }
    }
    if (template.text.isBlank()) {
      throw section.failure(name, "is empty");
    }
    return template;
  }

  /// The text for a change.
  ///
  /// @param title what `{title}` stands for
  String fill(String title, Change change, String project) {
    Map<String, String> values = values(title, change.services(), project);
    return PLACE
        .matcher(text)
        .replaceAll(
            place -> Matcher.quoteReplacement(values.getOrDefault(place.group(1), place.group())))
        .strip();
  }

  private static Map<String, String> values(String title, String services, String project) {
    return Map.of("title", title, "services", services, "project", project);
  }
}
