package io.gitlab.gopgo.testing.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/// A profile with whole stacks, which the product's own reader forgets. Reads what Go and pprof
/// write, and nothing that is damaged.
///
/// @param samples with their weights, in the column that stands first
record RecordedProfile(List<Sample> samples) {
  record Function(String name, String file, int startLine) {}

  record Line(Function function, int line) {}

  /// Lines innermost first.
  record Location(long address, List<Line> lines) {}

  /// Innermost location first.
  record Sample(List<Location> stack, long weight) {}

  static RecordedProfile read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length > 1 && bytes[0] == 0x1f) {
      try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
        bytes = gzip.readAllBytes();
      }
    }
    Map<Integer, List<byte[]>> messages = messages(bytes);
    List<String> strings = new ArrayList<>();
    for (byte[] string : messages.getOrDefault(6, List.of())) {
      strings.add(new String(string, UTF_8));
    }
    Map<Long, Function> functions = new HashMap<>();
    for (byte[] message : messages.getOrDefault(5, List.of())) {
      Map<Integer, List<Long>> fields = numbers(message);
      functions.put(
          one(fields, 1),
          new Function(
              strings.get((int) one(fields, 2)),
              strings.get((int) one(fields, 4)),
              (int) one(fields, 5)));
    }
    Map<Long, Location> locations = new HashMap<>();
    for (byte[] message : messages.getOrDefault(4, List.of())) {
      Map<Integer, List<Long>> fields = numbers(message);
      List<Line> lines = new ArrayList<>();
      for (byte[] line : messages(message).getOrDefault(4, List.of())) {
        Map<Integer, List<Long>> of = numbers(line);
        lines.add(new Line(requireNonNull(functions.get(one(of, 1))), (int) one(of, 2)));
      }
      locations.put(one(fields, 1), new Location(one(fields, 3), List.copyOf(lines)));
    }
    List<Sample> samples = new ArrayList<>();
    for (byte[] message : messages.getOrDefault(2, List.of())) {
      Map<Integer, List<Long>> fields = numbers(message);
      samples.add(
          new Sample(
              fields.getOrDefault(1, List.of()).stream().map(locations::get).toList(),
              one(fields, 2)));
    }
    return new RecordedProfile(samples);
  }

  private static long one(Map<Integer, List<Long>> fields, int number) {
    return fields.getOrDefault(number, List.of(0L)).getFirst();
  }

  /// The fields of a message that are messages or strings themselves.
  private static Map<Integer, List<byte[]>> messages(byte[] message) throws IOException {
    Map<Integer, List<byte[]>> fields = new HashMap<>();
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        fields
            .computeIfAbsent(WireFormat.getTagFieldNumber(tag), _ -> new ArrayList<>())
            .add(in.readByteArray());
      } else {
        in.skipField(tag);
      }
    }
    return fields;
  }

  /// The fields of a message that are numbers, one by one or packed. A nested message may be
  /// misread as a packed list here, but nobody asks for its field.
  private static Map<Integer, List<Long>> numbers(byte[] message) throws IOException {
    Map<Integer, List<Long>> fields = new HashMap<>();
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      List<Long> field =
          fields.computeIfAbsent(WireFormat.getTagFieldNumber(tag), _ -> new ArrayList<>());
      if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
        field.add(in.readRawVarint64());
      } else {
        CodedInputStream packed = CodedInputStream.newInstance(in.readByteArray());
        while (!packed.isAtEnd()) {
          field.add(packed.readRawVarint64());
        }
      }
    }
    return fields;
  }
}
