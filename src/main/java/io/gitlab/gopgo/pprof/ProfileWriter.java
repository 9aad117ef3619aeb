package io.gitlab.gopgo.pprof;

import com.google.protobuf.CodedOutputStream;
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

  private final Profile profile;
  private final Map<String, Integer> texts = new HashMap<>();
  private final Map<Integer, Integer> names = new HashMap<>();
  private final List<byte[]> strings = new ArrayList<>();

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
      message(out, 1, inner -> valueType(inner, type));
    }
    for (int i = 0; i < profile.sampleCount(); i++) {
      int sample = i;
      message(out, 2, inner -> sample(inner, sample));
    }
    message(out, 3, ProfileWriter::mapping);
    for (int i = 0; i < profile.locationCount(); i++) {
      int location = i;
      message(out, 4, inner -> location(inner, location));
    }
    for (int i = 0; i < profile.functionCount(); i++) {
      int function = i;
      message(out, 5, inner -> function(inner, function));
    }
    unlessZero(out, 9, header.timeNanos());
    unlessZero(out, 10, header.durationNanos());
    ValueType periodType = header.periodType();
    if (periodType != null) {
      message(out, 11, inner -> valueType(inner, periodType));
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

  private void valueType(CodedOutputStream out, ValueType type) throws IOException {
    unlessZero(out, 1, string(type.type()));
    unlessZero(out, 2, string(type.unit()));
  }

  private void sample(CodedOutputStream out, int sample) throws IOException {
    if (profile.leaf(sample) != Profile.NONE) {
      out.writeInt64(1, profile.leaf(sample) + 1L);
    }
    if (profile.caller(sample) != Profile.NONE) {
      out.writeInt64(1, profile.caller(sample) + 1L);
    }
    for (int type = 0; type < profile.header().sampleTypes().size(); type++) {
      out.writeInt64(2, profile.value(sample, type));
    }
  }

  private static void mapping(CodedOutputStream out) throws IOException {
    out.writeInt64(1, MAPPING);
    // has_functions, has_filenames, has_line_numbers, has_inline_frames.
    for (int flag = 7; flag <= 10; flag++) {
      out.writeBool(flag, true);
    }
  }

  private void location(CodedOutputStream out, int location) throws IOException {
    out.writeInt64(1, location + 1L);
    out.writeInt64(2, MAPPING);
    unlessZero(out, 3, profile.address(location));
    for (int i = profile.firstLine(location); i < profile.lastLine(location); i++) {
      int line = i;
      message(out, 4, inner -> line(inner, line));
    }
  }

  private void line(CodedOutputStream out, int line) throws IOException {
    if (profile.function(line) != Profile.NONE) {
      out.writeInt64(1, profile.function(line) + 1L);
    }
    unlessZero(out, 2, profile.lineNumber(line));
  }

  /// Without `system_name`: where it equals the name, pprof takes the name for a mangled one and
  /// cuts what it believes to be C++ out of Go's generic names.
  private void function(CodedOutputStream out, int function) throws IOException {
    out.writeInt64(1, function + 1L);
    unlessZero(out, 2, name(profile.name(function)));
    unlessZero(out, 5, profile.startLine(function));
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

  private interface Body {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  private static void message(CodedOutputStream out, int number, Body body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(32);
    CodedOutputStream inner = CodedOutputStream.newInstance(bytes, 32);
    body.writeTo(inner);
    inner.flush();
    out.writeByteArray(number, bytes.toByteArray());
  }

  private static void unlessZero(CodedOutputStream out, int number, long value) throws IOException {
    if (value != 0) {
      out.writeInt64(number, value);
    }
  }
}
