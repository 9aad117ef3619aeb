package io.gitlab.gopgo.collect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Finds the files that a word on the command line or in the settings stands for: a file, a folder
/// with all that is below it, or a glob.
public final class InputFiles {
  private static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");

  /// A file, and its path from the folder in which the search began.
  public record Found(Path file, String relative) {}

  private InputFiles() {}

  /// The files in the order of their paths; none if a glob matches nothing. Hidden files and
  /// folders (`.git`) are passed over unless they are named.
  ///
  /// @throws NoSuchFileException for a path that doesn't exist
  public static List<Found> find(Path folder, String word) throws IOException {
    Path base = folder.resolve(fixedPart(word)).normalize();
    if (!WILDCARD.matcher(word).find() && !Files.isDirectory(base)) {
      if (!Files.exists(base)) {
        throw new NoSuchFileException(word);
      }
      return List.of(new Found(base, base.getFileName().toString()));
    }
    if (!Files.isDirectory(base)) {
      return List.of();
    }
    String rest = word.substring(fixedPart(word).length());
    PathMatcher matcher = glob(rest.isEmpty() ? "**" : rest);
    try (Stream<Path> paths = Files.walk(base)) {
      return paths
          .filter(Files::isRegularFile)
          .map(base::relativize)
          .filter(path -> !isHidden(path) && matcher.matches(path))
          .sorted()
          .map(path -> new Found(base.resolve(path), path.toString()))
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /// A glob as people know it from git and CI: `**/` matches no folder, too.
  static PathMatcher glob(String glob) {
    return FileSystems.getDefault().getPathMatcher("glob:" + glob.replace("**/", "{**/,}"));
  }

  /// The folder before the first wildcard, with its slash; the whole word without one.
  private static String fixedPart(String word) {
    var wildcard = WILDCARD.matcher(word);
    return wildcard.find() ? word.substring(0, word.lastIndexOf('/', wildcard.start()) + 1) : word;
  }

  private static boolean isHidden(Path relative) {
    for (Path name : relative) {
      if (name.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }
}
