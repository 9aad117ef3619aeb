package io.gitlab.gopgo.pgo;

import java.util.List;
import java.util.stream.IntStream;

/// The edges that the compiler calls hot: the heaviest ones that together make up 99 % of the
/// weight. Their callees are inlined up to a far larger budget.
///
/// @param edges numbers of edges of the table, heaviest first
public record HotSet(List<Integer> edges) {
  /// Go's CDF threshold, in percent (`-d=inlinehotcallsitethresholdpercent`).
  private static final double THRESHOLD = 99;

  /// The shortest run of heaviest edges whose cumulated share exceeds the threshold; the edge that
  /// crosses it is hot too, and equal weights at the cut are decided by name, as in Go.
  public static HotSet of(EdgeTable table) {
    int[] order = table.byWeight();
    long cumulated = 0;
    int hot = 0;
    while (hot < order.length) {
      cumulated += table.weight(order[hot++]);
      if ((double) cumulated / (double) table.total() * 100 > THRESHOLD) {
        break;
      }
    }
    return new HotSet(IntStream.of(order).limit(hot).boxed().toList());
  }
}
