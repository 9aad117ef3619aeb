package io.gitlab.gopgo.collect.handover;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/// What was collected, and who judges which part of it.
///
/// It is fixed where it was collected, because a job that starts after midnight has another window,
/// and one with other settings other changes: two jobs would believe that a merge request is
/// theirs, or none.
///
/// @param now the time by which the settings were read
/// @param settings the SHA-256 of the settings' file, in hex
/// @param shards the services of each, none of them in two
public record Plan(Instant now, String settings, List<List<String>> shards) {
  /// As in the settings; so no name leads out of the folder.
  static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  /// Those of all shards.
  public List<String> services() {
    return shards.stream().flatMap(List::stream).toList();
  }
}
