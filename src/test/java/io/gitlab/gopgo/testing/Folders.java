package io.gitlab.gopgo.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The project's own folders and short-lived ones.
public final class Folders {
  /// The checkout that is being tested.
  public static final Path PROJECT = Path.of(System.getProperty("project.root", "."));

  private static final Path PROFILES = PROJECT.resolve("src/test/resources/profiles");

  private Folders() {}

  /// What a test does with a folder.
  public interface Body<T> {
    T in(Path folder) throws IOException;
  }

  /// Runs `body` in a folder that is gone afterwards.
  public static <T> T inTemporary(Body<T> body) {
    try {
      Path folder = Files.createTempDirectory("go-pgo-test");
      try {
        return body.in(folder);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }

  /// A recorded profile of `src/test/go`.
  public static Path fixture(String name) {
    return PROFILES.resolve(name + ".pprof");
  }

  public static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// All recorded CPU profiles that the compiler accepts.
  public static List<Path> fixtures() {
    List<String> refused = List.of("heap", "idle", "start-lines-none");
    try (Stream<Path> files = Files.list(PROFILES)) {
      return files
          .filter(file -> file.toString().endsWith(".pprof"))
          .filter(file -> !refused.contains(file.getFileName().toString().replace(".pprof", "")))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
