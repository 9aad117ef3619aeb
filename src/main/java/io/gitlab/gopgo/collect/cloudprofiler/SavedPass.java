package io.gitlab.gopgo.collect.cloudprofiler;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gitlab.gopgo.collect.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// Where a pass stands, in a file, so that an interrupted one can go on: the quota of requests is
/// counted by the day.
///
/// @param key of all that makes passes the same: project, address, selections
/// @param pageToken of the next page; it insists on `pageSize`
/// @param draws in the selections' order
record SavedPass(
    String key,
    int pageSize,
    String pageToken,
    long pages,
    long bytes,
    long listed,
    long skipped,
    List<SavedDraw> draws) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// What one selection has seen and chosen.
  record SavedDraw(
      long found,
      long outside,
      SortedMap<String, SortedMap<String, Long>> counts,
      List<SavedProfile> profiles) {}

  /// A chosen profile.
  record SavedProfile(String name, Map<String, String> labels, String time) {
    Origin origin() {
      return new Origin(
          name, labels, time.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(time)));
    }
  }

  /// The saved pass of a key; empty where there is none, or none that can be read.
  static Optional<SavedPass> read(Path file, String key) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(Files.readAllBytes(file), SavedPass.class))
          .filter(pass -> key.equals(pass.key) && !pass.pageToken.isEmpty());
    } catch (IOException | RuntimeException e) {
      // A pass that can't go on starts anew; all that is lost is requests.
      return Optional.empty();
    }
  }

  void write(Path file) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".part");
    Files.write(beside, JSON.writeValueAsBytes(this));
    Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
