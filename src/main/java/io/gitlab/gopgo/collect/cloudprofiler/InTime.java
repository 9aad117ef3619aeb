package io.gitlab.gopgo.collect.cloudprofiler;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BooleanSupplier;

/// A page as long as there is time for it: a server may send it as slowly as it likes.
final class InTime extends FilterInputStream {
  private final BooleanSupplier isLate;

  InTime(InputStream page, BooleanSupplier isLate) {
    super(page);
    this.isLate = isLate;
  }

  /// The time was over while a page was read, which is then as if it had not been asked for.
  static final class Late extends IOException {
    private static final long serialVersionUID = 1;
  }

  @Override
  public int read() throws IOException {
    requireTime();
    return super.read();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    requireTime();
    return super.read(bytes, offset, length);
  }

  private void requireTime() throws Late {
    if (isLate.getAsBoolean()) {
      throw new Late();
    }
  }
}
