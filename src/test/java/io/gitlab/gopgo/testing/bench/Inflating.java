package io.gitlab.gopgo.testing.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Reads and inflates the profiles of a folder and does nothing with them: what no merge in Java
/// can go below.
final class Inflating {
  /// Without extra fields or names, as Go and the JDK write it.
  private static final int HEADER_BYTES = 10;

  private Inflating() {}

  /// Prints the inflated bytes in total.
  ///
  /// @param arguments the folder, the number of threads
  public static void main(String[] arguments) throws IOException {
    List<Path> files;
    try (Stream<Path> below = Files.list(Path.of(arguments[0]))) {
      files = below.sorted().toList();
    }
    AtomicInteger next = new AtomicInteger();
    AtomicLong total = new AtomicLong();
    int threads = Integer.parseInt(arguments[1]);
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < threads; i++) {
        pool.execute(() -> total.addAndGet(inflate(files, next)));
      }
    }
    System.out.println(total);
  }

  private static long inflate(List<Path> files, AtomicInteger next) {
    byte[] content = new byte[1 << 18];
    long total = 0;
    try (Inflater inflater = new Inflater(true)) {
      for (int i = next.getAndIncrement(); i < files.size(); i = next.getAndIncrement()) {
        byte[] file = Files.readAllBytes(files.get(i));
        inflater.reset();
        inflater.setInput(file, HEADER_BYTES, file.length - HEADER_BYTES);
        while (!inflater.finished()) {
          total += inflater.inflate(content);
        }
      }
    } catch (IOException | DataFormatException e) {
      throw new IllegalStateException(e);
    }
    return total;
  }
}
