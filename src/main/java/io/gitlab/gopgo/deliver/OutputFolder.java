package io.gitlab.gopgo.deliver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

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
    Path ofChange = target.outputFolder().resolve(change.branch());
    for (Map.Entry<String, byte[]> file : change.files().entrySet()) {
      write(ofChange.resolve(file.getKey()), file.getValue());
    }
    write(
        ofChange.resolve("merge-request.md"),
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
    for (String entry : previouslyWritten()) {
      if (!written.contains(entry)) {
        remove(entry);
      }
    }
    String list = String.join("\n", written);
    AtomicFile.write(folder.resolve(OURS), list.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> previouslyWritten() throws IOException {
    Path ours = folder.resolve(OURS);
    return Files.isRegularFile(ours)
        ? new String(Files.readAllBytes(ours), StandardCharsets.UTF_8).lines().toList()
        : List.of();
  }

  /// Removes a file and the folders that it leaves empty. The list may be damaged or forged, so
  /// only a file in a real folder below ours is ever deleted.
  private void remove(String entry) throws IOException {
    Path file;
    try {
      file = folder.resolve(entry).normalize();
    } catch (InvalidPathException e) {
      return;
    }
    Path parent = file.getParent();
    if (parent == null
        || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        || !parent.toRealPath().startsWith(folder.toRealPath())) {
      return;
    }
    Files.delete(file);
    Path root = folder.normalize();
    for (Path left = parent; left != null && !left.equals(root); left = left.getParent()) {
      try (Stream<Path> entries = Files.list(left)) {
        if (entries.findAny().isPresent()) {
          return;
        }
      }
      Files.delete(left);
    }
  }
}
