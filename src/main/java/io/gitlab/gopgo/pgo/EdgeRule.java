package io.gitlab.gopgo.pgo;

import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.Profile;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rule by which the compiler turns samples into call edges, to the letter.
///
/// Of each sample with a weight, the two innermost locations are unrolled into a chain of frames,
/// inlined ones included, outermost first. Each pair of neighbours is an edge, except a pair of the
/// very same node, and except one already counted in this sample. A node is name, address, start
/// line and line: the address matters for recursion on one line, which is why edges are computed
/// before addresses are dropped. (Go: `internal/profile/graph.go`, `cmd/internal/pgo/pprof.go`.)
public final class EdgeRule {
  /// Up to here comparing all pairs is faster than hashing them; real chains have 2 to 10 frames.
  private static final int SHORT_CHAIN = 32;

  private final int unnamed;
  private int length;
  private int[] name = new int[64];
  private long[] address = new long[64];
  private int[] startLine = new int[64];
  private int[] line = new int[64];

  /// Of a long chain, which pairs stand earlier in it already.
  private boolean @Nullable [] repeated;

  public EdgeRule(Names names) {
    unnamed = names.intern("");
  }

  /// Adds the profile's edges to `table` and returns how much of their weight has a caller without
  /// start line, so that the offset is a line of the file: edges that will never match.
  ///
  /// @param column the values that are the weights
  public long addEdges(Profile profile, int column, EdgeTable table) {
    long withoutStartLine = 0;
    int caller = Profile.NONE;
    int leaf = Profile.NONE;
    length = 0;
    for (int sample = 0; sample < profile.sampleCount(); sample++) {
      long weight = profile.value(sample, column);
      if (weight == 0) {
        continue;
      }
      // Many samples in a row of the same call differ only in what was above it, or in their
      // labels.
      if (profile.caller(sample) != caller || profile.leaf(sample) != leaf) {
        caller = profile.caller(sample);
        leaf = profile.leaf(sample);
        length = 0;
        append(profile, caller);
        append(profile, leaf);
        repeated = length > SHORT_CHAIN ? repeatedPairs() : null;
      }
      withoutStartLine += addChain(weight, table);
    }
    return withoutStartLine;
  }

  private void append(Profile profile, int location) {
    if (location == Profile.NONE) {
      return;
    }
    int first = profile.firstLine(location);
    int last = profile.lastLine(location);
    if (first == last) {
      append(unnamed, profile.address(location), 0, 0);
      return;
    }
    for (int i = last - 1; i >= first; i--) {
      int function = profile.function(i);
      if (function == Profile.NONE) {
        append(unnamed, profile.address(location), 0, 0);
      } else {
        append(
            profile.name(function),
            profile.address(location),
            profile.startLine(function),
            profile.lineNumber(i));
      }
    }
  }

  private void append(int nodeName, long nodeAddress, int nodeStartLine, int nodeLine) {
    if (length == name.length) {
      name = Arrays.copyOf(name, length * 2);
      address = Arrays.copyOf(address, length * 2);
      startLine = Arrays.copyOf(startLine, length * 2);
      line = Arrays.copyOf(line, length * 2);
    }
    name[length] = nodeName;
    address[length] = nodeAddress;
    startLine[length] = nodeStartLine;
    line[length] = nodeLine;
    length++;
  }

  private long addChain(long weight, EdgeTable table) {
    long withoutStartLine = 0;
    for (int i = 0; i + 1 < length; i++) {
      if (sameNode(i, i + 1) || (repeated == null ? isRepeated(i) : repeated[i])) {
        continue;
      }
      table.add(name[i], name[i + 1], Math.subtractExact(line[i], startLine[i]), weight);
      if (startLine[i] == 0) {
        withoutStartLine += weight;
      }
    }
    return withoutStartLine;
  }

  /// Whether the pair of nodes `i` and `i + 1` stands earlier in the chain.
  private boolean isRepeated(int i) {
    for (int earlier = 0; earlier < i; earlier++) {
      if (sameNode(earlier, i) && sameNode(earlier + 1, i + 1)) {
        return true;
      }
    }
    return false;
  }

  private boolean sameNode(int i, int j) {
    return name[i] == name[j]
        && address[i] == address[j]
        && startLine[i] == startLine[j]
        && line[i] == line[j];
  }

  private record Node(int name, long address, int startLine, int line) {}

  private boolean[] repeatedPairs() {
    Map<Node, Integer> nodes = new HashMap<>();
    int[] node = new int[length];
    for (int i = 0; i < length; i++) {
      Node key = new Node(name[i], address[i], startLine[i], line[i]);
      node[i] = nodes.computeIfAbsent(key, _ -> nodes.size());
    }
    Set<Long> seen = new HashSet<>();
    boolean[] repeated = new boolean[length];
    for (int i = 0; i + 1 < length; i++) {
      repeated[i] = !seen.add((long) node[i] << 32 | node[i + 1]);
    }
    return repeated;
  }
}
