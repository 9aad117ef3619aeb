package io.gitlab.gopgo.testing.gitlab;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/// The files of a commit in the making: path to content and mode.
final class Files {
  private final TreeMap<String, GitRepository.Entry> entries = new TreeMap<>();

  Files() {}

  Files(List<GitRepository.Entry> existing) {
    existing.stream().filter(entry -> !entry.folder()).forEach(this::put);
  }

  Optional<GitRepository.Entry> file(String path) {
    return Optional.ofNullable(entries.get(path));
  }

  /// Whether files stand below this path.
  boolean isFolder(String path) {
    String below = entries.ceilingKey(path + "/");
    return below != null && below.startsWith(path + "/");
  }

  void put(String path, ObjectId content, boolean executable) {
    put(
        new GitRepository.Entry(
            path,
            content,
            (executable ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE).getBits(),
            false));
  }

  private void put(GitRepository.Entry entry) {
    entries.put(entry.path(), entry);
  }

  void remove(String path) {
    entries.remove(path);
  }

  ObjectId write(ObjectInserter inserter) throws IOException {
    DirCache index = DirCache.newInCore();
    DirCacheBuilder builder = index.builder();
    for (GitRepository.Entry entry : entries.values()) {
      DirCacheEntry written = new DirCacheEntry(entry.path());
      written.setFileMode(FileMode.fromBits(entry.mode()));
      written.setObjectId(entry.id());
      builder.add(written);
    }
    builder.finish();
    return index.writeTree(inserter);
  }
}
