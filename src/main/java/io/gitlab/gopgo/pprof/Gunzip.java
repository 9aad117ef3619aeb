package io.gitlab.gopgo.pprof;

import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Inflates a profile, member after member, as Go's reader does.
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

  private final byte[] file;
  private final long limit;
  private int position;
  private byte[] content;
  private int length;

  private Gunzip(byte[] file, long limit) {
    this.file = file;
    this.limit = limit;
    this.content = new byte[(int) Math.min(limit + 1, Math.max(1024, file.length * 4L))];
  }

  static boolean isGzip(byte[] file) {
    return file.length >= 2 && file[0] == 0x1f && file[1] == (byte) 0x8b;
  }

  /// The inflated content of all members, at most `limit` bytes.
  static byte[] inflate(byte[] file, long limit) throws ProfileFormatException {
    Gunzip gunzip = new Gunzip(file, limit);
    Inflater inflater = new Inflater(true);
    try {
      while (gunzip.position < file.length) {
        gunzip.header();
        gunzip.member(inflater);
        inflater.reset();
      }
    } finally {
      inflater.end();
    }
    return Arrays.copyOf(gunzip.content, gunzip.length);
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
    if (length > limit) {
      throw failure("inflates to more than the limit of %d bytes".formatted(limit));
    }
    content = Arrays.copyOf(content, (int) Math.min(limit + 1, length * 2L));
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
