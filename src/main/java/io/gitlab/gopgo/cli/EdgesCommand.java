package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.merge.MergeException;
import io.gitlab.gopgo.pgo.Preprofile;
import io.gitlab.gopgo.pprof.Names;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `go-pgo edges`.
@Command(
    name = "edges",
    header = "Print what the compiler sees in a profile.",
    description = {
      "Prints the profile's call edges, heaviest first, byte for byte as",
      "`go tool preprofile` writes them.",
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class EdgesCommand implements Callable<Integer> {
  private final Console console;
  private final Path folder;

  @Parameters(paramLabel = "FILE", description = "A CPU profile.")
  private Path file = Path.of("");

  EdgesCommand(Console console, Path folder) {
    this.console = console;
    this.folder = folder;
  }

  @Override
  public Integer call() throws MergeException, IOException {
    Preprofile.write(OneProfile.require(folder, file, new Names()).table(), console.out());
    return ExitCode.DONE.number();
  }
}
