package io.gitlab.gopgo.pprof;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A profile as far as it can matter for profile-guided optimization, in columns.
///
/// Of each sample's stack only the two innermost locations are kept, because Go reads no others; so
/// a sample costs a few bytes whatever its depth. Labels, mappings and file names are checked by
/// the reader and then forgotten: they may hold user data, and nothing downstream needs them.
///
/// Samples, locations, lines and functions are numbered from 0; [#NONE] stands for "there is none".
// Columns are arrays on purpose: nobody compares the records below, or changes what they hold.
@SuppressWarnings("ArrayRecordComponent")
public final class Profile {
  public static final int NONE = -1;

  private final Names names;
  private final Header header;
  private final Samples samples;
  private final Locations locations;
  private final Functions functions;

  /// What a profile says of itself.
  ///
  /// @param period CPU time between two samples, in `periodType`'s unit; 0 where it isn't told
  /// @param timeNanos start of the recording since 1970, 0 where it isn't told
  /// @param durationNanos wall time of the recording, 0 where it isn't told
  public record Header(
      List<ValueType> sampleTypes,
      @Nullable ValueType periodType,
      long period,
      long timeNanos,
      long durationNanos,
      List<String> comments) {}

  /// The two innermost locations and the values of each sample.
  ///
  /// @param values one after another, as many per sample as there are sample types
  record Samples(int size, int[] leaf, int[] caller, int valuesEach, long[] values) {}

  /// The lines of a location are `line[from]` to `line[to - 1]`, innermost first.
  record Locations(int size, long[] address, int[] from, int[] to, int[] function, int[] line) {}

  record Functions(int size, int[] name, int[] startLine) {}

  Profile(Names names, Header header, Samples samples, Locations locations, Functions functions) {
    this.names = names;
    this.header = header;
    this.samples = samples;
    this.locations = locations;
    this.functions = functions;
  }

  public Names names() {
    return names;
  }

  public Header header() {
    return header;
  }

  public int sampleCount() {
    return samples.size;
  }

  /// The location in which the sample was taken, [#NONE] for an empty stack.
  public int leaf(int sample) {
    return samples.leaf[sample];
  }

  /// The location that called the leaf, [#NONE] for a stack of one.
  public int caller(int sample) {
    return samples.caller[sample];
  }

  /// The sample's value of the sample type with that number.
  public long value(int sample, int type) {
    return samples.values[sample * samples.valuesEach + type];
  }

  public int locationCount() {
    return locations.size;
  }

  public long address(int location) {
    return locations.address[location];
  }

  /// The location's innermost line; a location without lines has an empty range.
  public int firstLine(int location) {
    return locations.from[location];
  }

  /// One past the location's outermost line, into which all before it were inlined.
  public int lastLine(int location) {
    return locations.to[location];
  }

  /// The function that the line is in, or [#NONE].
  public int function(int line) {
    return locations.function[line];
  }

  public int lineNumber(int line) {
    return locations.line[line];
  }

  public int functionCount() {
    return functions.size;
  }

  /// The function's number in [#names].
  public int name(int function) {
    return functions.name[function];
  }

  /// The line of the `func` keyword, 0 where the profile doesn't tell.
  public int startLine(int function) {
    return functions.startLine[function];
  }
}
