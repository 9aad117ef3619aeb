package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.report.Palette;
import io.gitlab.gopgo.report.Printable;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Where results and progress go: results to stdout, for the next tool; everything else to stderr,
/// for people.
///
/// In a GitLab job progress comes in sections that a click opens, all of them on stderr, so that
/// they nest whatever becomes of stdout. At a terminal it is a single line that changes.
final class Console {
  /// Clears the line, whatever is on it.
  private static final String CLEAR = "\r\u001b[K";

  /// As GitLab knows it, before and behind a section's mark.
  private static final String MARK = "\u001b[0K";

  private static final int BAR = 20;
  private static final int COLUMNS = 79;
  private static final Duration BETWEEN_WORDS = Duration.ofSeconds(10);

  private final PrintStream out;
  private final PrintStream err;
  private final boolean isTerminal;
  private final Face face;
  private boolean hasBar;
  private Instant told = Instant.MIN;

  /// @param out results, byte for byte
  /// @param err progress and errors
  /// @param isTerminal whether somebody sees them at once
  Console(PrintStream out, PrintStream err, boolean isTerminal) {
    this(out, err, isTerminal, Face.PLAIN);
  }

  private Console(PrintStream out, PrintStream err, boolean isTerminal, Face face) {
    this.out = out;
    this.err = err;
    this.isTerminal = isTerminal;
    this.face = face;
  }

  /// The same in the manner that the environment asks for.
  Console in(Map<String, String> environment, Clock clock) {
    return new Console(out, err, isTerminal, Face.of(environment, isTerminal, clock));
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  Palette palette() {
    return new Palette(face.isColoured());
  }

  /// Whether people see the results, rather than the next tool.
  boolean isForPeople() {
    return face.reader() != Face.Reader.FILE;
  }

  /// A line of progress, or a warning. Text from data may be in it, so it is made printable.
  void tell(String message) {
    line(Printable.line(message));
  }

  /// A failure, in the manner of all Unix tools.
  void complain(String message) {
    line(palette().failure("go-pgo:") + " " + Printable.line(message));
  }

  /// A line of the result.
  void print(String line) {
    printAsIs(Printable.lines(line) + System.lineSeparator());
  }

  /// Text of the result that holds nothing to be made printable.
  void printAsIs(String text) {
    clear();
    out.print(text);
    out.flush();
  }

  /// What is being done: a line, or the terminal's one.
  void progress(String what) {
    if (face.reader() == Face.Reader.TERMINAL) {
      bar(what);
    } else {
      tell(what);
    }
  }

  /// What is being done, one of so many; a job's log hears of it now and then.
  void progress(String what, int done, int all) {
    switch (face.reader()) {
      case FILE -> tell(what);
      case JOB -> {
        Instant now = face.clock().instant();
        if (told.equals(Instant.MIN)) {
          told = now;
        } else if (Duration.between(told, now).compareTo(BETWEEN_WORDS) >= 0) {
          told = now;
          tell("%s, %d of %d done".formatted(what, done, all));
        }
      }
      case TERMINAL -> {
        int filled = BAR * done / Math.max(1, all);
        bar("[%s%s] %s".formatted("#".repeat(filled), "-".repeat(BAR - filled), what));
      }
    }
  }

  /// Whether [#evidence] shows.
  boolean hasSections() {
    return face.reader() == Face.Reader.JOB;
  }

  /// What is told until it is closed belongs together. Where there are no sections, the title is a
  /// line of progress.
  ///
  /// @param name letters, digits and `._-`
  Section section(String name, String title) {
    if (face.reader() != Face.Reader.JOB) {
      progress(title);
      return () -> {};
    }
    mark("section_start", name + "[collapsed=true]", Printable.line(title));
    return () -> mark("section_end", name, "");
  }

  /// A section of these lines; nothing where there are no sections.
  ///
  /// @param title printable; may be coloured
  void evidence(String name, String title, List<String> lines) {
    if (face.reader() == Face.Reader.JOB) {
      mark("section_start", name + "[collapsed=true]", title);
      lines.forEach(this::tell);
      mark("section_end", name, "");
    }
  }

  /// The end of a [#section].
  interface Section extends AutoCloseable {
    @Override
    void close();
  }

  private void mark(String kind, String name, String behind) {
    long seconds = face.clock().instant().getEpochSecond();
    err.print("%s%s:%d:%s\r%s%s\n".formatted(MARK, kind, seconds, name, MARK, behind));
    err.flush();
  }

  private void line(String printable) {
    clear();
    err.println(printable);
  }

  private void bar(String what) {
    String line = Printable.line(what);
    int end = line.offsetByCodePoints(0, Math.min(COLUMNS, line.codePointCount(0, line.length())));
    err.print(CLEAR + line.substring(0, end));
    err.flush();
    hasBar = true;
  }

  private void clear() {
    if (hasBar) {
      err.print(CLEAR);
      err.flush();
      hasBar = false;
    }
  }
}
