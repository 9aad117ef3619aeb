package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.merge.MergeException;
import io.gitlab.gopgo.pgo.EdgeTable;
import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.report.DiffText;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `go-pgo diff`.
@Command(
    name = "diff",
    header = "Print what changes from one profile to another.",
    description = {
      "Prints the share of the weight that both have in common, and the hot call",
      "edges that enter, leave and move: share before -> after, caller:line in",
      "it, callee.",
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class DiffCommand implements Callable<Integer> {
  private final Console console;
  private final Path folder;

  @Parameters(index = "0", paramLabel = "OLD", description = "The profile so far.")
  private Path oldFile = Path.of("");

  @Parameters(index = "1", paramLabel = "NEW", description = "The profile to come.")
  private Path newFile = Path.of("");

  DiffCommand(Console console, Path folder) {
    this.console = console;
    this.folder = folder;
  }

  @Override
  public Integer call() throws MergeException {
    Names names = new Names();
    EdgeTable oldTable = OneProfile.require(folder, oldFile, names).table();
    EdgeTable newTable = OneProfile.require(folder, newFile, names).table();
    DiffText.of(oldTable, newTable).forEach(console::print);
    return ExitCode.DONE.number();
  }
}
