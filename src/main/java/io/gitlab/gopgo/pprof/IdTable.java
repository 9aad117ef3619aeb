package io.gitlab.gopgo.pprof;

import java.util.Arrays;

/// Gives each id of a profile a slot, numbered in the order in which ids first appear.
///
/// Samples may name locations that are defined later, or never: an id gets its slot at whichever
/// comes first, and remembers where that was, so that a dangling one can be reported with its
/// place.
final class IdTable {
  private long[] ids = new long[256];
  private int[] offsets = new int[256];
  private boolean[] defined = new boolean[256];
  private int size;

  /// Open addressing: slot + 1 of the id in that bucket, 0 for an empty one.
  private int[] buckets = new int[1024];

  int size() {
    return size;
  }

  long id(int slot) {
    return ids[slot];
  }

  /// The slot of `id`, which is mentioned at `offset`.
  int slot(long id, int offset) {
    // Go numbers from 1 in order of appearance, so most ids are their slot's number plus one.
    if (id > 0 && id <= size && ids[(int) id - 1] == id) {
      return (int) id - 1;
    }
    int mask = buckets.length - 1;
    int bucket = bucket(id, mask);
    while (buckets[bucket] != 0) {
      int slot = buckets[bucket] - 1;
      if (ids[slot] == id) {
        return slot;
      }
      bucket = (bucket + 1) & mask;
    }
    return add(id, offset, bucket);
  }

  /// Marks the slot as defined; false if it was already.
  boolean define(int slot) {
    boolean first = !defined[slot];
    defined[slot] = true;
    return first;
  }

  /// The first slot that was mentioned and never defined, or -1.
  int firstUndefined() {
    for (int slot = 0; slot < size; slot++) {
      if (!defined[slot]) {
        return slot;
      }
    }
    return -1;
  }

  /// Where the slot's id was first mentioned.
  int offset(int slot) {
    return offsets[slot];
  }

  private int add(long id, int offset, int bucket) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, size * 2);
      offsets = Arrays.copyOf(offsets, size * 2);
      defined = Arrays.copyOf(defined, size * 2);
    }
    ids[size] = id;
    offsets[size] = offset;
    buckets[bucket] = ++size;
    if (size > buckets.length / 2) {
      rehash();
    }
    return size - 1;
  }

  private void rehash() {
    buckets = new int[buckets.length * 2];
    int mask = buckets.length - 1;
    for (int slot = 0; slot < size; slot++) {
      int bucket = bucket(ids[slot], mask);
      while (buckets[bucket] != 0) {
        bucket = (bucket + 1) & mask;
      }
      buckets[bucket] = slot + 1;
    }
  }

  private static int bucket(long id, int mask) {
    return Scatter.bucket(Scatter.mix(0, id), mask);
  }
}
