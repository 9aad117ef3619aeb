package io.gitlab.gopgo.pgo;

import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.Scatter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Call edges and their weights: all that the compiler keeps of a profile.
///
/// An edge is a caller, a callee and the call site offset, the line of the call counted from the
/// caller's `func` keyword. Edges of a merge are the sums of its inputs' edges, so a table only
/// ever adds; memory follows the number of distinct edges.
public final class EdgeTable {
  private final Names names;
  private int[] caller = new int[256];
  private int[] callee = new int[256];
  private int[] offset = new int[256];
  private long[] weight = new long[256];
  private int size;
  private long total;

  /// Open addressing: number + 1 of the edge in that bucket, 0 for an empty one.
  private int[] buckets = new int[1024];

  public EdgeTable(Names names) {
    this.names = names;
  }

  public Names names() {
    return names;
  }

  /// The number of distinct edges; they are numbered from 0.
  public int size() {
    return size;
  }

  /// The sum of all weights. It exceeds the sample count where callees were inlined, because each
  /// inlined call is an edge of its own.
  public long total() {
    return total;
  }

  public int caller(int edge) {
    return caller[edge];
  }

  public int callee(int edge) {
    return callee[edge];
  }

  public int offset(int edge) {
    return offset[edge];
  }

  public long weight(int edge) {
    return weight[edge];
  }

  /// The edge's part of the total, between 0 and 1.
  public double share(int edge) {
    return (double) weight[edge] / total;
  }

  /// The weight of the edge with that key, 0 where there is none.
  public long weightOf(int callerName, int calleeName, int callSiteOffset) {
    int bucket = bucket(callerName, calleeName, callSiteOffset);
    return buckets[bucket] == 0 ? 0 : weight[buckets[bucket] - 1];
  }

  /// Adds to one edge.
  ///
  /// @throws ArithmeticException where the total would not fit into 63 bits: Go would wrap around
  ///   and take the heaviest edge for the lightest
  public void add(int callerName, int calleeName, int callSiteOffset, long more) {
    total = Math.addExact(total, more);
    int bucket = bucket(callerName, calleeName, callSiteOffset);
    if (buckets[bucket] != 0) {
      weight[buckets[bucket] - 1] += more;
      return;
    }
    if (size == caller.length) {
      grow();
    }
    caller[size] = callerName;
    callee[size] = calleeName;
    offset[size] = callSiteOffset;
    weight[size] = more;
    buckets[bucket] = ++size;
    if (size > buckets.length / 2) {
      rehash();
    }
  }

  /// Adds all edges of `other`, each `factor` times.
  public void addAll(EdgeTable other, long factor) {
    requireSameNames(other);
    for (int edge = 0; edge < other.size; edge++) {
      add(
          other.caller[edge],
          other.callee[edge],
          other.offset[edge],
          Math.multiplyExact(other.weight[edge], factor));
    }
  }

  /// Adds all edges of `other`, their weights multiplied and rounded. None is lost: the compiler
  /// may devirtualize a call by an edge of any weight above zero.
  public void addRounded(EdgeTable other, double factor) {
    requireSameNames(other);
    for (int edge = 0; edge < other.size; edge++) {
      long rounded = Math.round(other.weight[edge] * factor);
      add(
          other.caller[edge],
          other.callee[edge],
          other.offset[edge],
          other.weight[edge] == 0 ? 0 : Math.max(1, rounded));
    }
  }

  /// The lightest weight above zero; [Long#MAX_VALUE] where there is none.
  public long least() {
    return Arrays.stream(weight, 0, size).filter(each -> each > 0).min().orElse(Long.MAX_VALUE);
  }

  /// Adds all edges of a table with other names.
  ///
  /// @param mine the number here of each name there, see [Names#internAll]
  public void addAll(EdgeTable other, int[] mine) {
    for (int edge = 0; edge < other.size; edge++) {
      add(
          mine[other.caller[edge]],
          mine[other.callee[edge]],
          other.offset[edge],
          other.weight[edge]);
    }
  }

