package io.gitlab.gopgo.collect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
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
  /// @throws IOException for a path that doesn't exist, and for a word that is no path or glob
  public static List<Found> find(Path folder, String word) throws IOException {
    if (word.isBlank()) {
      throw new IOException("an empty path: is a variable unset?");
    }
    try {
      Path named = folder.resolve(word).normalize();
      // A name may hold wildcards: the shell has expanded *.pprof to cpu[1].pprof.
      if (Files.isDirectory(named)) {
        return below(named, "**");
      }
      if (Files.exists(named)) {
        return List.of(new Found(named, String.valueOf(named.getFileName())));
      }
      Matcher wildcard = WILDCARD.matcher(word);
      if (!wildcard.find()) {
        throw new NoSuchFileException(word);
      }
      int glob = word.lastIndexOf('/', wildcard.start()) + 1;
      Path start = folder.resolve(word.substring(0, glob)).normalize();
      return Files.isDirectory(start) ? below(start, word.substring(glob)) : List.of();
    } catch (InvalidPathException e) {
      throw new IOException("%s: no valid path: %s".formatted(word, e.getReason()), e);
    } catch (PatternSyntaxException e) {
      throw new IOException("%s: no valid glob: %s".formatted(word, e.getDescription()), e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static List<Found> below(Path start, String word) throws IOException {
    Glob glob = Glob.of(word);
    // A walk doesn't follow links, but the folder that was named may be one.
    Path real = start.toRealPath();
    try (Stream<Path> paths = Files.find(real, Integer.MAX_VALUE, InputFiles::isFile)) {
      return paths
          .map(real::relativize)
          .filter(path -> !isHidden(path) && glob.matches(path.toString()))
          .sorted()
          .map(path -> new Found(start.resolve(path), path.toString()))
          .toList();
    }
  }

  /// Whether it is a file, or a link to one.
  private static boolean isFile(Path path, BasicFileAttributes attributes) {
    return attributes.isRegularFile() || (attributes.isSymbolicLink() && Files.isRegularFile(path));
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
