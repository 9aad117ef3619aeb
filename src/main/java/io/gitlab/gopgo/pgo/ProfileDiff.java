package io.gitlab.gopgo.pgo;

import io.gitlab.gopgo.pprof.Names;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What changes for the compiler from one profile to the next: hot edges that enter, leave and
/// move.
///
/// @param entering edges that are hot only in the new profile, heaviest first
/// @param leaving edges that were hot only in the old profile, heaviest first
/// @param moved edges hot in both, those whose share changed most first
public record ProfileDiff(
    double overlap, List<Change> entering, List<Change> leaving, List<Change> moved) {

  /// One call edge with its share of the total weight before and after, between 0 and 1.
  public record Change(
      String caller, int offset, String callee, double oldShare, double newShare) {}

  public static ProfileDiff of(EdgeTable oldTable, EdgeTable newTable) {
    Set<Edge> hotBefore = hot(oldTable);
    Set<Edge> hotAfter = hot(newTable);
    Comparator<Change> byName =
        Comparator.comparing(Change::caller)
            .thenComparing(Change::callee)
            .thenComparingInt(Change::offset);
    return new ProfileDiff(
        Overlap.of(oldTable, newTable),
        hotAfter.stream()
            .filter(edge -> !hotBefore.contains(edge))
            .map(edge -> edge.change(oldTable, newTable))
            .sorted(Comparator.comparingDouble(Change::newShare).reversed().thenComparing(byName))
            .toList(),
        hotBefore.stream()
            .filter(edge -> !hotAfter.contains(edge))
            .map(edge -> edge.change(oldTable, newTable))
            .sorted(Comparator.comparingDouble(Change::oldShare).reversed().thenComparing(byName))
            .toList(),
        hotBefore.stream()
            .filter(hotAfter::contains)
            .map(edge -> edge.change(oldTable, newTable))
            .filter(change -> change.oldShare != change.newShare)
            .sorted(
                Comparator.comparingDouble(
                        (Change change) -> -Math.abs(change.newShare - change.oldShare))
                    .thenComparing(byName))
            .toList());
  }

  private static Set<Edge> hot(EdgeTable table) {
    Set<Edge> edges = new HashSet<>();
    for (int edge : HotSet.of(table).edges()) {
      edges.add(new Edge(table.caller(edge), table.callee(edge), table.offset(edge)));
    }
    return edges;
  }

  private record Edge(int caller, int callee, int offset) {
    Change change(EdgeTable oldTable, EdgeTable newTable) {
      Names names = oldTable.names();
      return new Change(
          names.text(caller), offset, names.text(callee), share(oldTable), share(newTable));
    }

    private double share(EdgeTable table) {
      return table.total() == 0
          ? 0
          : (double) table.weightOf(caller, callee, offset) / table.total();
    }
  }
}