  /// The same edges, numbered by caller, callee and offset.
  ///
  /// Sums of fractions depend on the order of their terms; in this order they are the same whoever
  /// added the edges up.
  ///
  /// @param ranks of the names, see [Names#ranks]
  public EdgeTable ordered(int[] ranks) {
    EdgeTable ordered = new EdgeTable(names);
    for (int edge : order(ranks)) {
      ordered.add(caller[edge], callee[edge], offset[edge], weight[edge]);
    }
    return ordered;
  }

  /// The edges by caller, callee and offset.
  ///
  /// @param ranks of the names, see [Names#ranks]
  int[] order(int[] ranks) {
    // Comparing boxed numbers takes seconds for the million edges of a hostile profile.
    long[] byOffset = new long[size];
    for (int edge = 0; edge < size; edge++) {
      byOffset[edge] = (long) offset[edge] << Integer.SIZE | edge;
    }
    Arrays.sort(byOffset);
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = (int) byOffset[i];
    }
    return counted(counted(order, callee, ranks), caller, ranks);
  }

  /// The edges by their names' ranks; of equal ones, those first that stood first.
  private static int[] counted(int[] order, int[] name, int[] ranks) {
    int[] place = new int[ranks.length + 1];
    for (int edge : order) {
      place[ranks[name[edge]] + 1]++;
    }
    for (int rank = 0; rank < ranks.length; rank++) {
      place[rank + 1] += place[rank];
    }
    int[] sorted = new int[order.length];
    for (int edge : order) {
      sorted[place[ranks[name[edge]]]++] = edge;
    }
    return sorted;
  }

  /// Numbers of names mean the same only in tables that share them.
  void requireSameNames(EdgeTable other) {
    if (names != other.names) {
      throw new IllegalArgumentException("the tables don't share their names");
    }
  }

  /// The edges in the compiler's order: heaviest first, equal ones by caller, callee and offset.
  public int[] byWeight() {
    Comparator<Integer> order =
        Comparator.<Integer>comparingLong(edge -> -weight[edge])
            .thenComparing((a, b) -> names.compare(caller[a], caller[b]))
            .thenComparing((a, b) -> names.compare(callee[a], callee[b]))
            .thenComparingInt(edge -> offset[edge]);
    return IntStream.range(0, size).boxed().sorted(order).mapToInt(Integer::intValue).toArray();
  }

  /// Whether both hold the same edges with the same weights.
  public boolean sameAs(EdgeTable other) {
    requireSameNames(other);
    return size == other.size
        && IntStream.range(0, size)
            .allMatch(
                edge -> other.weightOf(caller[edge], callee[edge], offset[edge]) == weight[edge]);
  }

  private int bucket(int callerName, int calleeName, int callSiteOffset) {
    int mask = buckets.length - 1;
    long key = Scatter.mix(Scatter.mix(callerName, calleeName), callSiteOffset);
    int bucket = Scatter.bucket(key, mask);
    while (buckets[bucket] != 0) {
      int edge = buckets[bucket] - 1;
      if (caller[edge] == callerName
          && callee[edge] == calleeName
          && offset[edge] == callSiteOffset) {
        return bucket;
      }
      bucket = (bucket + 1) & mask;
    }
    return bucket;
  }

  private void grow() {
    caller = Arrays.copyOf(caller, size * 2);
    callee = Arrays.copyOf(callee, size * 2);
    offset = Arrays.copyOf(offset, size * 2);
    weight = Arrays.copyOf(weight, size * 2);
  }

  private void rehash() {
    buckets = new int[buckets.length * 2];
    for (int edge = 0; edge < size; edge++) {
      buckets[bucket(caller[edge], callee[edge], offset[edge])] = edge + 1;
    }
  }
}
