package io.gitlab.gopgo.cli;

import java.time.Clock;
import java.util.Map;

/// Who reads along, and so what a log has beside plain words.
///
/// @param reader a file or a pipe, a GitLab job's page, or somebody at a terminal
/// @param isColoured whether ANSI colours show as such
/// @param clock for the times of a job's sections
record Face(Reader reader, boolean isColoured, Clock clock) {
  /// Plain words alone.
  static final Face PLAIN = new Face(Reader.FILE, false, Clock.systemUTC());

  enum Reader {
    FILE,
    JOB,
    TERMINAL
  }

  /// @param isTerminal whether the program was started at one
  static Face of(Map<String, String> environment, boolean isTerminal, Clock clock) {
    boolean isDumb = "dumb".equals(environment.get("TERM"));
    boolean isJob = "true".equals(environment.get("GITLAB_CI"));
    Reader reader = isJob ? Reader.JOB : isTerminal && !isDumb ? Reader.TERMINAL : Reader.FILE;
    // https://no-color.org: any value but an empty one.
    boolean isPlain = isDumb || !environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Face(reader, reader != Reader.FILE && !isPlain, clock);
  }
}
