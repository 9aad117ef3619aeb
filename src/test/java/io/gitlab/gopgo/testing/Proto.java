package io.gitlab.gopgo.testing;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// One message of bare protobuf, for inputs that no writer should make.
public final class Proto {
  /// What stands in the message.
  public interface Body {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  private Proto() {}

  public static byte[] message(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      body.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
