package io.gitlab.gopgo.deliver;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Writes files so that a reader sees the old content or the new one, and a kill leaves the old.
public final class AtomicFile {
  /// Behind the file's own name, so that two runs can write two files of one folder at once.
  private static final String BESIDE = ".go-pgo.new";

  private AtomicFile() {}

  /// Writes beside the file and moves; the folder must exist. A link is replaced, because in a
  /// checkout it may lead anywhere; a device or a pipe is written to, because replacing it would do
  /// harm.
  public static void write(Path file, byte[] content) throws IOException {
    try {
      writeBeside(file, content);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      // A full disk says no more than that.
      String message = String.valueOf(e.getMessage());
      String place = file.toString();
      throw message.contains(place) ? e : new IOException(place + ": " + message, e);
    }
  }

  private static void writeBeside(Path file, byte[] content) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + ": it is a folder");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      Files.write(file, content);
      return;
    }
    Path beside = file.resolveSibling("." + file.getFileName() + BESIDE);
    try {
      // What a killed run left. A new file, because a link of that name could lead anywhere.
      Files.deleteIfExists(beside);
      Files.write(beside, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      move(beside, file);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": its folder does not exist", e);
    } finally {
      if (Files.isRegularFile(beside)) {
        Files.delete(beside);
      }
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
