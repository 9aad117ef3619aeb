package io.gitlab.gopgo.pprof;

/// Protobuf's wire format, read strictly: the malformed-input policy as the few methods that every
/// byte of every profile goes through.
///
/// Each method either returns a value that Go would have read too, or fails with field and offset;
/// `docs/malformed-input.md` lists what is refused and why. It reads varints itself, because this
/// is the innermost loop of the program: `docs/adr/0006-merge-speed.md` has what that buys over
/// protobuf-java's `CodedInputStream`.
final class Wire {
  private static final long MAX_LINE = 1 << 29;
  private static final int MAX_VARINT = 10;

  /// Stands for every tag of more than one byte, and for 0, which is none.
  private static final int OTHER = -1;

  /// A tag is eight times a field's number plus one of these.
  static final int VARINT = 0;

  static final int BYTES = 2;
  private static final int FIXED64 = 1;
  private static final int FIXED32 = 5;

  static final Place START = new Place(Message.PROFILE, 0, 0);

  /// A field and an offset, to be put into words only if something is wrong there.
  record Place(Message message, long field, int offset) {
    ProfileFormatException failure(String reason) {
      return new ProfileFormatException(message.name(field), offset, reason);
    }
  }

  private final byte[] content;
  private int position;

  /// The end of the message or list at hand.
  private int limit;

  private Message message = Message.PROFILE;
  private long tag;
  private long[] list;

  /// @param content holds a profile in its first `length` bytes
  Wire(byte[] content, int length) {
    this(content, length, new long[256]);
  }

  /// The same with the memory of another one, which is no longer read from.
  Wire(byte[] content, int length, Wire previous) {
    this(content, length, previous.list);
  }

  private Wire(byte[] content, int length, long[] list) {
    this.content = content;
    this.limit = length;
    this.list = list;
  }

  int offset() {
    return position;
  }

  /// Moves to the next field of the message at hand and returns its tag, 0 at the message's end.
  ///
  /// Whoever doesn't expect that tag calls [#other].
  int tag(Message of) throws ProfileFormatException {
    message = of;
    tag = 0;
    if (position == limit) {
      return 0;
    }
    // profile.proto has no field above 15, so the tags of all fields that we decode are one byte.
    tag = varint();
    return tag > 0 && tag <= Byte.MAX_VALUE ? (int) tag : OTHER;
  }

  /// Passes over the field at hand, which Go doesn't decode, whatever its encoding. A field that it
  /// does decode comes here only in an encoding that it doesn't accept.
  void other() throws ProfileFormatException {
    long field = tag >>> 3;
    int type = (int) tag & 7;
    if (field == 0) {
      throw failure("field number 0");
    }
    if (message.has(field)) {
      throw failure("wire type %d, expected %s".formatted(type, message.wireTypes(field)));
    }
    switch (type) {
      case VARINT -> varint();
      case BYTES -> string();
      case FIXED64 -> skip(Long.BYTES);
      case FIXED32 -> skip(Integer.BYTES);
      // Go's reader knows no groups either.
      default -> throw failure("unknown wire type %d".formatted(type));
    }
  }

  /// Reads the fields of the message at hand that hold one number each, up to the first that holds
  /// bytes, and returns that one's tag, or 0 at the message's end.
  ///
  /// @param numbers where field n goes to place n; those that aren't there stay as they are
  int numbers(Message of, long[] numbers) throws ProfileFormatException {
    // Fields are copied into locals in this loop, because most of a profile's fields pass it.
    byte[] bytes = content;
    boolean[] isNumber = of.numbers();
    int end = limit;
    int at = position;
    while (at < end) {
      int next = bytes[at];
      if (!isNumber[next & 0xff]) {
        position = at;
        next = tag(of);
        if (of.isBytes(next)) {
          return next;
        }
        if (isNumber[next & 0xff]) {
          // Its tag took more bytes than it needs, which Go reads as well.
          numbers[next >> 3] = varint();
        } else {
          other();
        }
        at = position;
      } else if (at + 1 < end && bytes[at + 1] >= 0) {
        numbers[next >> 3] = bytes[at + 1];
        at += 2;
      } else if (at + 2 < end && bytes[at + 2] >= 0) {
        numbers[next >> 3] = (bytes[at + 1] & 0x7f) | (bytes[at + 2] << 7);
        at += 3;
      } else {
        message = of;
        tag = next;
        position = at + 1;
        numbers[next >> 3] = longVarint();
        at = position;
      }
    }
    message = of;
    tag = 0;
    position = at;
    return 0;
  }

  /// Reads the packed list at hand into [#list] and returns how many numbers it has.
  int readList() throws ProfileFormatException {
    int length = length();
    int end = position + length;
    if (list.length < length) {
      list = new long[Math.max(length, 2 * list.length)];
    }
    int outer = limit;
    limit = end;
    byte[] bytes = content;
    long[] into = list;
    int size = 0;
    int at = position;
    while (at < end) {
      byte low = bytes[at];
      if (low >= 0) {
        into[size++] = low;
        at++;
      } else if (at + 1 < end && bytes[at + 1] >= 0) {
        into[size++] = (low & 0x7f) | (bytes[at + 1] << 7);
        at += 2;
      } else {
        position = at;
        into[size++] = longVarint();
        at = position;
      }
    }
    position = end;
    limit = outer;
    return size;
  }

  /// The numbers that [#readList] read, and others behind them.
  long[] list() {
    return list;
  }

  long varint() throws ProfileFormatException {
    int at = position;
    if (at < limit) {
      byte only = content[at];
      if (only >= 0) {
        position = at + 1;
        return only;
      }
    }
    return longVarint();
  }

  private long longVarint() throws ProfileFormatException {
    int from = position;
    int to = Math.min(limit, from + MAX_VARINT);
    long value = 0;
    for (int at = from; at < to; at++) {
      byte next = content[at];
      value |= (next & 0x7fL) << (7 * (at - from));
      if (next >= 0) {
        position = at + 1;
        return value;
      }
    }
    position = to;
    throw failure(
        to - from == MAX_VARINT
            ? "varint runs past 10 bytes"
            : "the value runs past the end of its message");
  }

  /// A line: profile.proto gives it 64 bits, 30 hold every file's and their differences fit an int.
  ///
  /// @param in the field of the message at hand that it was read from
  int line(long line, int in) throws ProfileFormatException {
    if (Math.abs(line) > MAX_LINE || line == Long.MIN_VALUE) {
      throw place(in).failure("line %d is out of range".formatted(line));
    }
    return (int) line;
  }

  /// Enters the message at hand; what it returns goes to [#leave].
  int enter() throws ProfileFormatException {
    int outer = limit;
    int length = length();
    limit = position + length;
    return outer;
  }

  void leave(int outer) {
    limit = outer;
  }

  /// Passes over a string and returns its length; it ends at [#offset].
  int string() throws ProfileFormatException {
    int length = length();
    position += length;
    return length;
  }

  /// A field of the message at hand, for an error that shows only later.
  Place place(long field) {
    return new Place(message, field, position);
  }

  ProfileFormatException failure(String reason) {
    return place(tag >>> 3).failure(reason);
  }

  private int length() throws ProfileFormatException {
    long length = varint();
    if (length < 0) {
      throw failure("negative length");
    }
    require(length);
    return (int) length;
  }

  private void require(long bytes) throws ProfileFormatException {
    if (limit - position < bytes) {
      throw failure("the value runs past the end of its message");
    }
  }

  private void skip(int bytes) throws ProfileFormatException {
    require(bytes);
    position += bytes;
  }
}
