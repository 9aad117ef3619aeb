package io.gitlab.gopgo.testing;

import static io.gitlab.gopgo.testing.Proto.message;

import io.gitlab.gopgo.pprof.ValueType;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A profile written as folded stacks, outermost frame first:
///
/// ```text
/// main;serve:12;decode 90     main calls serve, which calls decode on line 12 of its function
/// main;serve+decode 10        decode is inlined into serve: one location, two lines
/// ```
///
/// A frame's number is its call site offset, 0 where none stands; its function starts on line 10.
/// The bytes are those of Go's own writer: samples and CPU nanoseconds, labels, mapping, files,
/// another address for each distinct location.
public final class FoldedProfile {
  private static final int START_LINE = 10;

  private final String stacks;
  private List<ValueType> types = List.of(ValueType.SAMPLES_COUNT, ValueType.CPU_NANOSECONDS);
  private long period = 10_000_000;
  private boolean tellPeriod = true;
  private long durationNanos;
  private long timeNanos;
  private boolean startLines = true;
  private List<String> comments = List.of();

  private final Map<String, Integer> strings = new LinkedHashMap<>();
  private final Map<String, Integer> functions = new LinkedHashMap<>();
  private final Map<String, Integer> locations = new LinkedHashMap<>();

  private FoldedProfile(String stacks) {
    this.stacks = stacks;
  }

  public static FoldedProfile of(String stacks) {
    return new FoldedProfile(stacks);
  }

  /// CPU nanoseconds between two samples; 0 leaves period and its type out.
  public FoldedProfile period(long nanos) {
    period = nanos;
    return this;
  }

  /// Leaves period and its type out, though the values were taken at some period.
  public FoldedProfile periodUntold() {
    tellPeriod = false;
    return this;
  }

  public FoldedProfile types(ValueType... sampleTypes) {
    types = List.of(sampleTypes);
    return this;
  }

  public FoldedProfile startedAt(Instant time) {
    timeNanos = time.getEpochSecond() * 1_000_000_000 + time.getNano();
    return this;
  }

  public FoldedProfile withoutStartLines() {
    startLines = false;
    return this;
  }

  public FoldedProfile lasting(Duration duration) {
    durationNanos = duration.toNanos();
    return this;
  }

  public FoldedProfile comments(String... texts) {
    comments = List.of(texts);
    return this;
  }

  /// The bytes with each `from` replaced, for characters that the little language can't spell.
  public byte[] bytesWith(char from, char to) {
    byte[] bytes = bytes();
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == from) {
        bytes[i] = (byte) to;
      }
    }
    return bytes;
  }

  /// The profile as bare protobuf.
  public byte[] bytes() {
    strings.clear();
    functions.clear();
    locations.clear();
    string("");
    return message(out -> {
      for (ValueType type : types) {
        out.writeByteArray(1, valueType(type));
      }
      for (String line : stacks.lines().filter(line -> !line.isBlank()).toList()) {
        out.writeByteArray(2, sample(line.strip()));
      }
      out.writeByteArray(3, message(mapping -> mapping.writeInt64(1, 1)));
      for (Map.Entry<String, Integer> location : locations.entrySet()) {
        out.writeByteArray(4, location(location.getKey(), location.getValue()));
      }
      for (Map.Entry<String, Integer> function : functions.entrySet()) {
        out.writeByteArray(5, function(function.getKey(), function.getValue()));
      }
      out.writeInt64(9, timeNanos);
      if (durationNanos != 0) {
        out.writeInt64(10, durationNanos);
      }
      if (tellPeriod && period != 0) {
        out.writeByteArray(11, valueType(ValueType.CPU_NANOSECONDS));
        out.writeInt64(12, period);
      }
      for (String comment : comments) {
        out.writeInt64(13, string(comment));
      }
      for (String string : strings.keySet()) {
        out.writeString(6, string);
      }
    });
  }

  private byte[] valueType(ValueType type) {
    return message(out -> {
      out.writeInt64(1, string(type.type()));
      out.writeInt64(2, string(type.unit()));
    });
  }

  private byte[] sample(String line) {
    int space = line.lastIndexOf(' ');
    long count = Long.parseLong(line.substring(space + 1));
    List<String> frames = List.of(line.substring(0, space).split(";", -1));
    return message(out -> {
      for (String frame : frames.reversed()) {
        out.writeInt64(1, location(frame));
      }
      for (ValueType type : types) {
        out.writeInt64(2, type.unit().equals("nanoseconds") ? count * period : count);
      }
      out.writeByteArray(
          3,
          message(label -> {
            label.writeInt64(1, string("user"));
            label.writeInt64(2, string("alice"));
          }));
    });
  }

  private int location(String frame) {
    return locations.computeIfAbsent(frame, absent -> locations.size() + 1);
  }

  private byte[] location(String frame, int id) {
    return message(out -> {
      out.writeInt64(1, id);
      out.writeInt64(2, 1);
      out.writeInt64(3, 0x400000L + id);
      List<String> inlined = List.of(frame.split("\\+", -1));
      for (String line : inlined.reversed()) {
        int colon = line.lastIndexOf(':');
        int offset = colon < 0 ? 0 : Integer.parseInt(line.substring(colon + 1));
        String name = colon < 0 ? line : line.substring(0, colon);
        out.writeByteArray(
            4,
            message(lines -> {
              lines.writeInt64(1, function(name));
              lines.writeInt64(2, START_LINE + offset);
            }));
      }
    });
  }

  private int function(String name) {
    return functions.computeIfAbsent(name, absent -> functions.size() + 1);
  }

  private byte[] function(String name, int id) {
    return message(out -> {
      out.writeInt64(1, id);
      out.writeInt64(2, string(name));
      out.writeInt64(3, string(name));
      out.writeInt64(4, string("/home/alice/src/" + name + ".go"));
      if (startLines) {
        out.writeInt64(5, START_LINE);
      }
    });
  }

  private int string(String text) {
    return strings.computeIfAbsent(text, absent -> strings.size());
  }
}
