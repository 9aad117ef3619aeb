package io.gitlab.gopgo.testing.google;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Counts what is written and passes on no more than the first `limit` bytes of it.
final class Counted extends FilterOutputStream {
  private final long limit;
  private long count;

  Counted(OutputStream out, long limit) {
    super(out);
    this.limit = limit;
  }

  long count() {
    return count;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, Math.clamp(limit - count, 0, length));
    count += length;
  }
}
