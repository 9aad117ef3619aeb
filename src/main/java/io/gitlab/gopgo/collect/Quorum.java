package io.gitlab.gopgo.collect;

import io.gitlab.gopgo.config.Section;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// How many of those asked for a profile must give one: with fewer, what there is may be a picture
/// of whatever still answered, and is withheld.
///
/// @param share of those asked, 0 to 1
public record Quorum(double share) {
  private static final double DEFAULT = 0.6;

  /// 70 % of 10 are 7, and not a little more.
  private static final double ROUNDING = 1e-9;

  /// Reads `quorum`.
  public static Quorum read(Section section) {
    return new Quorum(section.percent("quorum", DEFAULT));
  }

  /// Says what is missing for a selection, if something is.
  ///
  /// @param asked how many were asked
  /// @param noun for them: "chosen targets"
  /// @param lost those that gave nothing
  public void apply(
      Choices choices, Selection selection, int asked, String noun, List<LeftOut> lost) {
    if (lost.isEmpty()) {
      return;
    }
    int had = asked - lost.size();
    boolean isReached = had >= share * asked - ROUNDING;
    Map<String, Long> reasons =
        lost.stream()
            .collect(Collectors.groupingBy(LeftOut::reason, TreeMap::new, Collectors.counting()));
    choices.fallShort(
        selection,
        "%d of %d %s gave a profile%s; the others: %s"
            .formatted(
                had,
                asked,
                noun,
                isReached
                    ? ""
                    : String.format(Locale.ROOT, ", fewer than the quorum of %.0f %%", share * 100),
                reasons.entrySet().stream()
                    .map(reason -> "%d %s".formatted(reason.getValue(), reason.getKey()))
                    .collect(Collectors.joining(", "))),
        isReached);
  }
}
