package io.gitlab.gopgo.pprof;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One pass over one profile's bytes, filling columns; strings and ids are resolved at its end,
/// because a profile may name them before it defines them.
final class ProfileDecoder {
  /// A CPU profile has 2 sample types, a heap profile 4.
  private static final int MAX_SAMPLE_TYPES = 64;

  /// One for each file that ever went into a merge by pprof.
  private static final int MAX_COMMENTS = 10_000;

  /// Go inlines a few dozen calls deep at most. The edge rule walks a location's lines once for
  /// each of its samples, so without a bound a small file could keep us busy for days.
  private static final int MAX_LINES = 256;

  private final Wire wire;
  private final int contentLength;
  private final Names names;

  private final IdTable mappings = new IdTable();
  private final IdTable locations = new IdTable();
  private final IdTable functions = new IdTable();

  private final StringTable strings;

  private int sampleTypeCount;
  private final int[] sampleTypes = new int[MAX_SAMPLE_TYPES * 2];
  private int @Nullable [] periodType;
  private long period;
  private long timeNanos;
  private long durationNanos;
  private final Set<Integer> comments = new LinkedHashSet<>();

  private int sampleCount;
  private int[] leaf = new int[256];
  private int[] caller = new int[256];
  private int valueCount;
  private int firstValue;
  private long[] values = new long[512];
  private int valuesPerSample = -1;

  private long[] address = new long[256];
  private int[] lineFrom = new int[256];
  private int[] lineTo = new int[256];
  private int lineCount;
  private int[] lineFunction = new int[256];
  private int[] lineNumber = new int[256];

  private int[] functionName = new int[256];
  private int[] startLine = new int[256];

  ProfileDecoder(Wire wire, byte[] content, Names names) {
    this.wire = wire;
    this.contentLength = content.length;
    this.strings = new StringTable(content);
    this.names = names;
  }

  Profile decode() throws IOException, ProfileFormatException {
    while (true) {
      switch (wire.next(Message.PROFILE)) {
        case 1 -> sampleType();
        case 2 -> sample();
        case 3 -> mapping();
        case 4 -> location();
        case 5 -> function();
        case 6 -> strings.read(wire);
        case 7, 8, 14 -> strings.reference(wire);
        case 9 -> timeNanos = wire.varint();
        case 10 -> durationNanos = wire.varint();
        case 11 -> periodType = valueType();
        case 12 -> period = wire.varint();
        case 13 -> comments();
        default -> {
          return resolve();
        }
      }
    }
  }

  private void sampleType() throws IOException, ProfileFormatException {
    if (sampleTypeCount == MAX_SAMPLE_TYPES) {
      throw wire.failure("more than %d sample types".formatted(MAX_SAMPLE_TYPES));
    }
    int[] type = valueType();
    sampleTypes[sampleTypeCount * 2] = type[0];
    sampleTypes[sampleTypeCount * 2 + 1] = type[1];
    sampleTypeCount++;
  }

  /// The strings that name type and unit.
  private int[] valueType() throws IOException, ProfileFormatException {
    int[] type = new int[2];
    int outer = wire.enter();
    for (int field; (field = wire.next(Message.VALUE_TYPE)) != 0; ) {
      type[field - 1] = strings.reference(wire);
    }
    wire.leave(outer);
    return type;
  }

