package io.gitlab.gopgo.collect.merged;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;

/// A question in protobuf, by field numbers: for the few fields of two messages, code generated
/// from the servers' definitions would be far more to keep.
final class Message {
  private final UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();

  Message text(int field, String value) {
    return bytes(field, ByteString.copyFromUtf8(value));
  }

  Message message(int field, Message value) {
    return bytes(field, value.fields.build().toByteString());
  }

  Message number(int field, long value) {
    fields.addField(field, UnknownFieldSet.Field.newBuilder().addVarint(value).build());
    return this;
  }

  byte[] bytes() {
    return fields.build().toByteArray();
  }

  private Message bytes(int field, ByteString value) {
    fields.addField(field, UnknownFieldSet.Field.newBuilder().addLengthDelimited(value).build());
    return this;
  }
}
