package io.gitlab.gopgo.report;

import io.gitlab.gopgo.collect.Pass;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a GitLab job hands on of a refresh: its files by name.
///
/// All of them are there however the run ended, so that a job can name them.
public final class JobReports {
  private JobReports() {}

  /// The files of a run that came to its services.
  ///
  /// @param listings what the passes over servers cost, by source
  public static SortedMap<String, byte[]> of(
      List<ServiceResult> results, Map<String, Pass.Listing> listings, int exitCode) {
    return files(JUnitReport.of(results), results, listings, exitCode);
  }

  /// The files of a run that never came to its services.
  ///
  /// @param stage what it broke at
  public static SortedMap<String, byte[]> ofBroken(String stage, String why, int exitCode) {
    return files(JUnitReport.ofBroken(stage, why), List.of(), Map.of(), exitCode);
  }

  private static SortedMap<String, byte[]> files(
      byte[] junit, List<ServiceResult> results, Map<String, Pass.Listing> listings, int exitCode) {
    List<MergeRequestLink> links = MergeRequestLink.of(results);
    return named(
        RunReport.of(results, listings, exitCode),
        junit,
        Annotations.of(links),
        DotEnv.of(results, links, exitCode));
  }

  static SortedMap<String, byte[]> named(
      byte[] report, byte[] junit, byte[] annotations, byte[] variables) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    files.put("report.json", report);
    files.put("junit.xml", junit);
    files.put("annotations.json", annotations);
    files.put("go-pgo.env", variables);
    return files;
  }
}
