package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.config.SettingsException;
import io.gitlab.gopgo.deliver.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The option `--report`: how a run ended, in the formats that a GitLab job hands on.
///
/// All files are there after every run, however it ended, so that a job can name them.
final class ReportFolder {
  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = {
        "Write report.json, junit.xml, annotations.json and",
        "go-pgo.env to this folder, however the run ends.",
      })
  private @Nullable Path report;

  /// A run to be reported.
  interface Run {
    Ended run() throws IOException;
  }

  /// How a run ended that came to its services.
  ///
  /// @param files by name
  record Ended(ExitCode exitCode, Supplier<SortedMap<String, byte[]>> files) {}

  /// What there is to hand on of a run that never came to its services.
  interface Broken {
    /// The files by name.
    ///
    /// @param stage what it broke at
    SortedMap<String, byte[]> files(String stage, String why, int exitCode);
  }

  /// Runs a command; one that breaks is told where people look for its results, too.
  ///
  /// @param folder where a relative path on the command line starts
  /// @param name of the command
  int around(Path folder, String name, Broken broken, Run run) throws IOException {
    try {
      Ended ended = run.run();
      if (report != null) {
        write(folder.resolve(report), ended.files.get());
      }
      return ended.exitCode.number();
    } catch (IOException | RuntimeException e) {
      if (report != null) {
        tell(folder.resolve(report), name, broken, e);
      }
      throw e;
    }
  }

  private static void tell(Path report, String name, Broken broken, Exception why) {
    try {
      write(
          report,
          switch (why) {
            case SettingsException e ->
                broken.files("settings", Errors.words(e), ExitCode.USAGE.number());
            case Failure e -> broken.files("settings", Errors.words(e), e.exitCode().number());
            default -> broken.files(name, Errors.words(why), ExitCode.FAILED.number());
          });
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }

  /// Writes a folder of reports.
  static void write(Path report, Map<String, byte[]> files) throws IOException {
    Files.createDirectories(report);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      AtomicFile.write(report.resolve(file.getKey()), file.getValue());
    }
  }
}
