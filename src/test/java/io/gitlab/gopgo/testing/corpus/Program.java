package io.gitlab.gopgo.testing.corpus;

/// A running program as far as its profiles tell of it: functions and locations, numbered from 0.
interface Program {
  String name(int function);

  String file(int function);

  int startLine(int function);

  /// Where the location is in this process.
  long address(int location);

  /// How many functions stand in the location, inlined ones included; 0 outside of Go code.
  int lines(int location);

  /// Of the location's lines, innermost first.
  int function(int location, int line);

  int lineNumber(int location, int line);

  /// The executable in memory.
  Mapping mapping();

  record Mapping(long start, long limit, String file, String buildId) {}
}
