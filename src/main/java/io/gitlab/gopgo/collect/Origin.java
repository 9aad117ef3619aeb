package io.gitlab.gopgo.collect;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Where a profile comes from, as far as its source knows.
///
/// @param name what to call it in messages
/// @param labels what selections go by: `path` for files, `version` and `zone` for profilers
/// @param time when its recording began
public record Origin(String name, Map<String, String> labels, Optional<Instant> time) {}
