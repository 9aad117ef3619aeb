package io.gitlab.gopgo.deliver;

import io.gitlab.gopgo.pprof.ProfileFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A project in a local folder.
///
/// @param folder absolute and normalised
record FolderTarget(Path folder) implements Target {
  @Override
  public String project() {
    return folder.getFileName().toString();
  }

  @Override
  public Path outputFolder() {
    return folder.getFileName();
  }

  @Override
  public Optional<String> conflict(Target other) {
    return Optional.empty();
  }

  @Override
  public Optional<String> obstacle() {
    return Optional.empty();
  }

  @Override
  public TargetState read(List<String> files, List<String> aside, long limit) {
    Map<String, byte[]> committed = new HashMap<>();
    Map<String, String> broken = new HashMap<>();
    for (String file : files) {
      try {
        Path path = existing(file);
        if (Files.exists(path)) {
          committed.put(file, ProfileFile.read(path, limit));
        }
      } catch (IOException e) {
        broken.put(file, "%s: %s".formatted(file, e.getMessage()));
      }
    }
    return new TargetState(
        "", "", committed, broken, Optional.empty(), Map.of(), Map.of(), Visit.NONE);
  }

  @Override
  public void explain(TargetState.Hold hold) {
    // Nothing holds a folder, and the table tells the rest.
  }

  @Override
  public Change titled(Change change) {
    return change;
  }

  @Override
  public Visit deliver(Change change) throws IOException {
    for (Map.Entry<String, byte[]> file : change.files().entrySet()) {
      AtomicFile.write(existing(file.getKey()), file.getValue());
    }
    return Visit.NONE;
  }

  @Override
  public Visit tend() {
    return Visit.NONE;
  }

  @Override
  public long requests() {
    return 0;
  }

  /// The file's path, in a folder that exists.
  private Path existing(String file) throws IOException {
    Path path = folder.resolve(file);
    Path parent = path.getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new IOException(
          "there is no folder %s for %s; check `to` in the settings"
              .formatted(parent, path.getFileName()));
    }
    return path;
  }
}
