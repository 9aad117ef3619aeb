package io.gitlab.gopgo.pprof;

import static io.gitlab.gopgo.pprof.Wire.BYTES;
import static io.gitlab.gopgo.pprof.Wire.VARINT;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One pass over one profile's bytes, filling columns; strings and ids are resolved at its end,
/// because a profile may name them before it defines them.
///
/// The numbers are those of profile.proto: field 4 as bytes has the tag `8 * 4 + BYTES`.
final class ProfileDecoder {
  /// A CPU profile has 2 sample types, a heap profile 4.
  private static final int MAX_SAMPLE_TYPES = 64;

  /// One for each file that ever went into a merge by pprof.
  private static final int MAX_COMMENTS = 10_000;

  /// Go inlines a few dozen calls deep at most. The edge rule walks a location's lines once for
  /// each of its samples, so without a bound a small file could keep us busy for days.
  private static final int MAX_LINES = 256;

  /// A guess at the columns' length that spares most profiles to grow them: profiles have a
  /// location for each 70 bytes, and fewer samples, functions and strings.
  private static final int BYTES_PER_ROW = 64;

  /// No guess for the largest files, which may be made to be nasty.
  private static final int MOST_ROWS_AT_FIRST = 1 << 14;

  /// Longer columns aren't kept for the next profile: the rare large one shall not stay.
  private static final int MOST_ROWS_KEPT = 1 << 15;

  private final Wire wire;
  private final int contentLength;
  private final Names names;

  private final IdTable mappings = new IdTable(16);
  private final IdTable locations;
  private final IdTable functions;

  private final StringTable strings;

  /// Fields by number: of a message without messages, and of a location while its lines are read.
  private final long[] numbers = new long[16];

  private final long[] location = new long[16];

  private int sampleTypeCount;
  private final int[] sampleTypes = new int[MAX_SAMPLE_TYPES * 2];
  private int @Nullable [] periodType;
  private long period;
  private long timeNanos;
  private long durationNanos;
  private final Set<Integer> comments = new LinkedHashSet<>();

  private int sampleCount;
  private int depth;
  private int[] leaf;
  private int[] caller;
  private int valueCount;
  private int firstValue;
  private long[] values;
  private int valuesPerSample = -1;

  private long[] address;
  private int[] lineFrom;
  private int[] lineTo;
  private int lineCount;
  private int[] lineFunction;
  private int[] lineNumber;

  private int[] functionName;
  private int[] startLine;

  /// @param content holds the profile in its first `length` bytes
  ProfileDecoder(byte[] content, int length, Names names) {
    this.wire = new Wire(content, length);
    this.contentLength = length;
    this.names = names;
    int rows = Math.clamp(length / BYTES_PER_ROW, 16, MOST_ROWS_AT_FIRST);
    strings = new StringTable(content, length, rows);
    locations = new IdTable(rows);
    functions = new IdTable(rows);
    leaf = new int[rows];
    caller = new int[rows];
    values = new long[2 * rows];
    address = new long[rows];
    lineFrom = new int[rows];
    lineTo = new int[rows];
    lineFunction = new int[rows];
    lineNumber = new int[rows];
    functionName = new int[rows];
    startLine = new int[rows];
  }

  /// The same with the columns of another decoder, whose profile is no longer needed: else every
  /// profile would leave more garbage behind than it has bytes.
  ProfileDecoder(byte[] content, int length, ProfileDecoder previous) {
    this.wire = new Wire(content, length, previous.wire);
    this.contentLength = length;
    this.names = previous.names;
    strings = new StringTable(content, length, previous.strings);
    locations = new IdTable(previous.locations);
    functions = new IdTable(previous.functions);
    leaf = previous.leaf;
    caller = previous.caller;
    values = previous.values;
    address = previous.address;
    lineFrom = previous.lineFrom;
    lineTo = previous.lineTo;
    lineFunction = previous.lineFunction;
    lineNumber = previous.lineNumber;
    functionName = previous.functionName;
    startLine = previous.startLine;
  }

  /// Whether its columns are short enough to be kept.
  boolean isKept() {
    return leaf.length <= MOST_ROWS_KEPT
        && values.length <= 2 * MOST_ROWS_KEPT
        && address.length <= MOST_ROWS_KEPT
        && lineFunction.length <= MOST_ROWS_KEPT
        && functionName.length <= MOST_ROWS_KEPT
        && strings.capacity() <= 2 * MOST_ROWS_KEPT
        && locations.capacity() <= MOST_ROWS_KEPT
        && functions.capacity() <= MOST_ROWS_KEPT
        && wire.list().length <= MOST_ROWS_KEPT;
  }

