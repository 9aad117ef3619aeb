package io.gitlab.gopgo.pprof;

import java.util.Arrays;
import java.util.List;

/// Makes a profile row by row.
public final class ProfileBuilder {
  private final Names names;
  private final List<ValueType> sampleTypes;
  private int functions;
  private int[] name = new int[64];
  private int[] startLine = new int[64];
  private int locations;
  private long[] address = new long[64];
  private int[] from = new int[64];
  private int[] to = new int[64];
  private int lines;
  private int[] function = new int[64];
  private int[] line = new int[64];
  private int samples;
  private int[] leaf = new int[64];
  private int[] caller = new int[64];
  private int values;
  private long[] value = new long[64];
  private long timeNanos;
  private long durationNanos;

  /// @param sampleTypes what each sample has a value of
  public ProfileBuilder(Names names, List<ValueType> sampleTypes) {
    this.names = names;
    this.sampleTypes = sampleTypes;
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

  /// Adds a location without lines and returns its number.
  public int location(long locationAddress) {
    if (locations == address.length) {
      address = Arrays.copyOf(address, locations * 2);
      from = Arrays.copyOf(from, locations * 2);
      to = Arrays.copyOf(to, locations * 2);
    }
    address[locations] = locationAddress;
    from[locations] = lines;
    to[locations] = lines;
    return locations++;
  }

  /// Adds a location with one line and returns its number.
  public int location(long locationAddress, int inFunction, int lineNumber) {
    int location = location(locationAddress);
    line(inFunction, lineNumber);
    return location;
  }

  /// Adds a line to the last location: one into which those before it were inlined.
  ///
  /// @param inFunction its number, or [Profile#NONE]
  public void line(int inFunction, int lineNumber) {
    if (lines == line.length) {
      function = Arrays.copyOf(function, lines * 2);
      line = Arrays.copyOf(line, lines * 2);
    }
    function[lines] = inFunction;
    line[lines++] = lineNumber;
    to[locations - 1] = lines;
  }

  /// Adds a sample.
  ///
  /// @param leafLocation its number, or [Profile#NONE]; so is the caller's
  /// @param sampleValues one of each type
  public void sample(int leafLocation, int callerLocation, long... sampleValues) {
    if (samples == leaf.length) {
      leaf = Arrays.copyOf(leaf, samples * 2);
      caller = Arrays.copyOf(caller, samples * 2);
    }
    leaf[samples] = leafLocation;
    caller[samples++] = callerLocation;
    while (values + sampleValues.length > value.length) {
      value = Arrays.copyOf(value, value.length * 2);
    }
    for (long sampleValue : sampleValues) {
      value[values++] = sampleValue;
    }
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
  public Profile build(long period, List<String> comments) {
    return new Profile(
        names,
        new Profile.Header(
            sampleTypes,
            period == 0 ? null : ValueType.CPU_NANOSECONDS,
            period,
            timeNanos,
            durationNanos,
            List.copyOf(comments)),
        new Profile.Samples(samples, leaf, caller, sampleTypes.size(), value),
        new Profile.Locations(locations, address, from, to, function, line),
        new Profile.Functions(functions, name, startLine));
  }
}
