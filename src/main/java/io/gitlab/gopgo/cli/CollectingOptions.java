package io.gitlab.gopgo.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/// The options of all who collect: for which services, and where to keep what servers gave.
final class CollectingOptions {
  @Option(
      names = "--service",
      paramLabel = "NAME",
      description = "Only this service; may stand several times.")
  private List<String> services = new ArrayList<>();

  @Option(
      names = "--spool",
      paramLabel = "DIR",
      defaultValue = ".go-pgo",
      description = {
        "Where profiles from servers are kept, for this run and",
        "the next (default: ${DEFAULT-VALUE}).",
      })
  private Path spool = Path.of("");

  /// What the settings are read with.
  ///
  /// @param now by which windows are reckoned
  /// @param folder where relative paths start
  Settings.Readers readers(
      Instant now, Clock clock, Map<String, String> environment, Path folder, Console console) {
    return new Settings.Readers(
        now, clock, environment, folder.resolve(spool), line -> console.progress(line));
  }

  /// The settings with these services only.
  ///
  /// @param where the settings are from, for messages
  Settings only(Settings settings, String where) {
    return settings.only(services, where);
  }
}
