package io.gitlab.gopgo.testing.corpus;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// Writes profiles into a folder: `bench/corpus`.
final class CorpusFolder {
  private CorpusFolder() {}

  /// Writes them.
  ///
  /// @param arguments the folder, then either the number of profiles, a seed, and perhaps a folder
  ///   of profiles to start from; or the word `pathological`
  public static void main(String[] arguments) throws IOException {
    List<String> words = List.of(arguments);
    Path folder = Files.createDirectories(Path.of(words.getFirst()));
    if (words.get(1).equals("pathological")) {
      for (Pathology pathology : Pathology.values()) {
        try (OutputStream file = Files.newOutputStream(folder.resolve(pathology.fileName()))) {
          pathology.writeTo(file);
        }
      }
      return;
    }
    long seed = Long.parseLong(words.get(2));
    Corpus corpus =
        words.size() > 3 ? Corpus.of(Path.of(words.get(3)), seed) : Corpus.ofRecordings(seed);
    IntStream.range(0, Integer.parseInt(words.get(1)))
        .parallel()
        .forEach(
            index -> write(folder.resolve("%05d.pprof".formatted(index)), corpus.profile(index)));
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
