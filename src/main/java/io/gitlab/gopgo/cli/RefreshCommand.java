package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.collect.handover.HandoverFolder;
import io.gitlab.gopgo.collect.handover.Plan;
import io.gitlab.gopgo.deliver.Change;
import io.gitlab.gopgo.deliver.OutputFolder;
import io.gitlab.gopgo.deliver.Target;
import io.gitlab.gopgo.deliver.Visit;
import io.gitlab.gopgo.pprof.ProfileReader;
import io.gitlab.gopgo.report.ClosingTable;
import io.gitlab.gopgo.report.JobReports;
import io.gitlab.gopgo.report.MergeRequestLink;
import io.gitlab.gopgo.report.RunReport;
import io.gitlab.gopgo.report.ServiceLog;
import io.gitlab.gopgo.report.ServiceResult;
import io.gitlab.gopgo.report.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `go-pgo refresh`.
@Command(
    name = "refresh",
    header = "Bring every service's default.pgo up to date.",
    description = {
      "Collects, merges and judges the profiles of all services in the settings",
      "and delivers those that are worth it. Prints a table of all verdicts.",
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class RefreshCommand implements Callable<Integer> {
  private static final Path DEFAULT = Path.of(".go-pgo.yml");

  private final Console console;
  private final Clock clock;
  private final Map<String, String> environment;
  private final Path folder;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = {
        "The settings file (default: .go-pgo.yml). Where there",
        "is none, environment variables may name one service.",
      })
  private @Nullable Path config;

  @Mixin private final CollectingOptions options = new CollectingOptions();

  @Mixin private final ReportFolder report = new ReportFolder();

  @Option(
      names = "--collected",
      paramLabel = "DIR",
      description = {
        "Take the profiles from this folder of `fan-out` instead",
        "of passing any source.",
      })
  private @Nullable Path collected;

  @Option(
      names = "--shard",
      paramLabel = "NUMBER",
      description = "Only the services of this shard of the folder, from 1.")
  private @Nullable Integer shard;

  @ArgGroup private @Nullable Instead instead;

  /// What to do instead of delivering to the targets.
  static final class Instead {
    @Option(
        names = "--check-settings",
        description = "Only read the settings: ask no server, write nothing.")
    private boolean checkSettings;

    @Option(
        names = "--dry-run",
        description = "Only read: print the merge requests, write nothing.")
    private boolean dryRun;

    @Option(
        names = "--output",
        paramLabel = "DIR",
        description = "Write to this folder instead of the targets.")
    private @Nullable Path output;
  }

  RefreshCommand(Console console, Clock clock, Map<String, String> environment, Path folder) {
    this.console = console;
    this.environment = environment;
    this.clock = clock;
    this.folder = folder;
  }

  @Override
  public Integer call() throws IOException {
    return report.around(folder, "refresh", JobReports::ofBroken, this::run);
  }

  /// The log's last lines: for people with the evidence before and the links behind the table.
  private void tell(List<ServiceResult> results) {
    for (ServiceResult result : results) {
      console.evidence(
          "go-pgo-service-" + result.service(),
          ServiceLog.title(result, console.palette()),
          ServiceLog.lines(result));
      if (!console.hasSections()) {
        ServiceLog.missed(result).forEach(console::tell);
      }
    }
    console.printAsIs(ClosingTable.of(results, console.palette()));
    List<MergeRequestLink> links = console.isForPeople() ? MergeRequestLink.of(results) : List.of();
    if (!links.isEmpty()) {
      console.printAsIs("\n");
      links.forEach(link -> console.print(link.label() + "\n  " + link.url()));
    }
  }

  private ReportFolder.Ended run() throws IOException {
    Optional<Share> share = share();
    Instant now = share.map(each -> each.plan.now()).orElseGet(clock::instant);
    String where = isInFile() ? file().toString() : "the environment";
    Settings settings = settings(now);
    if (share.isPresent()) {
      requireSame(share.get());
      settings = settings.only(share.get().services, where);
    }
    settings = options.only(settings, where);
    if (instead != null && instead.checkSettings) {
      return sound(settings, where);
    }
    Supply supply =
        share.isPresent()
            ? new HandedOver(share.get().folder.atLeast(settings.inflatedLimit()))
            : new Passes(settings.sources(), console);
    Refresh refresh = new Refresh(settings, supply, console);
    Path output = instead == null ? null : instead.output;
    List<ServiceResult> results;
    if (output != null) {
      results = refreshInto(folder.resolve(output), refresh, settings);
    } else if (instead != null && instead.dryRun) {
      results = refresh.run(this::print);
    } else {
      results = refresh.run(Delivery.TO_TARGETS);
    }
    results.stream()
        .flatMap(result -> result.visit().remarks().stream())
        .distinct()
        .forEach(console::complain);
    tell(results);
    ExitCode exitCode = ExitCode.of(results);
    return new ReportFolder.Ended(
        exitCode, () -> JobReports.of(results, refresh.listings(), exitCode.number()));
  }

  /// A mistake in the settings ends the run when they are read; what comes here has none.
  private ReportFolder.Ended sound(Settings settings, String where) {
    List<Settings.Service> services = settings.services();
    services.stream()
        .map(service -> service.to().target().obstacle())
        .flatMap(Optional::stream)
        .distinct()
        .forEach(console::tell);
    console.print(
        "%s: no mistake; %s: %s"
            .formatted(
                where,
                Words.count(services.size(), "service"),
                String.join(", ", services.stream().map(Settings.Service::name).toList())));
    return new ReportFolder.Ended(
        ExitCode.DONE, () -> JobReports.of(List.of(), Map.of(), ExitCode.DONE.number()));
  }

  /// What `--collected` and `--shard` leave to this run.
  private record Share(HandoverFolder folder, Plan plan, List<String> services) {}

  private Optional<Share> share() throws IOException {
    if (collected == null) {
      if (shard != null) {
        throw new Failure(ExitCode.USAGE, "--shard goes with --collected only");
      }
      return Optional.empty();
    }
    HandoverFolder handover =
        new HandoverFolder(
            folder.resolve(collected), collected.toString(), ProfileReader.DEFAULT_LIMIT);
    Plan plan = handover.plan();
    int shards = plan.shards().size();
    if (shard != null && (shard < 1 || shard > shards)) {
      throw new Failure(
          ExitCode.USAGE,
          "--shard: %s has the shards 1 to %d, found %d".formatted(collected, shards, shard));
    }
    return Optional.of(
        new Share(handover, plan, shard == null ? plan.services() : plan.shards().get(shard - 1)));
  }

  /// With other settings a service might have another project, and so two jobs one merge request.
  private void requireSame(Share share) throws IOException {
    if (!isInFile() || !share.plan.settings().equals(HandedOver.hash(folder.resolve(file())))) {
      throw new Failure(
          ExitCode.USAGE,
          "%s was collected by other settings than %s; collect and judge in one pipeline"
              .formatted(share.folder.name(), isInFile() ? file() : "the environment's"));
    }
  }

  /// The settings file's, or one service's by environment variables where there is no file.
  private Settings settings(Instant now) {
    Settings.Readers readers = options.readers(now, clock, environment, folder, console);
    if (isInFile()) {
      return Settings.read(folder.resolve(file()), readers);
    }
    if (!ProjectVariables.isIn(environment)) {
      throw new Failure(
          ExitCode.USAGE,
          "%s: no such file; name the settings file with --config, or a single service by environment variables: its profiles by %s or %s (docs/settings.md has them all)"
              .formatted(DEFAULT, ProjectVariables.PROFILER, ProjectVariables.PATHS));
    }
    return Settings.read(ProjectVariables.open(folder, environment, console), readers);
  }

  private Path file() {
    return config == null ? DEFAULT : config;
  }

  private boolean isInFile() {
    return config != null || Files.exists(folder.resolve(DEFAULT), LinkOption.NOFOLLOW_LINKS);
  }

  private List<ServiceResult> refreshInto(Path output, Refresh refresh, Settings settings)
      throws IOException {
    requireDistinctFolders(settings);
    Files.createDirectories(output);
    OutputFolder outputFolder = new OutputFolder(output);
    List<ServiceResult> results =
        refresh.run((target, change) -> {
          outputFolder.deliver(target, change);
          return Visit.NONE;
        });
    outputFolder.write(
        Path.of("report.json"),
        RunReport.of(results, refresh.listings(), ExitCode.of(results).number()));
    outputFolder.finish();
    return results;
  }

  /// Two folders of one name would overwrite each other's files; projects on a GitLab have a path.
  private static void requireDistinctFolders(Settings settings) {
    Map<Path, Target> owners = new HashMap<>();
    for (Settings.Service service : settings.services()) {
      Target target = service.to().target();
      Target owner = owners.putIfAbsent(target.outputFolder(), target);
      boolean isFolder = target.outputFolder().getNameCount() == 1;
      if (isFolder && owner != null && !owner.equals(target)) {
        throw new Failure(
            ExitCode.USAGE,
            "two projects are called %s, so --output can't tell them apart; run them one by one"
                    .formatted(target.project())
                + " with --service");
      }
    }
  }

  private Visit print(Target target, Change change) {
    console.print("%s: %s\n\n%s".formatted(target.project(), change.title(), change.description()));
    return Visit.NONE;
  }
}