  Profile decode() throws ProfileFormatException {
    while (true) {
      switch (wire.tag(Message.PROFILE)) {
        case 8 * 1 + BYTES -> sampleType();
        case 8 * 2 + BYTES -> sample();
        case 8 * 3 + BYTES -> mapping();
        case 8 * 4 + BYTES -> location();
        case 8 * 5 + BYTES -> function();
        case 8 * 6 + BYTES -> strings.read(wire);
        case 8 * 7 + VARINT -> strings.reference(wire.varint(), wire, 7);
        case 8 * 8 + VARINT -> strings.reference(wire.varint(), wire, 8);
        case 8 * 14 + VARINT -> strings.reference(wire.varint(), wire, 14);
        case 8 * 9 + VARINT -> timeNanos = wire.varint();
        case 8 * 10 + VARINT -> durationNanos = wire.varint();
        case 8 * 11 + BYTES -> periodType = valueType();
        case 8 * 12 + VARINT -> period = wire.varint();
        case 8 * 13 + VARINT -> comment(wire.varint());
        case 8 * 13 + BYTES -> comments();
        case 0 -> {
          return resolve();
        }
        default -> wire.other();
      }
    }
  }

  private void sampleType() throws ProfileFormatException {
    if (sampleTypeCount == MAX_SAMPLE_TYPES) {
      throw wire.failure("more than %d sample types".formatted(MAX_SAMPLE_TYPES));
    }
    int[] type = valueType();
    sampleTypes[sampleTypeCount * 2] = type[0];
    sampleTypes[sampleTypeCount * 2 + 1] = type[1];
    sampleTypeCount++;
  }

  /// The strings that name type and unit.
  private int[] valueType() throws ProfileFormatException {
    numbers(Message.VALUE_TYPE);
    return new int[] {reference(1), reference(2)};
  }

  private void sample() throws ProfileFormatException {
    if (sampleCount == leaf.length) {
      leaf = Arrays.copyOf(leaf, grown(sampleCount));
      caller = Arrays.copyOf(caller, grown(sampleCount));
    }
    leaf[sampleCount] = Profile.NONE;
    caller[sampleCount] = Profile.NONE;
    depth = 0;
    firstValue = valueCount;
    int outer = wire.enter();
    for (int tag; (tag = wire.tag(Message.SAMPLE)) != 0; ) {
      switch (tag) {
        case 8 * 1 + VARINT -> frame();
        case 8 * 1 + BYTES -> frames();
        case 8 * 2 + VARINT -> value(wire.varint());
        case 8 * 2 + BYTES -> values();
        case 8 * 3 + BYTES -> label();
        default -> wire.other();
      }
    }
    wire.leave(outer);
    int mine = valueCount - firstValue;
    if (mine == 0) {
      throw wire.failure("no values");
    }
    if (valuesPerSample != -1 && mine != valuesPerSample) {
      throw wire.failure(
          "%d values, where earlier samples have %d".formatted(mine, valuesPerSample));
    }
    valuesPerSample = mine;
    sampleCount++;
  }

  private void frames() throws ProfileFormatException {
    int offset = wire.offset();
    int count = wire.readList();
    int kept = 0;
    while (kept < count && depth < 2) {
      keep(locations.slot(wire.list()[kept++], offset));
    }
    // Every frame must name a location that exists.
    locations.slots(wire.list(), kept, count, offset);
  }

  private void frame() throws ProfileFormatException {
    int offset = wire.offset();
    keep(locations.slot(wire.varint(), offset));
  }

  /// Only the two innermost frames are kept.
  private void keep(int slot) {
    if (depth == 0) {
      leaf[sampleCount] = slot;
    } else if (depth == 1) {
      caller[sampleCount] = slot;
    }
    depth = Math.min(2, depth + 1);
  }

  private void values() throws ProfileFormatException {
    int count = wire.readList();
    for (int i = 0; i < count; i++) {
      value(wire.list()[i]);
    }
  }

  private void value(long value) throws ProfileFormatException {
    if (valueCount - firstValue == MAX_SAMPLE_TYPES) {
      throw wire.failure("more than %d values".formatted(MAX_SAMPLE_TYPES));
    }
    if (valueCount == values.length) {
      values = Arrays.copyOf(values, grown(valueCount));
    }
    values[valueCount++] = value;
  }

  private void label() throws ProfileFormatException {
    numbers(Message.LABEL);
    reference(1);
    reference(2);
  }

  private void mapping() throws ProfileFormatException {
    numbers(Message.MAPPING);
    reference(5);
    reference(6);
    define(mappings, numbers[1]);
  }

  private void location() throws ProfileFormatException {
    int from = lineCount;
    int outer = wire.enter();
    Message.LOCATION.clear(location);
    while (wire.numbers(Message.LOCATION, location) != 0) {
      line();
    }
    wire.leave(outer);
    if (lineCount - from > MAX_LINES) {
      throw wire.failure(
          "%d inlined frames in one location, at most %d are read"
              .formatted(lineCount - from, MAX_LINES));
    }
    int slot = define(locations, location[1]);
    if (slot >= address.length) {
      address = Arrays.copyOf(address, grown(slot));
      lineFrom = Arrays.copyOf(lineFrom, grown(slot));
      lineTo = Arrays.copyOf(lineTo, grown(slot));
    }
    address[slot] = location[3];
    lineFrom[slot] = from;
    lineTo[slot] = lineCount;
  }

