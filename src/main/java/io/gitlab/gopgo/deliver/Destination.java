package io.gitlab.gopgo.deliver;

import io.gitlab.gopgo.config.Section;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Where one service's profile goes.
///
/// @param files paths within the project, with `/` between folders
public record Destination(Target target, List<String> files) {

  private static final Pattern GROUP = Pattern.compile("[a-z0-9-]+");

  /// Reads a service's `to`: a folder, or a project on one of the GitLabs.
  ///
  /// @param defaults the top level's section `mergeRequest`
  static Destination read(Section to, Map<String, Instance> instances, RequestSettings defaults) {
    Target target = to.has("gitlab") ? project(to, instances, defaults) : folder(to);
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

  private static Target folder(Section to) {
    Path folder = to.path("folder");
    if (folder.getFileName() == null) {
      throw to.failure("folder", "expected a folder with a name, found " + folder);
    }
    return new FolderTarget(folder);
  }

  private static Target project(
      Section to, Map<String, Instance> instances, RequestSettings defaults) {
    String name = to.text("gitlab");
    Instance instance = instances.get(name);
    if (instance == null) {
      throw to.unknown("gitlab", name, "GitLab", instances.keySet());
    }
    String path = to.expandedText("project");
    if (!path.contains("/") || !isBelowProject(path)) {
      throw to.failure(
          "project", "expected a path such as gitlab-org/gitaly, found \"%s\"".formatted(path));
    }
    String group = to.optionalText("group").orElse("");
    if (!group.isEmpty() && !GROUP.matcher(group).matches()) {
      throw to.failure("group", "expected small letters, digits and dashes");
    }
    return new GitLabTarget(
        instance,
        path,
        to.optionalText("branch"),
        group,
        to.flag("anyFolder", false),
        to.optionalSection("mergeRequest")
            .map(section -> RequestSettings.read(section, defaults))
            .orElse(defaults));
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
