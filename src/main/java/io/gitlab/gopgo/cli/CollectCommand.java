package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.report.CollectReport;
import io.gitlab.gopgo.report.StoreResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `go-pgo collect`.
@Command(
    name = "collect",
    header = "Add profiles of now to a store, for a later refresh.",
    description = {
      "Passes the sources that the settings name under `collect`, merges what is",
      "new by hour, version, zone and stage, and removes what is too old.",
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class CollectCommand implements Callable<Integer> {
  private final Console console;
  private final Clock clock;
  private final Map<String, String> environment;
  private final Path folder;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = ".go-pgo.yml",
      description = "The settings file (default: ${DEFAULT-VALUE}).")
  private Path config = Path.of("");

  @Mixin private final CollectingOptions options = new CollectingOptions();

  @Mixin private final ReportFolder report = new ReportFolder();

  CollectCommand(Console console, Clock clock, Map<String, String> environment, Path folder) {
    this.console = console;
    this.clock = clock;
    this.environment = environment;
    this.folder = folder;
  }

  @Override
  public Integer call() throws IOException {
    return report.around(folder, "collect", CollectReport::ofBroken, this::run);
  }

  private ReportFolder.Ended run() {
    Settings.Readers readers =
        options.readers(clock.instant(), clock, environment, folder, console);
    Settings settings =
        options.only(Settings.read(folder.resolve(config), readers), config.toString());
    Collect collect = new Collect(settings, console);
    List<StoreResult> results = collect.run();
    ExitCode exitCode =
        results.stream().map(CollectCommand::exitCode).reduce(ExitCode.DONE, ExitCode::and);
    return new ReportFolder.Ended(
        exitCode, () -> CollectReport.of(results, collect.listings(), exitCode.number()));
  }

  private static ExitCode exitCode(StoreResult result) {
    return switch (result.outcome()) {
      case StoreResult.Stored _ -> ExitCode.DONE;
      case StoreResult.Withheld _ -> ExitCode.WITHHELD;
      case StoreResult.Failed _ -> ExitCode.FAILED;
    };
  }
}