  private void line() throws ProfileFormatException {
    if (lineCount == lineFunction.length) {
      lineFunction = Arrays.copyOf(lineFunction, grown(lineCount));
      lineNumber = Arrays.copyOf(lineNumber, grown(lineCount));
    }
    int offset = wire.offset();
    numbers(Message.LINE);
    lineFunction[lineCount] = numbers[1] == 0 ? Profile.NONE : functions.slot(numbers[1], offset);
    lineNumber[lineCount] = wire.line(numbers[2], 2);
    lineCount++;
  }

  private void function() throws ProfileFormatException {
    numbers(Message.FUNCTION);
    reference(3);
    reference(4);
    int slot = define(functions, numbers[1]);
    if (slot >= functionName.length) {
      functionName = Arrays.copyOf(functionName, grown(slot));
      startLine = Arrays.copyOf(startLine, grown(slot));
    }
    functionName[slot] = reference(2);
    startLine[slot] = wire.line(numbers[5], 5);
  }

  /// Reads the message at hand, which holds no messages in turn, into [#numbers].
  private void numbers(Message of) throws ProfileFormatException {
    int outer = wire.enter();
    of.clear(numbers);
    wire.numbers(of, numbers);
    wire.leave(outer);
  }

  /// Field `number` of the message that was read last, as a reference to a string.
  private int reference(int number) throws ProfileFormatException {
    return strings.reference(numbers[number], wire, number);
  }

  /// The slot of the mapping, location or function that was just read.
  private int define(IdTable table, long id) throws ProfileFormatException {
    if (id == 0) {
      throw wire.failure("id 0 is reserved");
    }
    int slot = table.slot(id, wire.offset());
    if (!table.define(slot)) {
      throw wire.failure("id %s stands twice".formatted(Long.toUnsignedString(id)));
    }
    return slot;
  }

  private void comments() throws ProfileFormatException {
    int count = wire.readList();
    for (int i = 0; i < count; i++) {
      comment(wire.list()[i]);
    }
  }

  private void comment(long string) throws ProfileFormatException {
    if (comments.size() == MAX_COMMENTS) {
      throw wire.failure("more than %d comments".formatted(MAX_COMMENTS));
    }
    comments.add(strings.reference(string, wire, 13));
  }

  private Profile resolve() throws ProfileFormatException {
    strings.requireComplete();
    requireDefined(locations, "sample.location_id", "location");
    requireDefined(functions, "line.function_id", "function");
    if (sampleCount > 0 && valuesPerSample != sampleTypeCount) {
      throw new ProfileFormatException(
          "profile.sample_type",
          contentLength,
          "samples have %d values, but there are %d sample types"
              .formatted(valuesPerSample, sampleTypeCount));
    }
    int[] functionNames = functionNames();
    return new Profile(
        names,
        header(),
        new Profile.Samples(sampleCount, leaf, caller, sampleTypeCount, values),
        new Profile.Locations(
            locations.size(), address, lineFrom, lineTo, lineFunction, lineNumber),
        new Profile.Functions(functions.size(), functionNames, startLine));
  }

  private static void requireDefined(IdTable table, String field, String what)
      throws ProfileFormatException {
    int slot = table.firstUndefined();
    if (slot != -1) {
      throw new ProfileFormatException(
          field,
          table.offset(slot),
          "%s %s is nowhere defined".formatted(what, Long.toUnsignedString(table.id(slot))));
    }
  }

  private int[] functionNames() throws ProfileFormatException {
    int[] resolved = new int[functions.size()];
    for (int function = 0; function < resolved.length; function++) {
      resolved[function] = strings.name(functionName[function], names);
    }
    return resolved;
  }

  private Profile.Header header() {
    List<ValueType> types = new ArrayList<>();
    for (int i = 0; i < sampleTypeCount; i++) {
      types.add(
          new ValueType(strings.text(sampleTypes[i * 2]), strings.text(sampleTypes[i * 2 + 1])));
    }
    ValueType ofPeriod =
        periodType == null
            ? null
            : new ValueType(strings.text(periodType[0]), strings.text(periodType[1]));
    return new Profile.Header(
        List.copyOf(types),
        ofPeriod,
        period,
        timeNanos,
        durationNanos,
        comments.stream().map(strings::text).toList());
  }

  /// A larger capacity for a column that must take `index`.
  private static int grown(int index) {
    return (int) Math.min(Integer.MAX_VALUE - 64L, index * 2L);
  }
}
