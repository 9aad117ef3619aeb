package io.gitlab.gopgo.pprof;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Function names as small numbers, shared by all profiles that are to be compared or merged.
///
/// A name is a sequence of bytes: Go compares them with linker symbols byte for byte, so nothing
/// here decodes them. Two names are the same exactly when their numbers are.
public final class Names {
  private byte[][] names = new byte[1024][];
  private long[] hashes = new long[1024];
  private int size;

  /// Open addressing: number + 1 of the name in that bucket, 0 for an empty one.
  private int[] buckets = new int[4096];

  /// The number of the name in `bytes[from, from + length)`.
  public int intern(byte[] bytes, int from, int length) {
    long hash = hash(bytes, from, length);
    int mask = buckets.length - 1;
    int bucket = Scatter.bucket(hash, mask);
    while (buckets[bucket] != 0) {
      int name = buckets[bucket] - 1;
      if (hashes[name] == hash
          && Arrays.equals(names[name], 0, names[name].length, bytes, from, from + length)) {
        return name;
      }
      bucket = (bucket + 1) & mask;
    }
    return add(Arrays.copyOfRange(bytes, from, from + length), hash, bucket);
  }

  public int intern(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return intern(bytes, 0, bytes.length);
  }

  /// The name's own bytes: to be read, not written.
  public byte[] bytes(int name) {
    return names[name];
  }

  /// The name for people: bytes that are no UTF-8 show as replacement characters.
  public String text(int name) {
    return new String(names[name], StandardCharsets.UTF_8);
  }

  /// Orders names as Go's compiler does: by unsigned bytes.
  public int compare(int one, int other) {
    return one == other ? 0 : Arrays.compareUnsigned(names[one], names[other]);
  }

  private int add(byte[] bytes, long hash, int bucket) {
    if (size == names.length) {
      names = Arrays.copyOf(names, size * 2);
      hashes = Arrays.copyOf(hashes, size * 2);
    }
    names[size] = bytes;
    hashes[size] = hash;
    buckets[bucket] = ++size;
    if (size > buckets.length / 2) {
      rehash();
    }
    return size - 1;
  }

  private void rehash() {
    buckets = new int[buckets.length * 2];
    int mask = buckets.length - 1;
    for (int name = 0; name < size; name++) {
      int bucket = Scatter.bucket(hashes[name], mask);
      while (buckets[bucket] != 0) {
        bucket = (bucket + 1) & mask;
      }
      buckets[bucket] = name + 1;
    }
  }

  private static long hash(byte[] bytes, int from, int length) {
    long hash = length;
    for (int i = from; i < from + length; i++) {
      hash = Scatter.mix(hash, bytes[i]);
    }
    return hash;
  }
}
