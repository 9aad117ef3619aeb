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
public record Selection(Predicate<Origin> filter, Window window, int count, String seed) {
  /// Reads an entry of a service's `from`: the source's own fields, and those common to all.
  ///
  /// @param source the source that the entry names
  public static Selection read(Section from, Source source, Window window, int count, String seed) {
    Predicate<Origin> filter = source.filter(from);
    for (Map.Entry<String, Pattern> exclude : exclude(from, source).entrySet()) {
      filter =
          filter.and(origin -> {
            String label = origin.labels().get(exclude.getKey());
            return label == null || !exclude.getValue().matcher(label).matches();
          });
    }
    from.done();
    return new Selection(filter, window, count, seed);
  }

  private static Map<String, Pattern> exclude(Section from, Source source) {
    Map<String, Pattern> patterns = new HashMap<>();
    from.optionalSection("exclude")
        .ifPresent(exclude -> {
          for (String label : exclude.names()) {
            if (!source.labels().contains(label)) {
              throw exclude.unknown(label, label, "label", source.labels());
            }
            patterns.put(label, exclude.pattern(label));
          }
        });
    return patterns;
  }
}
