package io.gitlab.gopgo.pprof;

import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Inflates profiles, member after member, as Go's reader does.
///
/// One of it serves many files, one after another: their content is inflated into the same memory.
///
/// `GZIPInputStream` takes garbage after the last member for the end of the file; Go refuses such a
/// file, so this is done on the JDK's Inflater (RFC 1952).
final class Gunzip {
  private static final int HEADER_BYTES = 10;
  private static final int TRAILER_BYTES = 8;
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  /// Memory for files of this size is kept for the next one; the rare larger one shall not stay.
  private static final int KEPT = 2 << 20;

  /// The least memory to inflate into.
  private static final int LEAST = 1 << 10;

  /// No byte of deflated data stands for more bytes than this.
  private static final long MOST_INFLATION = 1032;

  private final long limit;
  private byte[] file = {};
  private int position;
  private byte[] content = {};
  private int length;

  /// @param limit the most bytes that a file may inflate to
  Gunzip(long limit) {
    this.limit = limit;
  }

  static boolean isGzip(byte[] file) {
    return file.length >= 2 && file[0] == 0x1f && file[1] == (byte) 0x8b;
  }

  /// Inflates all members of the file; [#content] has them until the next call.
  void inflate(byte[] gzip) throws ProfileFormatException {
    file = gzip;
    position = 0;
    length = 0;
    if (content.length > KEPT) {
      content = new byte[0];
    }
    Inflater inflater = new Inflater(true);
    try {
      while (position < file.length) {
        header();
        member(inflater);
        inflater.reset();
      }
    } finally {
      inflater.end();
    }
  }

  /// Holds the inflated bytes, and others behind the first [#length].
  byte[] content() {
    return content;
  }

  int length() {
    return length;
  }

  private void header() throws ProfileFormatException {
    int start = position;
    require(HEADER_BYTES);
    if ((file[start] & 0xff) != 0x1f || (file[start + 1] & 0xff) != 0x8b || file[start + 2] != 8) {
      throw failure("no gzip header");
    }
    int flags = file[start + 3];
    position += HEADER_BYTES;
    if ((flags & EXTRA) != 0) {
      require(2);
      int extra = littleEndian16(position);
      position += 2;
      require(extra);
      position += extra;
    }
    if ((flags & NAME) != 0) {
      zeroTerminated();
    }
    if ((flags & COMMENT) != 0) {
      zeroTerminated();
    }
    if ((flags & HEADER_CRC) != 0) {
      require(2);
      CRC32 crc = new CRC32();
      crc.update(file, start, position - start);
      if ((crc.getValue() & 0xffff) != littleEndian16(position)) {
        throw failure("wrong header checksum");
      }
      position += 2;
    }
  }

  private void member(Inflater inflater) throws ProfileFormatException {
    int start = length;
    inflater.setInput(file, position, file.length - position);
    try {
      while (!inflater.finished()) {
        if (length == content.length) {
          grow();
        }
        int inflated = inflater.inflate(content, length, content.length - length);
        length += inflated;
        if (inflated == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          position = file.length;
          throw failure("the compressed data ends early");
        }
      }
    } catch (DataFormatException e) {
      position += (int) inflater.getBytesRead();
      throw failure("broken compressed data: " + e.getMessage());
    }
    position += (int) inflater.getBytesRead();
    requireWithinLimit();
    trailer(start);
  }

  private void trailer(int start) throws ProfileFormatException {
    require(TRAILER_BYTES);
    CRC32 crc = new CRC32();
    crc.update(content, start, length - start);
    if ((int) crc.getValue() != littleEndian32(position)
        || length - start != littleEndian32(position + 4)) {
      throw failure("wrong checksum");
    }
    position += TRAILER_BYTES;
  }

  private void grow() throws ProfileFormatException {
    requireWithinLimit();
    // What the last member says of its size spares most files to grow; a byte more, because the end
    // shows only when there is room for another. A lie costs no more than the file's own bytes
    // would.
    long told =
        Math.min(littleEndian32(file.length - 4) & 0xffffffffL, file.length * MOST_INFLATION);
    long more = Math.max(length == 0 ? told + 1 : 0, Math.max(2L * length, LEAST));
    content = Arrays.copyOf(content, (int) Math.min(limit + 1, more));
  }

  private void requireWithinLimit() throws ProfileFormatException {
    if (length > limit) {
      throw ProfileFormatException.tooLarge(
          "gzip", position, "inflates to more than the limit of %d bytes".formatted(limit));
    }
  }

  private void zeroTerminated() throws ProfileFormatException {
    do {
      require(1);
    } while (file[position++] != 0);
  }

  private void require(int bytes) throws ProfileFormatException {
    if (file.length - position < bytes) {
      throw failure("the file ends early");
    }
  }

  private int littleEndian16(int at) {
    return (file[at] & 0xff) | (file[at + 1] & 0xff) << 8;
  }

  private int littleEndian32(int at) {
    return littleEndian16(at) | littleEndian16(at + 2) << 16;
  }

  private ProfileFormatException failure(String reason) {
    return new ProfileFormatException("gzip", position, reason);
  }
}
