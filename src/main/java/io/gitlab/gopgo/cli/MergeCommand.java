package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.collect.InputFiles;
import io.gitlab.gopgo.deliver.AtomicFile;
import io.gitlab.gopgo.merge.Evidence;
import io.gitlab.gopgo.merge.Input;
import io.gitlab.gopgo.merge.Intake;
import io.gitlab.gopgo.merge.MergeException;
import io.gitlab.gopgo.merge.Merged;
import io.gitlab.gopgo.merge.ParallelMerge;
import io.gitlab.gopgo.pgo.HotSet;
import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.ProfileFile;
import io.gitlab.gopgo.pprof.ProfileReader;
import io.gitlab.gopgo.report.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `go-pgo merge`.
@Command(
    name = "merge",
    header = "Merge CPU profiles into one.",
    description = {
      "Writes the smallest profile that the compiler reads as the sum of all",
      "inputs: call edges and nothing else. Says on stderr what it was made of.",
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class MergeCommand implements Callable<Integer> {
  private final Console console;
  private final Path folder;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      defaultValue = "default.pgo",
      description = "The file to write (default: ${DEFAULT-VALUE}).")
  private Path output = Path.of("");

  @Option(
      names = "--keep-going",
      description = "Leave out inputs that can't be merged, and name them at the end.")
  private boolean keepGoing;

  @Parameters(
      arity = "1..*",
      paramLabel = "INPUT",
      description = "Profiles: files, folders with all that is below them, quoted globs.")
  private List<String> inputs = new ArrayList<>();

  /// The output as it was before.
  private Optional<Object> written = Optional.empty();

  private final List<String> problems = new ArrayList<>();
  private long merged;

  MergeCommand(Console console, Path folder) {
    this.console = console;
    this.folder = folder;
  }

  @Override
  public Integer call() throws MergeException, IOException {
    if (output.toString().equals("-") || inputs.contains("-")) {
      throw new Failure(
          ExitCode.USAGE,
          "- is no stream here; name files (./- for one of that name), or /dev/stdin for an input");
    }
    if (Files.exists(output())) {
      written = Optional.of(key(output()));
    }
    List<Input> files = new ArrayList<>();
    for (String input : inputs) {
      find(input, files);
    }
    ParallelMerge.Result merge = ParallelMerge.of(new Names(), ProfileReader.DEFAULT_LIMIT, files);
    for (int i = 0; i < files.size(); i++) {
      String name = files.get(i).name();
      switch (merge.intakes().get(i)) {
        case Intake.Taken _ -> merged++;
        case Intake.LeftOut leftOut -> problems.add("%s: %s".formatted(name, leftOut.why()));
      }
    }
    problems.forEach(console::complain);
    if (!problems.isEmpty() && (!keepGoing || merged == 0)) {
      throw new Failure(
          ExitCode.FAILED,
          keepGoing
              ? "none of the %d inputs can be merged; nothing was written"
                  .formatted(problems.size())
              : "%d of %d inputs can't be merged; nothing was written (--keep-going leaves them out)"
                  .formatted(problems.size(), problems.size() + merged));
    }
    write(merge.merge().finish());
    return ExitCode.DONE.number();
  }

  private void find(String word, List<Input> files) {
    try {
      List<InputFiles.Found> found = InputFiles.find(folder, word);
      if (found.isEmpty()) {
        problems.add("%s: no file matches".formatted(word));
      }
      for (InputFiles.Found file : found) {
        if (isOutput(file.file()) && !isOutput(folder.resolve(word))) {
          console.tell("%s: not merged, because it is the output".formatted(output));
        } else {
          files.add(input(file.file()));
        }
      }
    } catch (IOException e) {
      problems.add(Errors.words(e));
    }
  }

  /// What an earlier run wrote into a folder of inputs must not be counted again; whoever names it
  /// means it.
  private boolean isOutput(Path file) {
    try {
      return written.isPresent() && written.get().equals(key(file));
    } catch (IOException e) {
      return false;
    }
  }

  /// What the file is whatever it is called; looked up once for the output, once for each input.
  private static Object key(Path file) throws IOException {
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    return key == null ? file.toRealPath() : key;
  }

  /// The file to write; a link that the user named is meant.
  private Path output() throws IOException {
    Path file = folder.resolve(output).toAbsolutePath().normalize();
    return Files.exists(file) ? file.toRealPath() : file;
  }

  private Input input(Path file) {
    String name = folder.toAbsolutePath().relativize(file.toAbsolutePath()).toString();
    return new Input(name, 0, () -> ProfileFile.read(file, ProfileReader.DEFAULT_LIMIT));
  }

  private void write(Merged result) throws IOException {
    if (result.table().total() == 0) {
      throw new Failure(
          ExitCode.FAILED,
          "the inputs hold samples but no calls, so the compiler would learn nothing; nothing was"
              + " written");
    }
    byte[] file = result.compact();
    AtomicFile.write(output(), file);
    Evidence evidence = result.evidence();
    console.tell(
        "%s: %s merged%s, %s samples, %s (%s hot), %s"
            .formatted(
                output,
                Words.count(merged, "input"),
                problems.isEmpty() ? "" : ", " + Words.number(problems.size()) + " left out",
                Words.number(evidence.tally().samples()),
                Words.count(result.table().size(), "call edge"),
                Words.number(HotSet.of(result.table()).edges().size()),
                Words.bytes(file.length)));
    if (evidence.withoutStartLine() > 0) {
      console.tell(
          "%s of the weight lies in functions without start lines, where the compiler can't match it"
              .formatted(Words.percent(evidence.withoutStartLine())));
    }
  }
}
