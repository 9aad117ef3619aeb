package io.gitlab.gopgo.judge;

import io.gitlab.gopgo.pgo.EdgeTable;
import io.gitlab.gopgo.pgo.ProfileDiff;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Which hot call edges moved, and not by noise: what a person needs to see of two profiles.
///
/// Of a thousand hot edges nearly all have another share than before, and hundreds enter or leave
/// the hot set, because it ends among edges of a few samples each. So each edge is held against the
/// deviation that the [NoiseFloor] leaves to it. Chance moves a share *p* by about √(p · (1 - p)),
/// whatever the edge; profiles of other hours move it in proportion to *p*. Over all edges together
/// both add up to the distance that the floor found, which says how large they are.
///
/// @param edges those that moved farther than noise, first those with the most weight beyond it
/// @param within how many hot edges moved less than that
public record Drift(List<Edge> edges, int within) {

  /// Of a thousand edges that stay what they are, one in two profiles has one that strays as many
  /// standard deviations.
  private static final double DEVIATIONS = 3.5;

  /// The mean of what is normally distributed, without its sign, in standard deviations.
  private static final double MEAN = Math.sqrt(2 / Math.PI);

  /// One call edge.
  ///
  /// @param beyond the share of the weight by which it moved farther than noise
  public record Edge(Way way, ProfileDiff.Change change, double beyond) {}

  /// What became of an edge.
  public enum Way {
    /// It is hot now and wasn't before.
    CAME,
    /// It was hot and isn't any more.
    WENT,
    MORE,
    LESS
  }

  static Drift of(ProfileDiff diff, EdgeTable before, EdgeTable now, NoiseFloor floor) {
    Deviation deviation = Deviation.of(before, now, floor);
    List<Edge> edges = new ArrayList<>();
    diff.entering().forEach(change -> deviation.add(Way.CAME, change, edges));
    diff.leaving().forEach(change -> deviation.add(Way.WENT, change, edges));
    for (ProfileDiff.Change change : diff.moved()) {
      deviation.add(change.newShare() > change.oldShare() ? Way.MORE : Way.LESS, change, edges);
    }
    // The diff's own order decides between equal ones, as sorting is stable.
    edges.sort(Comparator.comparingDouble(Edge::beyond).reversed());
    int moved = diff.entering().size() + diff.leaving().size() + diff.moved().size();
    return new Drift(List.copyOf(edges), moved - edges.size());
  }

  /// How far a share strays by itself.
  ///
  /// @param fresh the new profile's part of the samples
  /// @param chance what √(p · (1 - p)) is multiplied with
  /// @param spread what p is multiplied with
  private record Deviation(double fresh, double chance, double spread) {

    /// A distance is half of what all edges' shares differ by. The floor takes edges for
    /// independent, which makes a difference only to those of half of the weight.
    static Deviation of(EdgeTable before, EdgeTable now, NoiseFloor floor) {
      double roots = 0;
      for (int edge = 0; edge < now.size(); edge++) {
        long old = before.weightOf(now.caller(edge), now.callee(edge), now.offset(edge));
        double oldShare = before.total() == 0 ? 0 : (double) old / before.total();
        roots += Math.sqrt(pooled(floor.fresh(), oldShare, now.share(edge)));
      }
      for (int edge = 0; edge < before.size(); edge++) {
        if (now.weightOf(before.caller(edge), before.callee(edge), before.offset(edge)) == 0) {
          roots += Math.sqrt(pooled(floor.fresh(), before.share(edge), 0));
        }
      }
      return new Deviation(
          floor.fresh(),
          roots == 0 ? 0 : 2 * floor.chance() / MEAN / roots,
          2 * floor.spread() / MEAN);
    }

    /// The share that both profiles together have, as if nothing had changed.
    private static double pooled(double fresh, double oldShare, double newShare) {
      return fresh * newShare + (1 - fresh) * oldShare;
    }

    void add(Way way, ProfileDiff.Change change, List<Edge> edges) {
      double share = pooled(fresh, change.oldShare(), change.newShare());
      double noise =
          DEVIATIONS * Math.hypot(chance * Math.sqrt(share * (1 - share)), spread * share);
      double beyond = Math.abs(change.newShare() - change.oldShare()) - noise;
      if (beyond > 0) {
        edges.add(new Edge(way, change, beyond));
      }
    }
  }
}
