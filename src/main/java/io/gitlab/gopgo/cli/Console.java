package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.report.Printable;
import java.io.PrintStream;

/// Where results and progress go: results to stdout, for the next tool; everything else to stderr,
/// for people.
///
/// @param out results, byte for byte
/// @param err progress and errors
record Console(PrintStream out, PrintStream err) {
  /// A line of progress, or a warning. Text from data may be in it, so it is made printable.
  void tell(String message) {
    err.println(Printable.line(message));
  }

  /// A failure, in the manner of all Unix tools.
  void complain(String message) {
    tell("go-pgo: " + message);
  }

  /// A line of the result.
  void print(String line) {
    out.println(Printable.lines(line));
  }
}
