package io.gitlab.gopgo.deliver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The folder of `--output`: what would be delivered, to look at.
///
/// It shows one run. What the previous run wrote and this one didn't is removed, or a service that
/// is kept today would still seem to be proposed. A list in the folder says what is ours; nothing
/// else is ever touched.
public final class OutputFolder {
  private static final String OURS = ".go-pgo-files";

  private final Path folder;
  private final Set<String> written = new TreeSet<>();

  public OutputFolder(Path folder) {
    this.folder = folder;
  }

  /// Writes a change as files and its `merge-request.md`.
  public void deliver(Target target, Change change) throws IOException {
    for (Map.Entry<String, byte[]> file : change.files().entrySet()) {
      write(target.outputFolder().resolve(file.getKey()), file.getValue());
    }
    write(
        target.outputFolder().resolve("merge-request.md"),
        "# %s\n\n%s"
            .formatted(change.title(), change.description())
            .getBytes(StandardCharsets.UTF_8));
  }

  /// Writes a file of the run itself, such as `report.json`.
  public void write(Path relative, byte[] content) throws IOException {
    Path file = folder.resolve(relative);
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    AtomicFile.write(file, content);
    written.add(relative.toString());
  }

  /// Removes what the previous run wrote and this one didn't.
  public void finish() throws IOException {
    for (String stale : previouslyWritten()) {
      Path file = folder.resolve(stale).normalize();
      if (!written.contains(stale) && file.startsWith(folder.normalize())) {
        Files.deleteIfExists(file);
        deleteEmptyFolders(file.getParent());
      }
    }
    String list = String.join("\n", written) + "\n";
    AtomicFile.write(folder.resolve(OURS), list.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> previouslyWritten() throws IOException {
    Path ours = folder.resolve(OURS);
    return Files.isRegularFile(ours) ? Files.readAllLines(ours) : List.of();
  }

  private void deleteEmptyFolders(@Nullable Path from) throws IOException {
    for (Path empty = from; empty != null && !empty.equals(folder); empty = empty.getParent()) {
      try (var entries = Files.list(empty)) {
        if (entries.findAny().isPresent()) {
          return;
        }
      }
      Files.delete(empty);
    }
  }
}
