package io.gitlab.gopgo.testing.google;

/// Cloud Profiler's kinds of profiles, with the numbers of its `ProfileType`.
public enum ProfileType {
  PROFILE_TYPE_UNSPECIFIED(0),
  CPU(1),
  WALL(2),
  HEAP(3),
  THREADS(4),
  CONTENTION(5),
  PEAK_HEAP(6),
  HEAP_ALLOC(7),
  /// A kind that no client knows yet: the API may grow one any day.
  FUTURE(99);

  private final int number;

  ProfileType(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
