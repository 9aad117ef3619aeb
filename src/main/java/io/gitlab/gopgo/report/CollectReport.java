package io.gitlab.gopgo.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gitlab.gopgo.collect.Collected;
import io.gitlab.gopgo.collect.Pass;
import io.gitlab.gopgo.collect.Window;
import io.gitlab.gopgo.report.StoreResult.Failed;
import io.gitlab.gopgo.report.StoreResult.Stored;
import io.gitlab.gopgo.report.StoreResult.Withheld;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a GitLab job hands on of a collect, in the same files as a refresh. `docs/report.md`
/// describes them.
public final class CollectReport {
  private static final String SUITE = "go-pgo collect";
  private static final List<String> OUTCOMES = List.of("added", "unchanged", "withheld", "failed");

  private CollectReport() {}

  /// The files of a run that came to its stores.
  ///
  /// @param listings what the passes over servers cost, by source
  public static SortedMap<String, byte[]> of(
      List<StoreResult> results, Map<String, Pass.Listing> listings, int exitCode) {
    return files(
        JUnitSuite.of(SUITE, results.stream().map(CollectReport::test).toList()),
        results,
        listings,
        exitCode);
  }

  /// The files of a run that never came to its stores.
  ///
  /// @param stage what it broke at
  public static SortedMap<String, byte[]> ofBroken(String stage, String why, int exitCode) {
    return files(JUnitSuite.ofBroken(SUITE, stage, why), List.of(), Map.of(), exitCode);
  }

  private static SortedMap<String, byte[]> files(
      byte[] junit, List<StoreResult> results, Map<String, Pass.Listing> listings, int exitCode) {
    ObjectNode report = ReportJson.begin(listings, exitCode);
    ArrayNode stores = report.putArray("stores");
    results.forEach(result -> store(stores.addObject(), result));
    return JobReports.named(
        ReportJson.bytes(report),
        junit,
        Annotations.of("Stores", StoreLink.of(results)),
        variables(results, exitCode));
  }

  private static void store(ObjectNode node, StoreResult result) {
    node.put("service", result.service());
    node.put("store", result.store());
    node.put("outcome", result.word());
    node.put("why", result.sentence());
    switch (result.outcome()) {
      case Failed _ -> {}
      case Withheld withheld -> collected(node, withheld.window(), withheld.collected());
      case Stored stored -> {
        collected(node, stored.window(), stored.collected());
        ObjectNode added = node.putObject("added");
        added.put("profiles", stored.added().profiles());
        added.put("entries", stored.added().entries());
        node.put("alreadyThere", stored.added().known());
        ObjectNode pruned = node.putObject("pruned");
        pruned.put("before", stored.before().toString());
        days(pruned.putArray("removed"), stored.pruned().removed());
        days(pruned.putArray("kept"), stored.pruned().kept());
        stored.pruned().why().ifPresent(why -> pruned.put("why", why));
      }
    }
  }

  private static void collected(ObjectNode node, Window window, Collected collected) {
    node.put("window", window.toString());
    ReportJson.selection(node.putObject("selection"), collected);
    collected.shortfalls().forEach(node.putArray("shortfalls")::add);
  }

  private static void days(ArrayNode node, SortedSet<LocalDate> days) {
    days.forEach(day -> node.add(day.toString()));
  }

  private static JUnitSuite.Case test(StoreResult result) {
    String why = result.sentence();
    JUnitSuite.End end =
        switch (result.outcome()) {
          case Failed _ -> new JUnitSuite.Errored("failed", why);
          case Withheld _ -> new JUnitSuite.Failed("withheld", why);
          case Stored _ -> new JUnitSuite.Passed(why);
        };
    return new JUnitSuite.Case(
        result.store(),
        result.service(),
        end,
        Stream.concat(result.removed().stream(), result.remarks().stream())
            .map(line -> "\n" + Printable.line(line))
            .collect(Collectors.joining()));
  }

  private static byte[] variables(List<StoreResult> results, int exitCode) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("EXIT_CODE", Integer.toString(exitCode));
    for (String outcome : OUTCOMES) {
      long count = results.stream().filter(result -> result.word().equals(outcome)).count();
      variables.put(outcome.toUpperCase(Locale.ROOT), Long.toString(count));
    }
    long profiles = 0;
    long entries = 0;
    for (StoreResult result : results) {
      if (result.outcome() instanceof Stored stored) {
        profiles += stored.added().profiles();
        entries += stored.added().entries();
      }
    }
    variables.put("PROFILES", Long.toString(profiles));
    variables.put("ENTRIES", Long.toString(entries));
    return DotEnv.of("GO_PGO_COLLECT_", variables);
  }
}
