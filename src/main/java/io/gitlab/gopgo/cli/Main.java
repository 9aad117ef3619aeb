package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.config.SettingsException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;

/// The command `go-pgo`.
@Command(
    name = "go-pgo",
    description = "Keeps the default.pgo of Go services fresh.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    subcommands = HelpCommand.class,
    footer = {
      "",
      "Exit codes: 0 done or nothing to do, 1 failed, 2 wrong usage or settings,",
      "3 a profile was withheld or is unfit.",
    })
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Console console =
        new Console(
            new PrintStream(System.out, true, StandardCharsets.UTF_8),
            new PrintStream(System.err, true, StandardCharsets.UTF_8),
            isTerminal());
    try {
      Network.prepare(System.getenv());
    } catch (Failure wrong) {
      System.exit(failure(console, wrong).number());
    }
    int exitCode = run(console, Clock.systemUTC(), System.getenv(), Path.of(""), arguments);
    // A result that didn't get through, to a full disk perhaps, is no success.
    if (console.out().checkError()) {
      console.complain("the output could not be written");
      exitCode = exitCode == ExitCode.USAGE.number() ? exitCode : ExitCode.FAILED.number();
    }
    System.exit(exitCode);
  }

  @SuppressWarnings("SystemConsoleNull") // It is null again in 25 where there is no terminal.
  private static boolean isTerminal() {
    java.io.Console terminal = System.console();
    return terminal != null && terminal.isTerminal();
  }

  /// Runs a command as the shell would.
  ///
  /// @param folder where relative paths on the command line start
  static int run(
      Console streams,
      Clock clock,
      Map<String, String> environment,
      Path folder,
      String... arguments) {
    Console console = streams.in(environment, clock);
    Map<String, Object> commands = new LinkedHashMap<>();
    commands.put("refresh", new RefreshCommand(console, clock, environment, folder));
    commands.put("collect", new CollectCommand(console, clock, environment, folder));
    commands.put("fan-out", new FanOutCommand(console, clock, environment, folder));
    commands.put("merge", new MergeCommand(console, folder));
    commands.put("edges", new EdgesCommand(console, folder));
    commands.put("diff", new DiffCommand(console, folder));
    commands.put("check", new CheckCommand(console, environment, folder));
    CommandLine commandLine = new CommandLine(new Main());
    // Reading a command's annotations takes a while, so where one is named, only its own are read.
    String named = arguments.length == 0 ? "" : arguments[0];
    commands.forEach((name, command) -> {
      if (name.equals(named) || !commands.containsKey(named)) {
        commandLine.addSubcommand(name, command);
      }
    });
    return commandLine
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setUsageHelpAutoWidth(false)
        .setExpandAtFiles(false)
        .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
        .setParameterExceptionHandler((e, _) -> usage(console, e))
        .setExecutionExceptionHandler((e, _, _) -> failure(console, e).number())
        .execute(arguments);
  }

  private static int usage(Console console, CommandLine.ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    String message = String.valueOf(e.getMessage()).replaceFirst("^Error: ", "");
    console.complain("%s (`%s --help` tells the usage)".formatted(message, command));
    return ExitCode.USAGE.number();
  }

  /// The one place where exceptions become messages and exit codes.
  private static ExitCode failure(Console console, Exception exception) {
    return switch (exception) {
      case Failure failure -> {
        console.complain(String.valueOf(failure.getMessage()));
        yield failure.exitCode();
      }
      case SettingsException settings -> {
        console.complain(String.valueOf(settings.getMessage()));
        yield ExitCode.USAGE;
      }
      case RuntimeException bug -> {
        console.complain("internal error, please report it with the lines below");
        console.err().print(Errors.trace(bug));
        yield ExitCode.FAILED;
      }
      default -> {
        console.complain(Errors.words(exception));
        yield ExitCode.FAILED;
      }
    };
  }
}
