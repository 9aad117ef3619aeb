package io.gitlab.gopgo.deliver;

import io.gitlab.gopgo.gitlab.GitLabException;
import io.gitlab.gopgo.gitlab.GitLabProject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Whether a profile may be committed under a path of a project.
///
/// @param head the commit to look at
/// @param anyFolder whether a folder without a program will do
record FilePlace(GitLabProject project, String head, boolean anyFolder) {
  private static final Pattern PACKAGE_MAIN =
      Pattern.compile("^package main\\b", Pattern.MULTILINE);

  /// What is wrong with a path; empty if it is good.
  Optional<String> objection(String path, Optional<byte[]> committed) throws GitLabException {
    boolean isInLfs =
        committed.isPresent() ? isLfsPointer(committed.get()) : isLfsPath(path, project, head);
    if (isInLfs) {
      return Optional.of(
          """
          %s is kept in Git LFS, where GitLab's API commits wrong contents; a profile is small: add \
          the line `*.pgo -filter -diff -merge` to %s\
          """
              .formatted(path, GitAttributes.NAME));
    }
    return committed.isEmpty() && !anyFolder && !hasMainPackage(path)
        ? Optional.of(
            "%s has no main package for %s; check `files`, or set `anyFolder: true`"
                .formatted(project.about().path(), path))
        : Optional.empty();
  }

  private static boolean isLfsPointer(byte[] content) {
    return new String(content, 0, Math.min(content.length, 40), StandardCharsets.ISO_8859_1)
        .startsWith("version https://git-lfs.github.com/");
  }

  private static boolean isLfsPath(String path, GitLabProject project, String head)
      throws GitLabException {
    List<GitAttributes.Source> sources = new ArrayList<>();
    for (String folder : foldersFromWithin(path)) {
      String file = folder.isEmpty() ? GitAttributes.NAME : folder + "/" + GitAttributes.NAME;
      project
          .file(file, head)
          .ifPresent(content -> sources.add(GitAttributes.Source.of(folder, content)));
    }
    return GitAttributes.isLfs(path, sources);
  }

  private static List<String> foldersFromWithin(String path) {
    List<String> folders = new ArrayList<>();
    String rest = path;
    while (rest.contains("/")) {
      rest = folder(rest);
      folders.add(rest);
    }
    folders.add("");
    return folders.stream().distinct().toList();
  }

  private static String folder(String path) {
    return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
  }

  /// A path in a folder without a program is a typo, and committing it would make folders.
  private boolean hasMainPackage(String path) throws GitLabException {
    String folder = folder(path);
    Optional<List<String>> names = project.names(folder, head);
    if (names.isEmpty()) {
      // Only a dry run has a token that can't tell.
      return true;
    }
    for (String name : names.get()) {
      if (name.endsWith(".go") && !name.endsWith("_test.go")) {
        String file = folder.isEmpty() ? name : folder + "/" + name;
        Optional<byte[]> source = project.file(file, head);
        if (source
            .filter(text -> PACKAGE_MAIN.matcher(new String(text, StandardCharsets.UTF_8)).find())
            .isPresent()) {
          return true;
        }
      }
    }
    return false;
  }
}
