package io.gitlab.gopgo.pprof;

import com.google.protobuf.UnknownFieldSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/// A profile's file, compressed or not.
public final class ProfileFile {
  /// Fields of profile.proto.
  private static final int TIME = 9;

  private static final int DURATION = 10;
  private static final int PERIOD = 12;

  private ProfileFile() {}

  /// The file's bytes, but not more of them than a profile may have: a path may turn out to be a
  /// disk image or `/dev/zero`.
  ///
  /// @throws IOException also for a file of more than `limit` bytes; its message is a reason
  ///   without the file's name, which the caller knows better
  public static byte[] read(Path file, long limit) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("it is a folder");
    }
    try (InputStream in = Files.newInputStream(file)) {
      int most = (int) Math.min(limit, Integer.MAX_VALUE - 64L);
      byte[] bytes = in.readNBytes(most);
      if (bytes.length == most && in.read() != -1) {
        throw new IOException("larger than the limit of %d bytes".formatted(limit));
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new IOException("no such file", e);
    } catch (AccessDeniedException e) {
      throw new IOException("permission denied", e);
    } catch (FileSystemException e) {
      throw new IOException(e.getReason() == null ? "can't be read" : e.getReason(), e);
    }
  }

  /// The profile, uncompressed, with another time in the place of its own: Go's tools refuse a
  /// second one behind the first.
  ///
  /// @param file a profile that could be read
  public static byte[] recorded(byte[] file, Instant from, Duration length) throws IOException {
    return with(
        file,
        Map.of(TIME, Duration.between(Instant.EPOCH, from).toNanos(), DURATION, length.toNanos()));
  }

  /// The profile, uncompressed, with another period.
  ///
  /// @param file a profile that could be read
  public static byte[] withPeriod(byte[] file, long period) throws IOException {
    return with(file, Map.of(PERIOD, period));
  }

  private static byte[] with(byte[] file, Map<Integer, Long> numbers) throws IOException {
    InputStream bytes = new ByteArrayInputStream(file);
    try (InputStream in = Gunzip.isGzip(file) ? new GZIPInputStream(bytes) : bytes) {
      UnknownFieldSet.Builder profile = UnknownFieldSet.parseFrom(in).toBuilder();
      numbers.forEach((field, number) ->
          profile
              .clearField(field)
              .addField(field, UnknownFieldSet.Field.newBuilder().addVarint(number).build()));
      return profile.build().toByteArray();
    }
  }

  /// The SHA-256 of what the file inflates to, in hex: the same content compressed by another
  /// library is the same profile. A file that doesn't inflate is taken as it is.
  public static String contentHash(byte[] file) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      update(digest, file);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void update(MessageDigest digest, byte[] file) {
    if (Gunzip.isGzip(file)) {
      try {
        Gunzip gunzip = new Gunzip(ProfileReader.DEFAULT_LIMIT);
        gunzip.inflate(file);
        digest.update(gunzip.content(), 0, gunzip.length());
        return;
      } catch (ProfileFormatException e) {
        // Taken as it is, as promised.
      }
    }
    digest.update(file);
  }

  /// Whether two files hold the same, however they are compressed.
  public static boolean sameContent(byte[] one, byte[] other) {
    return contentHash(one).equals(contentHash(other));
  }
}
