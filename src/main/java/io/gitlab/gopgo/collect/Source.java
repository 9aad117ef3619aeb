package io.gitlab.gopgo.collect;

import io.gitlab.gopgo.config.Section;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// A place that has profiles.
public interface Source {
  /// What the source can tell of a profile, for `only` and `exclude`; empty where the labels are
  /// the user's own, so that no word of them is wrong.
  Optional<Set<String>> labels();

  /// Whether profiles are recorded for the run that asks, not kept from earlier. A window of past
  /// days would exclude each of them: here the moment is the window.
  default boolean isLive() {
    return false;
  }

  /// How many profiles are taken for a selection where the settings don't say: as many as Google's
  /// console gives out at a time.
  default int usualCount() {
    return 250;
  }

  /// Reads the source's own fields of an entry of a service's `from`.
  Predicate<Origin> filter(Section from);

  /// Passes the source once, for all selections.
  ///
  /// @throws IOException if the source as a whole can't be read; a single bad profile is left out
  Pass collect(List<Selection> selections) throws IOException;
}
