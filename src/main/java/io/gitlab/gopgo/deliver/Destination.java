package io.gitlab.gopgo.deliver;

import io.gitlab.gopgo.config.Section;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/// Where one service's profile goes.
///
/// @param files paths within the project, with `/` between folders
public record Destination(Target target, List<String> files) {

  /// Reads a service's `to`.
  public static Destination read(Section to) {
    Path folder = to.path("folder");
    if (folder.getFileName() == null) {
      throw to.failure("folder", "expected a folder with a name, found " + folder);
    }
    Target target = new FolderTarget(folder);
    List<String> files = to.texts("files");
    for (String file : files) {
      if (!isBelowProject(file)) {
        throw to.failure(
            "files",
            "expected a path below the project such as cmd/api/default.pgo, found \"%s\""
                .formatted(file));
      }
    }
    if (files.stream().distinct().count() < files.size()) {
      throw to.failure("files", "a path stands twice");
    }
    to.done();
    return new Destination(target, files);
  }

  private static boolean isBelowProject(String file) {
    try {
      Path _ = Path.of(file);
    } catch (InvalidPathException e) {
      return false;
    }
    return List.of(file.split("/", -1)).stream()
        .allMatch(name ->
            !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c == '\\' || Character.isISOControl(c)));
  }
}
