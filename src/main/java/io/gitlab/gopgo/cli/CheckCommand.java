package io.gitlab.gopgo.cli;

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
import io.gitlab.gopgo.report.Words;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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
  private final Path folder;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files to check.")
  private List<Path> files = new ArrayList<>();

  CheckCommand(Console console, Path folder) {
    this.console = console;
    this.folder = folder;
  }

  @Override
  public Integer call() throws MergeException {
    List<ExitCode> ends = new ArrayList<>();
    for (Path file : files) {
      ends.add(check(file));
    }
    ExitCode worst =
        ends.contains(ExitCode.FAILED)
            ? ExitCode.FAILED
            : ends.contains(ExitCode.WITHHELD) ? ExitCode.WITHHELD : ExitCode.DONE;
    return worst.number();
  }

  private ExitCode check(Path file) throws MergeException {
    OneProfile profile = OneProfile.read(folder, file, new Names());
    return switch (profile.intake()) {
      case Intake.LeftOut(Flaw flaw, String why) -> {
        boolean broken = flaw == Flaw.UNREADABLE || flaw == Flaw.MALFORMED;
        console.print("%s: %s: %s".formatted(file, broken ? "unreadable" : "unfit", why));
        yield broken ? ExitCode.FAILED : ExitCode.WITHHELD;
      }
      case Intake.Taken _ -> check(file, profile);
    };
  }

  private ExitCode check(Path file, OneProfile profile) {
    List<Finding> findings = new Judge(Thresholds.DEFAULT).soundness(profile.merged());
    boolean unfit = findings.stream().anyMatch(finding -> finding.level() == Level.WITHHOLDS);
    console.print("%s: %s: %s".formatted(file, unfit ? "unfit" : "fit", summary(profile)));
    for (Finding finding : findings) {
      if (finding.level() != Level.NOTE) {
        console.print(
            "  %s: %s, %s. %s"
                .formatted(
                    finding.rule(), finding.figure(), finding.threshold(), finding.sentence()));
      }
    }
    return unfit ? ExitCode.WITHHELD : ExitCode.DONE;
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
