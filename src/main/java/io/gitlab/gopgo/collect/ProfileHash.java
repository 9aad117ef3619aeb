package io.gitlab.gopgo.collect;

import io.gitlab.gopgo.pprof.ProfileFile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/// A SHA-256: of a profile's identity, or of its rank in a choice.
public final class ProfileHash implements Comparable<ProfileHash> {
  private final byte[] bytes;

  private ProfileHash(byte[] bytes) {
    this.bytes = bytes;
  }

  /// The identity of a file is its content, decompressed: neither a local path nor another
  /// compression makes another profile.
  public static ProfileHash of(byte[] file) {
    return new ProfileHash(HexFormat.of().parseHex(ProfileFile.contentHash(file)));
  }

  /// The identity of a profile that a server keeps is the name that it gave it.
  public static ProfileHash ofName(String name) {
    return new ProfileHash(sha256().digest(name.getBytes(StandardCharsets.UTF_8)));
  }

  /// A hash in the words of [#toString].
  public static ProfileHash parse(String hex) {
    return new ProfileHash(HexFormat.of().parseHex(hex));
  }

  /// The place of this profile in the draw that belongs to a seed.
  public ProfileHash rank(String seed) {
    MessageDigest digest = sha256();
    digest.update(seed.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    return new ProfileHash(digest.digest(bytes));
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public int compareTo(ProfileHash other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ProfileHash hash && Arrays.equals(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
