package io.gitlab.gopgo.pgo;

import io.gitlab.gopgo.pprof.ValueType;
import java.util.Arrays;
import java.util.List;

/// What an edge's weight counts. The compiler knows these two and takes whichever comes first among
/// a profile's sample types.
public enum WeightType {
  SAMPLES(ValueType.SAMPLES_COUNT),
  CPU_NANOSECONDS(ValueType.CPU_NANOSECONDS);

  private final ValueType valueType;

  WeightType(ValueType valueType) {
    this.valueType = valueType;
  }

  public ValueType valueType() {
    return valueType;
  }

  /// Whether samples' values of this type matter to anybody here.
  static boolean isRead(ValueType sampleType) {
    return Arrays.stream(values()).anyMatch(type -> type.valueType.equals(sampleType));
  }

  /// The column that the compiler reads, or -1 where it would refuse the profile.
  static int column(List<ValueType> sampleTypes) {
    for (int column = 0; column < sampleTypes.size(); column++) {
      for (WeightType type : values()) {
        if (type.valueType.equals(sampleTypes.get(column))) {
          return column;
        }
      }
    }
    return -1;
  }
}
