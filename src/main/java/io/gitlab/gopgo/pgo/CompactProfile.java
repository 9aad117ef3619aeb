package io.gitlab.gopgo.pgo;

import io.gitlab.gopgo.pprof.Profile;
import io.gitlab.gopgo.pprof.ProfileBuilder;
import io.gitlab.gopgo.pprof.ProfileFormatException;
import io.gitlab.gopgo.pprof.ProfileReader;
import io.gitlab.gopgo.pprof.ProfileWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The smallest profile that the compiler reads the same: one sample of two frames per edge.
///
/// It holds names, offsets and weights, the period, and one comment of evidence. No label, address,
/// file, host or deeper frame of the inputs is in it.
public final class CompactProfile {
  /// Absolute lines mean nothing to the compiler. With this start line everywhere, files that
  /// shifted don't change a byte, and no function looks as if it had none.
  static final int START_LINE = 1;

  private static final long CALLER_ADDRESS = 0;

  /// Another address than the callers', or recursion on one line would be a node calling itself,
  /// which the compiler drops.
  private static final long LEAF_ADDRESS = 1;

  private final ProfileBuilder profile;
  private final Map<Integer, Integer> functions = new HashMap<>();
  private final Map<Integer, Integer> leaves = new HashMap<>();

  /// By function and offset, 32 bits each.
  private final Map<Long, Integer> callSites = new HashMap<>();

  private CompactProfile(EdgeTable table, WeightType weightType) {
    profile = new ProfileBuilder(table.names(), List.of(weightType.valueType()));
    // The same edges give the same bytes; and names that are alike stand together, which compresses
    // best.
    for (int edge : table.order(table.names().ranks())) {
      int caller = function(table.caller(edge));
      int callee = function(table.callee(edge));
      int offset = table.offset(edge);
      profile.sample(
          leaves.computeIfAbsent(callee, f -> profile.location(LEAF_ADDRESS, f, START_LINE)),
          callSites.computeIfAbsent(
              (long) caller << Integer.SIZE | Integer.toUnsignedLong(offset),
              _ -> profile.location(CALLER_ADDRESS, caller, START_LINE + offset)),
          table.weight(edge));
    }
  }

  /// The file for these edges.
  ///
  /// @param period CPU nanoseconds between two samples, 0 for unknown or several
  /// @throws IllegalStateException if the written bytes read back as other edges: never deliver
  ///   what the compiler would misread
  public static byte[] write(EdgeTable table, WeightType weightType, long period, Tally tally) {
    return write(table, weightType, period, tally, 0, 0);
  }

  /// The file with the time of the recording in it: for a store, where profiles are chosen by it. A
  /// committed file has none, or the same edges would be another file each week.
  ///
  /// @param startNanos since 1970, 0 for unknown
  /// @param lengthNanos wall time
  public static byte[] write(
      EdgeTable table,
      WeightType weightType,
      long period,
      Tally tally,
      long startNanos,
      long lengthNanos) {
    CompactProfile compact = new CompactProfile(table, weightType);
    compact.profile.recorded(startNanos, lengthNanos);
    byte[] file = ProfileWriter.write(compact.profile.build(period, List.of(tally.comment())));
    EdgeTable written = readBack(file, table);
    if (!written.sameAs(table)) {
      throw new IllegalStateException(
          "the written profile has other edges (%d) than the merge (%d)"
              .formatted(written.size(), table.size()));
    }
    return file;
  }

  private static EdgeTable readBack(byte[] file, EdgeTable table) {
    EdgeTable written = new EdgeTable(table.names());
    try {
      Profile profile = new ProfileReader(table.names(), Long.MAX_VALUE).read(file);
      new EdgeRule(table.names()).addEdges(profile, 0, written);
      return written;
    } catch (ProfileFormatException e) {
      throw new IllegalStateException("the written profile can't be read back", e);
    }
  }

  private int function(int name) {
    return functions.computeIfAbsent(name, n -> profile.function(n, START_LINE));
  }
}
