package io.gitlab.gopgo.pprof;

import java.util.Arrays;

/// Gives each id of a profile a slot, numbered in the order in which ids first appear.
///
/// Samples may name locations that are defined later, or never: an id gets its slot at whichever
/// comes first, and remembers where that was, so that a dangling one can be reported with its
/// place.
final class IdTable {
  private long[] ids;
  private int[] offsets;
  private boolean[] defined;
  private int size;

  /// How many of the first ids are 1, 2, 3 and so on, which is how Go numbers: they need no search.
  private int counted;

  /// Open addressing: slot + 1 of the id in that bucket, 0 for an empty one. Without any bucket as
  /// long as all ids are counted.
  private int[] buckets = {};

  /// @param capacity of ids before it grows
  IdTable(int capacity) {
    ids = new long[capacity];
    offsets = new int[capacity];
    defined = new boolean[capacity];
  }

  /// An empty one with the memory of another, which is no longer needed.
  IdTable(IdTable previous) {
    ids = previous.ids;
    offsets = previous.offsets;
    defined = previous.defined;
    Arrays.fill(defined, 0, previous.size, false);
  }

  /// How many ids it takes before it grows.
  int capacity() {
    return ids.length;
  }

  int size() {
    return size;
  }

  long id(int slot) {
    return ids[slot];
  }

  /// The slot of `id`, which is mentioned at `offset`.
  int slot(long id, int offset) {
    return id > 0 && id <= counted ? (int) id - 1 : search(id, offset);
  }

  /// Gives the ids a slot each; all are mentioned at `offset`.
  void slots(long[] mentioned, int from, int to, int offset) {
    for (int i = from; i < to; i++) {
      long id = mentioned[i];
      if (id <= 0 || id > counted) {
        search(id, offset);
      }
    }
  }

  private int search(long id, int offset) {
    if (buckets.length == 0) {
      if (id == size + 1L) {
        counted++;
        return add(id, offset);
      }
      rehash(1024);
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
    int slot = add(id, offset);
    buckets[bucket] = size;
    if (size > buckets.length / 2) {
      rehash(buckets.length * 2);
    }
    return slot;
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

  private int add(long id, int offset) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, size * 2);
      offsets = Arrays.copyOf(offsets, size * 2);
      defined = Arrays.copyOf(defined, size * 2);
    }
    ids[size] = id;
    offsets[size] = offset;
    return size++;
  }

  private void rehash(int least) {
    int length = least;
    while (length < size * 2L) {
      length *= 2;
    }
    buckets = new int[length];
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
