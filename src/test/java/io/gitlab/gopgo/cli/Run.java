package io.gitlab.gopgo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

/// A command that was run as the shell would, and what came out of it.
record Run(int exitCode, String out, String err) {
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-09T10:00:00Z"), ZoneOffset.UTC);

  /// Runs `go-pgo ARGUMENTS…` in a folder.
  static Run in(Path folder, String... arguments) {
    return in(folder, Map.of(), arguments);
  }

  /// Runs `go-pgo ARGUMENTS…` in a folder and with an environment.
  static Run in(Path folder, Map<String, String> environment, String... arguments) {
    return in(folder, environment, false, arguments);
  }

  /// Runs `go-pgo ARGUMENTS…` as somebody does who looks on.
  static Run atTerminal(Path folder, Map<String, String> environment, String... arguments) {
    return in(folder, environment, true, arguments);
  }

  private static Run in(
      Path folder, Map<String, String> environment, boolean isTerminal, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), isTerminal);
    int exitCode = Main.run(console, CLOCK, environment, folder, arguments);
    return new Run(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }
}
