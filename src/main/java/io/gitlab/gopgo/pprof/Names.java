package io.gitlab.gopgo.pprof;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Function names as small numbers, shared by all profiles that are to be compared or merged.
///
/// A name is a sequence of bytes: Go compares them with linker symbols byte for byte, so nothing
/// here decodes them. Two names are the same exactly when their numbers are.
public final class Names {
  static final int NONE = -1;

  private byte[][] names = new byte[1024][];
  private long[] hashes = new long[1024];
  private int size;

  /// Open addressing: number + 1 of the name in that bucket, 0 for an empty one.
  private int[] buckets = new int[4096];

  /// The number of the name in `bytes[from, from + length)`.
  public int intern(byte[] bytes, int from, int length) {
    long hash = hash(bytes, from, length);
    int bucket = bucket(hash, bytes, from, length);
    return buckets[bucket] != 0
        ? buckets[bucket] - 1
        : add(Arrays.copyOfRange(bytes, from, from + length), hash, bucket);
  }

  /// The number of that name, or [#NONE].
  int find(byte[] bytes, int from, int length) {
    return buckets[bucket(hash(bytes, from, length), bytes, from, length)] - 1;
  }

  private int bucket(long hash, byte[] bytes, int from, int length) {
    int mask = buckets.length - 1;
    int bucket = Scatter.bucket(hash, mask);
    while (buckets[bucket] != 0) {
      int name = buckets[bucket] - 1;
      if (hashes[name] == hash
          && Arrays.equals(names[name], 0, names[name].length, bytes, from, from + length)) {
        return bucket;
      }
      bucket = (bucket + 1) & mask;
    }
    return bucket;
  }

  public int intern(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return intern(bytes, 0, bytes.length);
  }

  /// Takes all names of `others` and returns the numbers that they have here, by those there.
  public int[] internAll(Names others) {
    int[] mine = new int[others.size];
    for (int name = 0; name < mine.length; name++) {
      byte[] bytes = others.names[name];
      int bucket = bucket(others.hashes[name], bytes, 0, bytes.length);
      mine[name] =
          buckets[bucket] != 0 ? buckets[bucket] - 1 : add(bytes, others.hashes[name], bucket);
    }
    return mine;
  }

  /// The place of each name among all, in the order of [#compare].
  public int[] ranks() {
    int[] ranks = new int[size];
    int rank = 0;
    for (int name : IntStream.range(0, size).boxed().sorted(this::compare).toList()) {
      ranks[name] = rank++;
    }
    return ranks;
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
    int at = from;
    // Four bytes at a time: a multiplication takes as long as reading them.
    for (; at + 4 <= from + length; at += 4) {
      int four =
          (bytes[at] & 0xff)
              | (bytes[at + 1] & 0xff) << 8
              | (bytes[at + 2] & 0xff) << 16
              | bytes[at + 3] << 24;
      hash = Scatter.mix(hash, four);
    }
    for (; at < from + length; at++) {
      hash = Scatter.mix(hash, bytes[at]);
    }
    return hash;
  }
}
