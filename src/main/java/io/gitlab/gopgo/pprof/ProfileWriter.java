package io.gitlab.gopgo.pprof;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/// Writes what a [Profile] holds, so that the same profile always gives the same bytes: tables in
/// the model's order, strings in the order of their first use, a gzip header without time or name.
public final class ProfileWriter {
  /// pprof takes locations without a mapping, or with one that isn't flagged, for bare addresses
  /// and goes looking for the binary. So all locations share one mapping that says they are
  /// complete.
  private static final int MAPPING = 1;

  /// A tag of one byte and a number of at most ten.
  private static final int FIELD_BYTES = 11;

  private final Profile profile;
  private final Map<String, Integer> texts = new HashMap<>();
  private final Map<Integer, Integer> names = new HashMap<>();
  private final List<byte[]> strings = new ArrayList<>();

  /// The message at hand, whose length is written before it; and a message within it.
  private byte[] message = new byte[64 * FIELD_BYTES];

  private final byte[] innerMessage = new byte[4 * FIELD_BYTES];

  private ProfileWriter(Profile profile) {
    this.profile = profile;
    string("");
  }

  /// The profile as a gzip file.
  public static byte[] write(Profile profile) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    // Go accepts any level; the highest saves little over the default and takes much longer.
    try (GZIPOutputStream gzip = new GZIPOutputStream(file)) {
      CodedOutputStream out = CodedOutputStream.newInstance(gzip);
      new ProfileWriter(profile).writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory can't fail", e);
    }
    return file.toByteArray();
  }

  private void writeTo(CodedOutputStream out) throws IOException {
    Profile.Header header = profile.header();
    for (ValueType type : header.sampleTypes()) {
      valueType(out, 1, type);
    }
    for (int sample = 0; sample < profile.sampleCount(); sample++) {
      sample(out, sample);
    }
    mapping(out);
    for (int location = 0; location < profile.locationCount(); location++) {
      location(out, location);
    }
    for (int function = 0; function < profile.functionCount(); function++) {
      function(out, function);
    }
    unlessZero(out, 9, header.timeNanos());
    unlessZero(out, 10, header.durationNanos());
    ValueType periodType = header.periodType();
    if (periodType != null) {
      valueType(out, 11, periodType);
    }
    unlessZero(out, 12, header.period());
    for (String comment : header.comments()) {
      out.writeInt64(13, string(comment));
    }
    // Last, because writing the rest is what fills it; readers take fields in any order.
    for (byte[] string : strings) {
      out.writeByteArray(6, string);
    }
  }

  private void valueType(CodedOutputStream out, int number, ValueType type) throws IOException {
    CodedOutputStream fields = fields(2);
    unlessZero(fields, 1, string(type.type()));
    unlessZero(fields, 2, string(type.unit()));
    write(out, number, message, fields);
  }

  private void sample(CodedOutputStream out, int sample) throws IOException {
    int types = profile.header().sampleTypes().size();
    CodedOutputStream fields = fields(2 + types);
    if (profile.leaf(sample) != Profile.NONE) {
      fields.writeInt64(1, profile.leaf(sample) + 1L);
    }
    if (profile.caller(sample) != Profile.NONE) {
      fields.writeInt64(1, profile.caller(sample) + 1L);
    }
    for (int type = 0; type < types; type++) {
      fields.writeInt64(2, profile.value(sample, type));
    }
    write(out, 2, message, fields);
  }

  private void mapping(CodedOutputStream out) throws IOException {
    CodedOutputStream fields = fields(5);
    fields.writeInt64(1, MAPPING);
    // has_functions, has_filenames, has_line_numbers, has_inline_frames.
    for (int flag = 7; flag <= 10; flag++) {
      fields.writeBool(flag, true);
    }
    write(out, 3, message, fields);
  }

  private void location(CodedOutputStream out, int location) throws IOException {
    int lines = profile.lastLine(location) - profile.firstLine(location);
    // A line is a tag, a length and two fields.
    CodedOutputStream fields = fields(3 + 3 * lines);
    fields.writeInt64(1, location + 1L);
    fields.writeInt64(2, MAPPING);
    unlessZero(fields, 3, profile.address(location));
    for (int line = profile.firstLine(location); line < profile.lastLine(location); line++) {
      line(fields, line);
    }
    write(out, 4, message, fields);
  }

  private void line(CodedOutputStream out, int line) throws IOException {
    CodedOutputStream fields = CodedOutputStream.newInstance(innerMessage);
    if (profile.function(line) != Profile.NONE) {
      fields.writeInt64(1, profile.function(line) + 1L);
    }
    unlessZero(fields, 2, profile.lineNumber(line));
    write(out, 4, innerMessage, fields);
  }

  /// Without `system_name`: where it equals the name, pprof takes the name for a mangled one and
  /// cuts what it believes to be C++ out of Go's generic names.
  private void function(CodedOutputStream out, int function) throws IOException {
    CodedOutputStream fields = fields(3);
    fields.writeInt64(1, function + 1L);
    unlessZero(fields, 2, name(profile.name(function)));
    unlessZero(fields, 5, profile.startLine(function));
    write(out, 5, message, fields);
  }

  private int name(int name) {
    byte[] bytes = profile.names().bytes(name);
    return bytes.length == 0 ? 0 : names.computeIfAbsent(name, _ -> add(bytes));
  }

  private int string(String text) {
    return texts.computeIfAbsent(text, absent -> add(absent.getBytes(StandardCharsets.UTF_8)));
  }

  private int add(byte[] string) {
    strings.add(string);
    return strings.size() - 1;
  }

  /// Begins a message of so many numbers at most; [#write] ends it.
  private CodedOutputStream fields(int atMost) {
    if (message.length < atMost * FIELD_BYTES) {
      message = new byte[atMost * FIELD_BYTES];
    }
    return CodedOutputStream.newInstance(message);
  }

  /// Writes the message whose fields were written into `bytes`.
  private static void write(
      CodedOutputStream out, int number, byte[] bytes, CodedOutputStream fields)
      throws IOException {
    out.writeTag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(fields.getTotalBytesWritten());
    out.write(bytes, 0, fields.getTotalBytesWritten());
  }

  private static void unlessZero(CodedOutputStream out, int number, long value) throws IOException {
    if (value != 0) {
      out.writeInt64(number, value);
    }
  }
}
