package io.gitlab.gopgo.collect;

import io.gitlab.gopgo.collect.Collected.Spooled;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Keeps, of all profiles offered for one selection, those with the smallest ranks.
final class Choice {
  private final Selection selection;
  private final Window window;
  private final TreeMap<ProfileHash, Spooled> chosen = new TreeMap<>();
  private final Set<ProfileHash> seen = new HashSet<>();
  private final List<LeftOut> leftOut = new ArrayList<>();
  private final SortedMap<String, SortedMap<String, Long>> counts = new TreeMap<>();
  private final List<String> shortfalls = new ArrayList<>();
  private boolean isPartialAllowed = true;
  private long found;

  /// @param window outside of it nothing is taken
  Choice(Selection selection, Window window) {
    this.selection = selection;
    this.window = window;
  }

  void offer(Path file, Origin origin, ProfileHash hash) {
    found++;
    if (origin.time().filter(time -> !window.contains(time)).isPresent()) {
      leftOut.add(new LeftOut(origin.name(), LeftOut.OUTSIDE_WINDOW, ""));
    } else if (!seen.add(hash)) {
      leftOut.add(new LeftOut(origin.name(), LeftOut.DUPLICATE, ""));
    } else {
      chosen.put(hash.rank(selection.seed()), new Spooled(file, origin, hash));
      if (chosen.size() > selection.count()) {
        chosen.pollLastEntry();
      }
    }
  }

  void leaveOut(LeftOut profile) {
    found++;
    leftOut.add(profile);
  }

  int room() {
    return selection.count() - chosen.size();
  }

  void alsoFound(long more) {
    found += more;
  }

  void count(String what, String value) {
    counts.computeIfAbsent(what, _ -> new TreeMap<>()).merge(value, 1L, Long::sum);
  }

  void fallShort(String sentence, boolean isAllowed) {
    shortfalls.add(sentence);
    isPartialAllowed &= isAllowed;
  }

  Collected collected() {
    return new Collected(
        chosen.values().stream()
            .sorted(Comparator.comparing(profile -> profile.origin().name()))
            .toList(),
        found,
        leftOut.stream().sorted(Comparator.comparing(LeftOut::name)).toList(),
        new TreeMap<>(),
        counts,
        List.copyOf(shortfalls),
        isPartialAllowed);
  }
}
