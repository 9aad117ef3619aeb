package io.gitlab.gopgo.testing.gitlab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A project's generic packages. Every upload is kept, as GitLab does by default; by its name the
/// newest is found.
public final class PackageFiles {
  private final List<Version> versions = new ArrayList<>();
  private boolean refusesDuplicates;

  /// A version of a package.
  record Version(int id, String name, String version, List<Upload> uploads) {
    Optional<Upload> newest(String fileName) {
      return uploads.stream()
          .filter(upload -> upload.fileName.equals(fileName))
          .max(Comparator.comparingInt(Upload::id));
    }
  }

  /// One upload of a file.
  record Upload(int id, String fileName, List<Byte> content) {
    byte[] bytes() {
      byte[] bytes = new byte[content.size()];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = content.get(i);
      }
      return bytes;
    }

    static Upload of(int id, String fileName, byte[] bytes) {
      List<Byte> content = new ArrayList<>(bytes.length);
      for (byte each : bytes) {
        content.add(each);
      }
      return new Upload(id, fileName, content);
    }
  }

  PackageFiles() {}

  /// Refuses a second upload of a name, which is a setting of a group.
  public synchronized void refuseDuplicates() {
    refusesDuplicates = true;
  }

  /// The newest content of each file, by `NAME/VERSION/FILE`.
  public synchronized SortedMap<String, byte[]> all() {
    SortedMap<String, byte[]> all = new TreeMap<>();
    for (Version version : versions) {
      for (Upload upload : version.uploads) {
        all.put(
            "%s/%s/%s".formatted(version.name, version.version, upload.fileName), upload.bytes());
      }
    }
    return all;
  }

  /// Puts other content in a file's place, or removes it.
  public synchronized void replace(String path, Optional<byte[]> content) {
    for (Version version : versions) {
      String start = "%s/%s/".formatted(version.name, version.version);
      if (path.startsWith(start)) {
        String fileName = path.substring(start.length());
        version.uploads.removeIf(upload -> upload.fileName.equals(fileName));
        content.ifPresent(bytes -> version.uploads.add(Upload.of(0, fileName, bytes)));
      }
    }
  }

  synchronized List<Version> versions() {
    return List.copyOf(versions);
  }

  synchronized void upload(int id, String name, String version, String fileName, byte[] content) {
    Version found =
        versions.stream()
            .filter(each -> each.name.equals(name) && each.version.equals(version))
            .findFirst()
            .orElseGet(() -> {
              Version created = new Version(id, name, version, new ArrayList<>());
              versions.add(created);
              return created;
            });
    if (refusesDuplicates && found.newest(fileName).isPresent()) {
      throw Refusal.forbidden("Duplicate package is not allowed");
    }
    found.uploads.add(Upload.of(id, fileName, content));
  }

  synchronized void remove(Version version) {
    versions.remove(version);
  }

  /// What GitLab allows in a name, a version and a file's name.
  static void check(String field, String text, Pattern pattern) {
    if (!pattern.matcher(text).matches()) {
      throw Refusal.error(400, field + " is invalid");
    }
  }
}