  private void sample() throws IOException, ProfileFormatException {
    if (sampleCount == leaf.length) {
      leaf = Arrays.copyOf(leaf, grown(sampleCount));
      caller = Arrays.copyOf(caller, grown(sampleCount));
    }
    leaf[sampleCount] = Profile.NONE;
    caller[sampleCount] = Profile.NONE;
    int depth = 0;
    firstValue = valueCount;
    int outer = wire.enter();
    for (int field; (field = wire.next(Message.SAMPLE)) != 0; ) {
      switch (field) {
        case 1 -> depth = stack(depth);
        case 2 -> values();
        default -> label();
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

  private int stack(int depth) throws IOException, ProfileFormatException {
    if (!wire.packed()) {
      frame(depth);
      return depth + 1;
    }
    int outer = wire.enter();
    while (wire.more()) {
      frame(depth++);
    }
    wire.leave(outer);
    return depth;
  }

  /// Every frame must name a location that exists; only the two innermost are kept.
  private void frame(int depth) throws IOException {
    int offset = wire.offset();
    int slot = locations.slot(wire.varint(), offset);
    if (depth == 0) {
      leaf[sampleCount] = slot;
    } else if (depth == 1) {
      caller[sampleCount] = slot;
    }
  }

  private void values() throws IOException, ProfileFormatException {
    if (!wire.packed()) {
      value();
      return;
    }
    int outer = wire.enter();
    while (wire.more()) {
      value();
    }
    wire.leave(outer);
  }

  private void value() throws IOException, ProfileFormatException {
    if (valueCount - firstValue == MAX_SAMPLE_TYPES) {
      throw wire.failure("more than %d values".formatted(MAX_SAMPLE_TYPES));
    }
    if (valueCount == values.length) {
      values = Arrays.copyOf(values, grown(valueCount));
    }
    values[valueCount++] = wire.varint();
  }

  private void label() throws IOException, ProfileFormatException {
    int outer = wire.enter();
    for (int field; (field = wire.next(Message.LABEL)) != 0; ) {
      if (field == 3) {
        wire.varint();
      } else {
        strings.reference(wire);
      }
    }
    wire.leave(outer);
  }

  private void mapping() throws IOException, ProfileFormatException {
    long id = 0;
    int outer = wire.enter();
    for (int field; (field = wire.next(Message.MAPPING)) != 0; ) {
      switch (field) {
        case 1 -> id = wire.varint();
        case 5, 6 -> strings.reference(wire);
        default -> wire.varint();
      }
    }
    wire.leave(outer);
    define(mappings, id);
  }

  private void location() throws IOException, ProfileFormatException {
    long id = 0;
    long where = 0;
    int from = lineCount;
    int outer = wire.enter();
    for (int field; (field = wire.next(Message.LOCATION)) != 0; ) {
      switch (field) {
        case 1 -> id = wire.varint();
        case 2 -> wire.varint();
        case 3 -> where = wire.varint();
        default -> line();
      }
    }
    wire.leave(outer);
    if (lineCount - from > MAX_LINES) {
      throw wire.failure(
          "%d inlined frames in one location, at most %d are read"
              .formatted(lineCount - from, MAX_LINES));
    }
    int slot = define(locations, id);
    if (slot >= address.length) {
      address = Arrays.copyOf(address, grown(slot));
      lineFrom = Arrays.copyOf(lineFrom, grown(slot));
      lineTo = Arrays.copyOf(lineTo, grown(slot));
    }
    address[slot] = where;
    lineFrom[slot] = from;
    lineTo[slot] = lineCount;
  }

  private void line() throws IOException, ProfileFormatException {
    if (lineCount == lineFunction.length) {
      lineFunction = Arrays.copyOf(lineFunction, grown(lineCount));
      lineNumber = Arrays.copyOf(lineNumber, grown(lineCount));
    }
    int function = Profile.NONE;
    int number = 0;
    int outer = wire.enter();
    for (int field; (field = wire.next(Message.LINE)) != 0; ) {
      if (field == 1) {
        int offset = wire.offset();
        long id = wire.varint();
        function = id == 0 ? Profile.NONE : functions.slot(id, offset);
      } else {
        number = wire.line();
      }
    }
    wire.leave(outer);
    lineFunction[lineCount] = function;
    lineNumber[lineCount] = number;
    lineCount++;
  }

  private void function() throws IOException, ProfileFormatException {
    long id = 0;
    int name = 0;
    int start = 0;
    int outer = wire.enter();
    for (int field; (field = wire.next(Message.FUNCTION)) != 0; ) {
      switch (field) {
        case 1 -> id = wire.varint();
        case 2 -> name = strings.reference(wire);
        case 5 -> start = wire.line();
        default -> strings.reference(wire);
      }
    }
    wire.leave(outer);
    int slot = define(functions, id);
    if (slot >= functionName.length) {
      functionName = Arrays.copyOf(functionName, grown(slot));
      startLine = Arrays.copyOf(startLine, grown(slot));
    }
    functionName[slot] = name;
    startLine[slot] = start;
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

  private void comments() throws IOException, ProfileFormatException {
    if (!wire.packed()) {
      comment();
      return;
    }
    int outer = wire.enter();
    while (wire.more()) {
      comment();
    }
    wire.leave(outer);
  }

  private void comment() throws IOException, ProfileFormatException {
    if (comments.size() == MAX_COMMENTS) {
      throw wire.failure("more than %d comments".formatted(MAX_COMMENTS));
    }
    comments.add(strings.reference(wire));
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
        new Profile.Samples(sampleCount, leaf, caller, values),
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
