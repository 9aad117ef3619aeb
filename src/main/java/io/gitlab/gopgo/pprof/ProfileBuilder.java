package io.gitlab.gopgo.pprof;

import java.util.Arrays;
import java.util.List;

/// Makes a profile row by row, with one line per location and one value per sample.
public final class ProfileBuilder {
  private final Names names;
  private int functions;
  private int[] name = new int[64];
  private int[] startLine = new int[64];
  private int locations;
  private long[] address = new long[64];
  private int[] function = new int[64];
  private int[] line = new int[64];
  private int samples;
  private int[] leaf = new int[64];
  private int[] caller = new int[64];
  private long[] value = new long[64];
  private long timeNanos;
  private long durationNanos;

  public ProfileBuilder(Names names) {
    this.names = names;
  }

  /// Adds a function and returns its number.
  public int function(int functionName, int functionStartLine) {
    if (functions == name.length) {
      name = Arrays.copyOf(name, functions * 2);
      startLine = Arrays.copyOf(startLine, functions * 2);
    }
    name[functions] = functionName;
    startLine[functions] = functionStartLine;
    return functions++;
  }

  /// Adds a location and returns its number.
  public int location(long locationAddress, int inFunction, int lineNumber) {
    if (locations == address.length) {
      address = Arrays.copyOf(address, locations * 2);
      function = Arrays.copyOf(function, locations * 2);
      line = Arrays.copyOf(line, locations * 2);
    }
    address[locations] = locationAddress;
    function[locations] = inFunction;
    line[locations] = lineNumber;
    return locations++;
  }

  public void sample(int leafLocation, int callerLocation, long sampleValue) {
    if (samples == leaf.length) {
      leaf = Arrays.copyOf(leaf, samples * 2);
      caller = Arrays.copyOf(caller, samples * 2);
      value = Arrays.copyOf(value, samples * 2);
    }
    leaf[samples] = leafLocation;
    caller[samples] = callerLocation;
    value[samples++] = sampleValue;
  }

  /// Says when it was recorded; nothing is said of it unless told.
  ///
  /// @param startNanos since 1970
  /// @param lengthNanos wall time
  public void recorded(long startNanos, long lengthNanos) {
    timeNanos = startNanos;
    durationNanos = lengthNanos;
  }

  /// The profile of all that was added.
  ///
  /// @param period CPU nanoseconds between two samples, 0 for unknown
  public Profile build(ValueType sampleType, long period, List<String> comments) {
    int[] from = new int[locations];
    int[] to = new int[locations];
    for (int location = 0; location < locations; location++) {
      from[location] = location;
      to[location] = location + 1;
    }
    return new Profile(
        names,
        new Profile.Header(
            List.of(sampleType),
            period == 0 ? null : ValueType.CPU_NANOSECONDS,
            period,
            timeNanos,
            durationNanos,
            List.copyOf(comments)),
        new Profile.Samples(samples, leaf, caller, 1, value),
        new Profile.Locations(locations, address, from, to, function, line),
        new Profile.Functions(functions, name, startLine));
  }
}
