package io.gitlab.gopgo.pprof;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/// The malformed-input policy for protobuf's wire format, as the few methods that read it.
///
/// Each method either returns a value that Go would have read too, or fails with field and offset.
/// `docs/malformed-input.md` lists what is refused and why.
final class Wire {
  private static final long MAX_LINE = 1 << 29;

  static final Place START = new Place(Message.PROFILE, 0, 0);

  /// A field and an offset, to be put into words only if something is wrong there.
  record Place(Message message, int field, int offset) {
    ProfileFormatException failure(String reason) {
      return new ProfileFormatException(message.name(field), offset, reason);
    }
  }

  private final CodedInputStream in;
  private Message message = Message.PROFILE;
  private int field;
  private boolean bytes;

  Wire(byte[] content, int length) {
    in = CodedInputStream.newInstance(content, 0, length);
  }

  int offset() {
    return in.getTotalBytesRead();
  }

  /// Moves to the next field that `of` decodes and returns its number, 0 at the message's end.
  int next(Message of) throws IOException, ProfileFormatException {
    message = of;
    while (true) {
      field = 0;
      int tag = in.readTag();
      if (tag == 0) {
        return 0;
      }
      field = WireFormat.getTagFieldNumber(tag);
      int type = WireFormat.getTagWireType(tag);
      if (of.has(field)) {
        bytes = type == WireFormat.WIRETYPE_LENGTH_DELIMITED;
        require(of.kind(field), type);
        return field;
      }
      skip(tag, type);
    }
  }

  private void require(Message.Kind kind, int type) throws ProfileFormatException {
    boolean fits =
        switch (kind) {
          case VARINT -> type == WireFormat.WIRETYPE_VARINT;
          case VARINTS -> bytes || type == WireFormat.WIRETYPE_VARINT;
          case BYTES -> bytes;
        };
    if (!fits) {
      throw failure("wire type %d, expected %s".formatted(type, kind.wireTypes()));
    }
  }

  long varint() throws IOException {
    return in.readRawVarint64();
  }

  /// A line: profile.proto gives it 64 bits, 30 hold every file's and their differences fit an int.
  int line() throws IOException, ProfileFormatException {
    long line = varint();
    if (Math.abs(line) > MAX_LINE || line == Long.MIN_VALUE) {
      throw failure("line %d is out of range".formatted(line));
    }
    return (int) line;
  }

  /// Whether the field at hand holds bytes: a packed list, where single numbers are allowed too.
  boolean packed() {
    return bytes;
  }

  /// Enters the message or packed list at hand; what it returns goes to [#leave].
  int enter() throws IOException {
    return in.pushLimit(in.readRawVarint32());
  }

  boolean more() {
    return in.getBytesUntilLimit() > 0;
  }

  void leave(int outer) {
    in.popLimit(outer);
  }

  /// Passes over a string and returns its length; it ends at [#offset].
  int string() throws IOException {
    int length = in.readRawVarint32();
    in.skipRawBytes(length);
    return length;
  }

  /// The field at hand, for an error that shows only later.
  Place place() {
    return new Place(message, field, offset());
  }

  ProfileFormatException failure(String reason) {
    return place().failure(reason);
  }

  /// protobuf-java's words are a paragraph of guesses; a log line needs the finding alone.
  ProfileFormatException failure(InvalidProtocolBufferException cause) {
    String text = String.valueOf(cause.getMessage());
    String reason =
        text.contains("malformed varint")
            ? "varint runs past 10 bytes"
            : text.contains("ended unexpectedly")
                ? "the value runs past the end of its message"
                : text.contains("negative size")
                    ? "negative length"
                    : text.contains("invalid tag") ? "field number 0" : text;
    return failure(reason);
  }

  private void skip(int tag, int type) throws IOException, ProfileFormatException {
    switch (type) {
      case WireFormat.WIRETYPE_VARINT,
          WireFormat.WIRETYPE_FIXED64,
          WireFormat.WIRETYPE_LENGTH_DELIMITED,
          WireFormat.WIRETYPE_FIXED32 ->
          in.skipField(tag);
      // Go's reader knows no groups; protobuf-java would follow them as deep as they nest.
      default -> throw failure("unknown wire type %d".formatted(type));
    }
  }
}
