package io.gitlab.gopgo.testing.corpus;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Writes a CPU profile as `runtime/pprof` does: whole stacks, ids from 1 in the order in which
/// samples first need them, a location's message right before that sample, strings at the end,
/// lists packed where they have more than two numbers, the fastest gzip.
final class GoProfileWriter implements AutoCloseable {
  private final Program program;
  private final long period;
  private final GZIPOutputStream gzip;
  private final CodedOutputStream out;
  private final Map<String, Integer> strings = new LinkedHashMap<>();
  private final Map<Integer, Integer> locations = new HashMap<>();
  private final Map<Integer, Integer> functions = new HashMap<>();

  /// Messages in the making: one, and what is inside of it.
  private final byte[] outer = new byte[1 << 16];

  private final byte[] inner = new byte[1 << 14];

  private interface Body {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  /// @param period CPU nanoseconds between two samples
  GoProfileWriter(Program program, Instant start, Duration duration, long period, OutputStream file)
      throws IOException {
    this.program = program;
    this.period = period;
    gzip = new FastGzip(file);
    out = CodedOutputStream.newInstance(gzip, 1 << 16);
    string("");
    valueType(1, "samples", "count");
    valueType(1, "cpu", "nanoseconds");
    out.writeInt64(9, start.getEpochSecond() * 1_000_000_000 + start.getNano());
    out.writeInt64(10, duration.toNanos());
    valueType(11, "cpu", "nanoseconds");
    out.writeInt64(12, period);
  }

  /// @param stack numbers of the program's locations, innermost first
  /// @param labels key, value, key, value
  void sample(long count, int[] stack, String... labels) throws IOException {
    long[] ids = new long[stack.length];
    for (int i = 0; i < stack.length; i++) {
      ids[i] = location(stack[i]);
    }
    message(
        out,
        outer,
        2,
        sample -> {
          if (ids.length > 2) {
            message(
                sample,
                inner,
                1,
                list -> {
                  for (long id : ids) {
                    list.writeUInt64NoTag(id);
                  }
                });
          } else {
            for (long id : ids) {
              sample.writeUInt64(1, id);
            }
          }
          sample.writeInt64(2, count);
          sample.writeInt64(2, count * period);
          for (int i = 0; i < labels.length; i += 2) {
            int key = string(labels[i]);
            int value = string(labels[i + 1]);
            message(
                sample,
                inner,
                3,
                label -> {
                  label.writeInt64(1, key);
                  label.writeInt64(2, value);
                });
          }
        });
  }

  private int location(int number) throws IOException {
    Integer known = locations.get(number);
    if (known != null) {
      return known;
    }
    int id = locations.size() + 1;
    locations.put(number, id);
    int before = functions.size();
    int lines = program.lines(number);
    int[] function = new int[lines];
    int[] met = new int[lines];
    for (int i = 0; i < lines; i++) {
      int of = program.function(number, i);
      met[i] = of;
      function[i] = functions.computeIfAbsent(of, absent -> functions.size() + 1);
    }
    message(
        out,
        outer,
        4,
        location -> {
          location.writeUInt64(1, id);
          location.writeUInt64(2, 1);
          location.writeUInt64(3, program.address(number));
          for (int i = 0; i < lines; i++) {
            int index = i;
            message(
                location,
                inner,
                4,
                line -> {
                  line.writeUInt64(1, function[index]);
                  line.writeInt64(2, program.lineNumber(number, index));
                });
          }
        });
    int written = before;
    for (int i = 0; i < lines; i++) {
      if (function[i] > written) {
        written = function[i];
        function(met[i], function[i]);
      }
    }
    return id;
  }

  private void function(int number, int id) throws IOException {
    int name = string(program.name(number));
    int file = string(program.file(number));
    message(
        out,
        outer,
        5,
        function -> {
          function.writeUInt64(1, id);
          function.writeInt64(2, name);
          function.writeInt64(3, name);
          function.writeInt64(4, file);
          function.writeInt64(5, program.startLine(number));
        });
  }

  /// Writes what comes last; nothing can be added after it.
  @Override
  public void close() throws IOException {
    Program.Mapping mapping = program.mapping();
    int file = string(mapping.file());
    int buildId = string(mapping.buildId());
    message(
        out,
        outer,
        3,
        message -> {
          message.writeUInt64(1, 1);
          message.writeUInt64(2, mapping.start());
          message.writeUInt64(3, mapping.limit());
          message.writeInt64(5, file);
          message.writeInt64(6, buildId);
          message.writeBool(7, true);
        });
    for (String string : strings.keySet()) {
      out.writeString(6, string);
    }
    out.flush();
    gzip.close();
  }

  private void valueType(int field, String type, String unit) throws IOException {
    int typeString = string(type);
    int unitString = string(unit);
    message(
        out,
        outer,
        field,
        message -> {
          message.writeInt64(1, typeString);
          message.writeInt64(2, unitString);
        });
  }

  private static void message(CodedOutputStream out, byte[] space, int field, Body body)
      throws IOException {
    CodedOutputStream message = CodedOutputStream.newInstance(space);
    body.writeTo(message);
    out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(message.getTotalBytesWritten());
    out.write(space, 0, message.getTotalBytesWritten());
  }

  private int string(String text) {
    return strings.computeIfAbsent(text, absent -> strings.size());
  }

  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream file) throws IOException {
      super(file, 1 << 16);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
