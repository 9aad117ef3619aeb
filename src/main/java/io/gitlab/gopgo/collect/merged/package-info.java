/// Continuous profilers that merge on demand: asked for a service's profile day by day.
///
/// `MergedSource` cuts a window into `Slice`s and asks a `Profiler`, Pyroscope or Parca, for each.
@NullMarked
package io.gitlab.gopgo.collect.merged;

import org.jspecify.annotations.NullMarked;
