package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.collect.handover.HandoverWriter;
import io.gitlab.gopgo.collect.handover.Plan;
import io.gitlab.gopgo.report.Words;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `go-pgo fan-out`.
@Command(
    name = "fan-out",
    header = "Collect once, for a pipeline of jobs that judge and deliver.",
    description = {
      "Passes the sources as refresh does and writes a folder from which",
      "`refresh --collected` goes on. In a GitLab job it also writes the child",
      "pipeline that does so, DIR/child.yml, with a job for each shard.",
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class FanOutCommand implements Callable<Integer> {
  private final Console console;
  private final Clock clock;
  private final Map<String, String> environment;
  private final Path folder;

  @Parameters(
      paramLabel = "DIR",
      description = "The folder to write; what an earlier run wrote is replaced.")
  private Path into = Path.of("");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = ".go-pgo.yml",
      description = "The settings file (default: ${DEFAULT-VALUE}).")
  private Path config = Path.of("");

  @Mixin private final CollectingOptions options = new CollectingOptions();

  @Option(
      names = "--shards",
      paramLabel = "COUNT",
      defaultValue = "0",
      description = {
        "The jobs to share the services, at most one for each",
        "project (default: one for every 20 services).",
      })
  private int shards;

  @Mixin private ChildOptions child = new ChildOptions();

  FanOutCommand(Console console, Clock clock, Map<String, String> environment, Path folder) {
    this.console = console;
    this.clock = clock;
    this.environment = environment;
    this.folder = folder;
  }

  @Override
  public Integer call() throws IOException {
    if (shards < 0) {
      throw new Failure(ExitCode.USAGE, "--shards: expected a number of jobs, found " + shards);
    }
    Optional<ChildPipeline> pipeline = child.pipeline(environment, into, config);
    Instant now = clock.instant();
    Settings.Readers readers = options.readers(now, clock, environment, folder, console);
    Settings settings =
        options.only(Settings.read(folder.resolve(config), readers), config.toString());
    Plan plan =
        new Plan(
            now, HandedOver.hash(folder.resolve(config)), Shards.of(settings.services(), shards));
    HandoverWriter handover = new HandoverWriter(folder.resolve(into));
    new FanOut(settings, new Passes(settings.sources(), console), console).run(handover);
    if (pipeline.isPresent()) {
      handover.write("child.yml", pipeline.get().yaml(plan.shards().size()));
    }
    handover.finish(plan);
    console.print(
        "%s in %s for `refresh --collected %s`"
            .formatted(
                Words.count(settings.services().size(), "service"),
                Words.count(plan.shards().size(), "shard"),
                into));
    return ExitCode.DONE.number();
  }
}
