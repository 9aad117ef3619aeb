package io.gitlab.gopgo.collect;

import io.gitlab.gopgo.config.Section;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Which of a source's profiles are one service's.
///
/// @param filter whether a profile is the service's at all
/// @param count at most so many are taken
/// @param seed decides which: the same seed takes the same profiles
/// @param text the settings' words for the filter: equal words, equal filters
public record Selection(
    Predicate<Origin> filter, Window window, int count, String seed, String text) {
  /// Reads an entry of a service's `from`: the source's own fields, and those common to all.
  ///
  /// @param source the source that the entry names
  public static Selection read(Section from, Source source, Window window, int count, String seed) {
    Predicate<Origin> filter = source.filter(from);
    for (Map.Entry<String, Pattern> only : patterns(from, "only", source).entrySet()) {
      filter = filter.and(origin -> matches(origin, only));
    }
    for (Map.Entry<String, Pattern> exclude : patterns(from, "exclude", source).entrySet()) {
      filter = filter.and(origin -> !matches(origin, exclude));
    }
    from.done();
    return new Selection(filter, window, count, seed, from.canonical());
  }

  private static boolean matches(Origin origin, Map.Entry<String, Pattern> pattern) {
    String label = origin.labels().get(pattern.getKey());
    return label != null && pattern.getValue().matcher(label).matches();
  }

  private static Map<String, Pattern> patterns(Section from, String field, Source source) {
    Map<String, Pattern> patterns = new HashMap<>();
    from.optionalSection(field)
        .ifPresent(section -> {
          for (String label : section.names()) {
            source
                .labels()
                .filter(known -> !known.contains(label))
                .ifPresent(known -> {
                  throw section.unknown(label, label, "label", known);
                });
            patterns.put(label, section.pattern(label));
          }
        });
    return patterns;
  }
}
