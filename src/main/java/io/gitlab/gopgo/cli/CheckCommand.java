package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.collect.InputFiles;
import io.gitlab.gopgo.gitlab.GitLabException;
import io.gitlab.gopgo.judge.Finding;
import io.gitlab.gopgo.judge.Finding.Level;
import io.gitlab.gopgo.judge.Judge;
import io.gitlab.gopgo.judge.Thresholds;
import io.gitlab.gopgo.merge.Intake;
import io.gitlab.gopgo.merge.MergeException;
import io.gitlab.gopgo.merge.Merged;
import io.gitlab.gopgo.pgo.Flaw;
import io.gitlab.gopgo.pgo.HotSet;
import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.report.CheckReport;
import io.gitlab.gopgo.report.DiffText;
import io.gitlab.gopgo.report.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `go-pgo check`.
@Command(
    name = "check",
    header = "Tell whether files are fit to be a default.pgo.",
    description = {
      "Holds each file against the compiler's rules and the least number of",
      "samples. Ends with 3 if one is unfit, with 1 if one can't be read.",
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class CheckCommand implements Callable<Integer> {
  private final Console console;
  private final Map<String, String> environment;
  private final Path folder;

  @Option(
      names = "--base",
      paramLabel = "COMMIT",
      description = {
        "In a GitLab job: only files that differ from those at this",
        "commit of the job's project, and what they change.",
      })
  private @Nullable String base;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Write junit.xml and check.txt to this folder.")
  private @Nullable Path report;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files to check, quoted globs.")
  private List<String> files = new ArrayList<>();

  CheckCommand(Console console, Map<String, String> environment, Path folder) {
    this.console = console;
    this.environment = environment;
    this.folder = folder;
  }

  /// What is to be said about a file, and how it counts.
  private record Checked(Path file, ExitCode end, List<String> lines) {}

  @Override
  public Integer call() throws MergeException, IOException {
    BaseCommit commit = base == null ? null : new BaseCommit(base, environment);
    List<Checked> all = new ArrayList<>();
    for (Path file : found()) {
      Optional<Checked> checked = commit == null ? Optional.of(check(file)) : against(commit, file);
      checked.ifPresent(each -> {
        each.lines().forEach(console::print);
        all.add(each);
      });
    }
    if (all.isEmpty()) {
      console.print("no file differs from %s".formatted(commit));
    }
    if (report != null) {
      write(folder.resolve(report), all);
    }
    List<ExitCode> ends = all.stream().map(Checked::end).toList();
    ExitCode worst =
        ends.contains(ExitCode.FAILED)
            ? ExitCode.FAILED
            : ends.contains(ExitCode.WITHHELD) ? ExitCode.WITHHELD : ExitCode.DONE;
    return worst.number();
  }

  /// The files that are meant. With a base a merge request may have deleted them; else a word that
  /// stands for nothing is kept, to be reported.
  private List<Path> found() {
    List<Path> found = new ArrayList<>();
    for (String word : files) {
      Path named = Path.of(word);
      if (Files.exists(folder.resolve(named))) {
        found.add(named);
        continue;
      }
      try {
        List<InputFiles.Found> matches = InputFiles.find(folder, word);
        matches.forEach(
            match -> found.add(folder.toAbsolutePath().relativize(match.file().toAbsolutePath())));
        if (matches.isEmpty() && base == null) {
          found.add(named);
        }
      } catch (NoSuchFileException e) {
        if (base == null) {
          found.add(named);
        }
      } catch (IOException e) {
        found.add(named);
      }
    }
    return found.stream().distinct().toList();
  }

  private static void write(Path reports, List<Checked> all) throws IOException {
    List<CheckReport.Answer> answers =
        all.stream()
            .map(each ->
                new CheckReport.Answer(
                    each.file().toString(), each.end() == ExitCode.DONE, each.lines()))
            .toList();
    ReportFolder.write(reports, CheckReport.files(answers));
  }

  /// Empty for a file that is the same at the commit.
  private Optional<Checked> against(BaseCommit commit, Path file)
      throws MergeException, IOException {
    String path = file.normalize().toString();
    Optional<byte[]> old;
    try {
      old = commit.file(path);
    } catch (GitLabException e) {
      Checked checked = check(file);
      List<String> lines = new ArrayList<>(checked.lines());
      lines.add("  not compared with %s: %s".formatted(commit, Errors.words(e)));
      return Optional.of(new Checked(file, ExitCode.FAILED, lines));
    }
    Path here = folder.resolve(file);
    if (old.isPresent()
        && Files.isReadable(here)
        && Files.size(here) == old.get().length
        && Arrays.equals(Files.readAllBytes(here), old.get())) {
      return Optional.empty();
    }
    Checked checked = check(file);
    List<String> lines = new ArrayList<>(checked.lines());
    lines.addAll(changes(commit, old, file));
    return Optional.of(new Checked(file, checked.end(), lines));
  }

  private List<String> changes(BaseCommit commit, Optional<byte[]> old, Path file)
      throws MergeException {
    if (old.isEmpty()) {
      return List.of("  new: there is no such file at %s".formatted(commit));
    }
    Names names = new Names();
    OneProfile before = OneProfile.of(file.toString(), old.get(), names);
    OneProfile now = OneProfile.read(folder, file, names);
    if (before.intake() instanceof Intake.LeftOut(Flaw _, String why)) {
      return List.of("  the one at %s was unfit: %s".formatted(commit, why));
    }
    if (!(now.intake() instanceof Intake.Taken)) {
      return List.of();
    }
    List<String> lines = new ArrayList<>(List.of("  compared with the one at " + commit + ":"));
    DiffText.of(before.merged().table(), now.merged().table())
        .forEach(line -> lines.add(line.isEmpty() ? line : "  " + line));
    return lines;
  }

  private Checked check(Path file) throws MergeException {
    OneProfile profile = OneProfile.read(folder, file, new Names());
    return switch (profile.intake()) {
      case Intake.LeftOut(Flaw flaw, String why) -> {
        boolean broken = flaw == Flaw.UNREADABLE || flaw == Flaw.MALFORMED;
        String line = "%s: %s: %s".formatted(file, broken ? "unreadable" : "unfit", why);
        yield new Checked(file, broken ? ExitCode.FAILED : ExitCode.WITHHELD, List.of(line));
      }
      case Intake.Taken _ -> check(file, profile);
    };
  }

  private static Checked check(Path file, OneProfile profile) {
    List<Finding> findings = new Judge(Thresholds.DEFAULT).soundness(profile.merged());
    boolean unfit = findings.stream().anyMatch(finding -> finding.level() == Level.WITHHOLDS);
    List<String> lines = new ArrayList<>();
    lines.add("%s: %s: %s".formatted(file, unfit ? "unfit" : "fit", summary(profile)));
    for (Finding finding : findings) {
      if (finding.level() != Level.NOTE) {
        lines.add(
            "  %s: %s, %s. %s"
                .formatted(
                    finding.rule(), finding.figure(), finding.threshold(), finding.sentence()));
      }
    }
    return new Checked(file, unfit ? ExitCode.WITHHELD : ExitCode.DONE, lines);
  }

  private static String summary(OneProfile profile) {
    Merged merged = profile.merged();
    String samples =
        merged.evidence().tally().samples().isPresent()
            ? Words.number(merged.evidence().tally().samples()) + " samples"
            : "sample count unknown";
    return "%s, %s (%s hot), %s"
        .formatted(
            samples,
            Words.count(merged.table().size(), "call edge"),
            Words.number(HotSet.of(merged.table()).edges().size()),
            Words.bytes(profile.size()));
  }
}
