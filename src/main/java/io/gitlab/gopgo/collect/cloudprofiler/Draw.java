package io.gitlab.gopgo.collect.cloudprofiler;

import io.gitlab.gopgo.collect.Collected;
import io.gitlab.gopgo.collect.LeftOut;
import io.gitlab.gopgo.collect.Origin;
import io.gitlab.gopgo.collect.ProfileHash;
import io.gitlab.gopgo.collect.Selection;
import io.gitlab.gopgo.collect.Spool;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Keeps, of all profiles listed for one selection, those with the smallest ranks.
///
/// A rank comes of the profile's name and the selection's seed, so the choice is the same whatever
/// the listing's order and wherever it was interrupted. Choosing is idempotent; counts are not, so
/// a page's are added when the page is through.
final class Draw {
  private final Selection selection;
  private final String target;
  private final TreeMap<ProfileHash, Origin> chosen = new TreeMap<>();
  private Counts counts = new Counts();
  private Counts ofPage = new Counts();

  Draw(Selection selection, String target) {
    this.selection = selection;
    this.target = target;
  }

  String target() {
    return target;
  }

  /// Whether the profile may still be among the chosen ones, by what has come of it so far.
  boolean mayWant(ListedProfile soFar) {
    return !soFar.isSurelyNot(target) && (soFar.name().isEmpty() || fits(rank(soFar.name())));
  }

  private ProfileHash rank(String name) {
    return ProfileHash.ofName(name).rank(selection.seed());
  }

  private boolean fits(ProfileHash rank) {
    return chosen.size() < selection.count()
        || chosen.lastKey().compareTo(rank) > 0
        || chosen.containsKey(rank);
  }

  /// Takes notice of a CPU profile of the target; true if it is among the chosen ones now.
  boolean offer(Origin origin) {
    if (!selection.filter().test(origin)) {
      return false;
    }
    if (origin.time().filter(time -> !selection.window().contains(time)).isPresent()) {
      ofPage.outside();
      return false;
    }
    ofPage.found(origin);
    ProfileHash rank = rank(origin.name());
    if (!fits(rank)) {
      return false;
    }
    chosen.put(rank, origin);
    if (chosen.size() > selection.count()) {
      chosen.pollLastEntry();
    }
    return true;
  }

  void pageBegins() {
    ofPage = new Counts();
  }

  void pageEnds() {
    counts.add(ofPage);
    ofPage = new Counts();
  }

  /// The pass begins again: who was seen before will be seen again.
  void forgetCounts() {
    counts = new Counts();
  }

  List<String> names() {
    return chosen.values().stream().map(Origin::name).toList();
  }

  /// The result, with the files of the chosen ones.
  ///
  /// @param shortfalls what keeps it from being complete
  Collected collected(Spool spool, List<String> shortfalls, boolean isPartialAllowed) {
    List<Collected.Spooled> profiles =
        chosen.values().stream()
            .sorted(Comparator.comparing(Origin::name))
            .map(origin ->
                new Collected.Spooled(
                    spool.file(origin.name()), origin, ProfileHash.ofName(origin.name())))
            .toList();
    SortedMap<String, Long> unnamed = new TreeMap<>();
    if (counts.outsideSoFar() > 0) {
      unnamed.put(LeftOut.OUTSIDE_WINDOW, counts.outsideSoFar());
    }
    return new Collected(
        profiles,
        counts.foundSoFar() + counts.outsideSoFar(),
        List.of(),
        unnamed,
        counts.by(),
        shortfalls,
        shortfalls.isEmpty() || isPartialAllowed);
  }

  SavedPass.SavedDraw save() {
    return new SavedPass.SavedDraw(
        counts.foundSoFar(),
        counts.outsideSoFar(),
        counts.by(),
        chosen.values().stream()
            .map(origin ->
                new SavedPass.SavedProfile(
                    origin.name(),
                    origin.labels(),
                    origin.time().map(Instant::toString).orElse("")))
            .toList());
  }

  /// Goes on from where an earlier run stopped.
  void restore(SavedPass.SavedDraw saved) {
    counts.add(saved);
    saved.profiles().forEach(profile -> chosen.put(rank(profile.name()), profile.origin()));
  }
}
