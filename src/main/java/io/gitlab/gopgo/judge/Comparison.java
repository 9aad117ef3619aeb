package io.gitlab.gopgo.judge;

import io.gitlab.gopgo.pgo.ProfileDiff;

/// A new profile beside a committed one.
///
/// @param path the committed profile's
/// @param drift what of the difference isn't noise
public record Comparison(String path, ProfileDiff diff, NoiseFloor floor, Drift drift) {

  /// Whether the two differ by more than noise.
  public boolean isChange() {
    return distanceFromFloor() < 0;
  }

  /// How far the overlap lies above the noise floor, negative below it.
  double distanceFromFloor() {
    return diff.overlap() - floor.overlap();
  }
}
