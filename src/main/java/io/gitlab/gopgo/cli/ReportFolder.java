package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.collect.Pass;
import io.gitlab.gopgo.deliver.AtomicFile;
import io.gitlab.gopgo.report.Annotations;
import io.gitlab.gopgo.report.DotEnv;
import io.gitlab.gopgo.report.JUnitReport;
import io.gitlab.gopgo.report.MergeRequestLink;
import io.gitlab.gopgo.report.RunReport;
import io.gitlab.gopgo.report.ServiceResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The folder of `--report`: how a run ended, in the formats that a GitLab job hands on.
///
/// All four files are there after every run, however it ended, so that a job can name them.
record ReportFolder(Path folder) {
  /// Writes the report of a run that came to its services.
  ///
  /// @param listings what the passes over servers cost, by source
  void write(List<ServiceResult> results, Map<String, Pass.Listing> listings, ExitCode exitCode)
      throws IOException {
    write(JUnitReport.of(results), results, listings, exitCode);
  }

  /// Writes the report of a run that never came to its services.
  ///
  /// @param stage what it broke at
  void write(String stage, String why, ExitCode exitCode) throws IOException {
    write(JUnitReport.ofBroken(stage, why), List.of(), Map.of(), exitCode);
  }

  private void write(
      byte[] junit,
      List<ServiceResult> results,
      Map<String, Pass.Listing> listings,
      ExitCode exitCode)
      throws IOException {
    List<MergeRequestLink> links = MergeRequestLink.of(results);
    Files.createDirectories(folder);
    AtomicFile.write(
        folder.resolve("report.json"), RunReport.of(results, listings, exitCode.number()));
    AtomicFile.write(folder.resolve("junit.xml"), junit);
    AtomicFile.write(folder.resolve("annotations.json"), Annotations.of(links));
    AtomicFile.write(folder.resolve("go-pgo.env"), DotEnv.of(results, links, exitCode.number()));
  }
}
