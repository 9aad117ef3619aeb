package io.gitlab.gopgo.merge;

import io.gitlab.gopgo.pgo.EdgeTable;
import io.gitlab.gopgo.pprof.Names;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Functions that are not to be inlined because a profile says that they are hot.
///
/// Their names are changed as callees, to ones that no program has. So the compiler finds nothing
/// to inline or to devirtualize to, while all weights, their total and with it the cut between hot
/// and cold stay; leaving the edges out would make others hot.
///
/// @param entries those in force
/// @param expired those that are not any more
public record Guard(List<Entry> entries, List<Entry> expired) {
  public static final Guard NONE = new Guard(List.of(), List.of());

  /// In settings: the entries that come with the program.
  public static final String KNOWN = "known";

  /// What is known to hurt, until somebody has looked whether it still does.
  private static final List<Entry> BUILT_IN =
      List.of(
          new Entry(
              "google.golang.org/grpc/internal/transport.(*loopyWriter).processData",
              Optional.of("https://github.com/golang/go/issues/65532"),
              Optional.of(LocalDate.of(2027, 12, 1))));

  /// The compiler makes names with dots and dashes, but none that ends like this.
  private static final String SUFFIX = ".go-pgo-guard";

  /// A function, by its linker symbol.
  ///
  /// @param link where its harm is described
  /// @param until the day from which on the entry isn't applied; empty for ever
  public record Entry(String function, Optional<String> link, Optional<LocalDate> until) {}

  /// The guard by the settings' words.
  ///
  /// @param functions linker symbols, or [#KNOWN]
  public static Guard of(List<String> functions, LocalDate today) {
    List<Entry> entries = new ArrayList<>();
    List<Entry> expired = new ArrayList<>();
    for (String function : functions) {
      if (function.equals(KNOWN)) {
        for (Entry entry : BUILT_IN) {
          boolean isOver = entry.until.filter(until -> !today.isBefore(until)).isPresent();
          (isOver ? expired : entries).add(entry);
        }
      } else {
        entries.add(new Entry(function, Optional.empty(), Optional.empty()));
      }
    }
    return new Guard(List.copyOf(entries), List.copyOf(expired));
  }

  /// The same merge with guarded names.
  Merged apply(Merged merged) {
    if (entries.isEmpty() && expired.isEmpty()) {
      return merged;
    }
    Names names = merged.table().names();
    Map<Integer, Integer> guarded = new HashMap<>();
    List<Weighed.Applied> rules =
        new ArrayList<>(merged.weighed().map(Weighed::rules).orElse(List.of()));
    for (Entry entry : entries) {
      int function = names.intern(entry.function);
      guarded.put(function, names.intern(entry.function + SUFFIX));
      rules.add(
          new Weighed.Applied(
              "guard",
              String.format(
                  Locale.ROOT,
                  "kept from being inlined for %.3f %% of the weight%s",
                  100 * share(merged.table(), function),
                  reason(entry, "until")),
              entry.function));
    }
    for (Entry entry : expired) {
      rules.add(
          new Weighed.Applied(
              "guard", "not applied any more" + reason(entry, "expired"), entry.function));
    }
    Merged renamed = renamed(merged, guarded, names.ranks());
    Weighed done = merged.weighed().orElse(Weighed.NOTHING);
    return renamed.with(
        new Weighed(
            done.evenness(),
            done.slices().stream()
                .map(slice ->
                    new Weighed.Slice(
                        slice.share(), renamed(slice.merged(), guarded, names.ranks())))
                .toList(),
            done.shares(),
            List.copyOf(rules),
            done.scale(),
            Map.copyOf(guarded)));
  }

  /// Whether a committed profile guards other functions than the merge, of those it calls: then it
  /// is to be replaced, however alike their weights are.
  ///
  /// @param committed shares its names with the merge
  public static boolean isOther(EdgeTable committed, Merged merged) {
    Map<Integer, Integer> guarded = merged.weighed().map(Weighed::guarded).orElse(Map.of());
    for (int edge = 0; edge < committed.size(); edge++) {
      int callee = committed.callee(edge);
      boolean wasGuarded = committed.names().text(callee).endsWith(SUFFIX);
      if (guarded.containsKey(callee) || (wasGuarded && !guarded.containsValue(callee))) {
        return true;
      }
    }
    return false;
  }

  private static String reason(Entry entry, String dateWord) {
    return entry.link.map(link -> "; " + link).orElse("")
        + entry.until.map(until -> ", %s %s".formatted(dateWord, until)).orElse("");
  }

  private static double share(EdgeTable table, int function) {
    double share = 0;
    for (int edge = 0; edge < table.size(); edge++) {
      share += table.callee(edge) == function ? table.share(edge) : 0;
    }
    return share;
  }

  private static Merged renamed(Merged merged, Map<Integer, Integer> guarded, int[] ranks) {
    return new Merged(
        renamed(merged.table(), guarded, ranks),
        merged.weightType(),
        merged.period(),
        merged.evidence(),
        merged.parts().stream()
            .map(part -> new Merged.Part(renamed(part.table(), guarded, ranks), part.tally()))
            .toList(),
        merged.weighed());
  }

  private static EdgeTable renamed(EdgeTable table, Map<Integer, Integer> guarded, int[] ranks) {
    EdgeTable renamed = new EdgeTable(table.names());
    for (int edge = 0; edge < table.size(); edge++) {
      int callee = table.callee(edge);
      renamed.add(
          table.caller(edge),
          guarded.getOrDefault(callee, callee),
          table.offset(edge),
          table.weight(edge));
    }
    return renamed.ordered(ranks);
  }
}
