package io.gitlab.gopgo.pprof;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The strings of one profile, as places in its bytes.
///
/// The table usually comes last, so whether a reference is within it shows only at the end: of all
/// references the highest is remembered, with its place for the error.
final class StringTable {
  /// Go's compiler reads names by lines of at most 64 KiB, line feed included.
  private static final int MAX_NAME = 65_535;

  private final byte[] content;
  private final int contentLength;
  private int size;
  private int[] start;
  private int[] length;
  private int highest;
  private Wire.Place highestPlace = Wire.START;

  /// @param content holds the profile in its first `contentLength` bytes
  /// @param capacity of strings before it grows
  StringTable(byte[] content, int contentLength, int capacity) {
    this.content = content;
    this.contentLength = contentLength;
    this.start = new int[capacity];
    this.length = new int[capacity];
  }

  /// The same with the memory of another one, which is no longer needed.
  StringTable(byte[] content, int contentLength, StringTable previous) {
    this.content = content;
    this.contentLength = contentLength;
    this.start = previous.start;
    this.length = previous.length;
  }

  /// How many strings it takes before it grows.
  int capacity() {
    return start.length;
  }

  /// Takes the string at hand into the table.
  void read(Wire wire) throws ProfileFormatException {
    int bytes = wire.string();
    if (size == 0 && bytes != 0) {
      throw wire.failure("the first string must be empty");
    }
    if (size == start.length) {
      start = Arrays.copyOf(start, size * 2);
      length = Arrays.copyOf(length, size * 2);
    }
    start[size] = wire.offset() - bytes;
    length[size] = bytes;
    size++;
  }

  /// Takes a reference to a string, which [#requireComplete] will hold to, and returns it.
  ///
  /// @param wire tells where the reference was read
  /// @param field of the message at hand there
  int reference(long string, Wire wire, int field) throws ProfileFormatException {
    if (string > highest || string < 0) {
      higher(string, wire.place(field));
    }
    return (int) string;
  }

  private void higher(long string, Wire.Place place) throws ProfileFormatException {
    if (string < 0 || string > Integer.MAX_VALUE) {
      throw place.failure("string %d can't exist".formatted(string));
    }
    highest = (int) string;
    highestPlace = place;
  }

  /// Fails unless all references were to strings of the table.
  void requireComplete() throws ProfileFormatException {
    if (contentLength > 0 && size == 0) {
      throw new ProfileFormatException("profile.string_table", contentLength, "it is missing");
    }
    if (highest >= Math.max(1, size)) {
      throw highestPlace.failure("string %d of a table of %d".formatted(highest, size));
    }
  }

  String text(int string) {
    return new String(content, start[string], length[string], StandardCharsets.UTF_8);
  }

  /// A function's name among those of other profiles.
  ///
  /// Go hands names from one tool to the next as lines of a text, so a name must be one.
  int name(int string, Names names) throws ProfileFormatException {
    int known = names.find(content, start[string], length[string]);
    if (known != Names.NONE) {
      return known;
    }
    requireLine(start[string], length[string]);
    return names.intern(content, start[string], length[string]);
  }

  private void requireLine(int from, int bytes) throws ProfileFormatException {
    if (bytes > MAX_NAME) {
      throw new ProfileFormatException(
          "function.name",
          from,
          "%d bytes, Go's compiler reads at most %d".formatted(bytes, MAX_NAME));
    }
    for (int i = from; i < from + bytes; i++) {
      if (content[i] == '\n' || content[i] == '\r') {
        throw new ProfileFormatException(
            "function.name", i, "a line break in a function name would break the build");
      }
    }
  }
}
