package io.gitlab.gopgo.pprof;

/// What one column of sample values counts, and in which unit: `samples/count`, `cpu/nanoseconds`.
public record ValueType(String type, String unit) {
  /// How often the profiler's timer hit: the first column of every CPU profile that Go writes.
  public static final ValueType SAMPLES_COUNT = new ValueType("samples", "count");

  /// CPU time: the second column of every CPU profile that Go writes, and its period's type.
  public static final ValueType CPU_NANOSECONDS = new ValueType("cpu", "nanoseconds");

  @Override
  public String toString() {
    return type + "/" + unit;
  }
}
