package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.collect.Answer;
import io.gitlab.gopgo.collect.Pass;
import io.gitlab.gopgo.collect.ProfileHash;
import io.gitlab.gopgo.collect.handover.HandoverFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What `go-pgo fan-out` collected in an earlier job. No source is asked.
record HandedOver(HandoverFolder folder) implements Supply {
  /// What a settings file is known by.
  static String hash(Path file) throws IOException {
    return ProfileHash.of(Files.readAllBytes(file)).toString();
  }

  @Override
  public void collect(List<Settings.Service> services) {}

  @Override
  public Answer of(Settings.Service service) {
    return folder.answer(service.name());
  }

  @Override
  public Map<String, Pass.Listing> listings() {
    return Map.of();
  }
}
