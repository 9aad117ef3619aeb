package io.gitlab.gopgo.collect.merged;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/// A message in protobuf's wire format, as far as the few fields of a question need it.
final class Message {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Message text(int field, String value) {
    return bytes(field, value.getBytes(UTF_8));
  }

  Message message(int field, Message value) {
    return bytes(field, value.bytes());
  }

  Message number(int field, long value) {
    varint((long) field << 3);
    varint(value);
    return this;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  private Message bytes(int field, byte[] value) {
    varint(((long) field << 3) | 2);
    varint(value.length);
    bytes.writeBytes(value);
    return this;
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }
}
