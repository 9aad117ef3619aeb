package io.gitlab.gopgo.collect.store;

import io.gitlab.gopgo.pprof.ProfileFile;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/// A store in a folder: `FOLDER/SERVICE/2026-11-08/NAME`.
///
/// What others put there is left alone: only names that an entry has are seen.
///
/// @param limit the most bytes of a file
record FolderStore(Path folder, long limit) implements Store {
  /// What a killed write leaves.
  private static final String HALF_WRITTEN = "\\..*\\.new";

  @Override
  public SortedSet<LocalDate> days(String service) throws IOException {
    SortedSet<LocalDate> days = new TreeSet<>();
    for (String name : list(folder.resolve(service))) {
      EntryName.day(name).ifPresent(days::add);
    }
    return days;
  }

  @Override
  public SortedSet<String> names(String service, LocalDate day) throws IOException {
    return list(place(service, day));
  }

  @Override
  public byte[] read(String service, LocalDate day, String name) throws IOException {
    return ProfileFile.read(place(service, day).resolve(name), limit);
  }

  @Override
  public void write(String service, LocalDate day, String name, byte[] content) throws IOException {
    Path place = place(service, day);
    try {
      Files.createDirectories(place);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(e.getFile() + ": expected a folder, found a file", e);
    }
    // Beside it under a name that no entry has: a kill leaves nothing that looks like one.
    Path beside = Files.createTempFile(place, ".", ".new");
    try {
      Files.write(beside, content);
      try {
        Files.move(
            beside,
            place.resolve(name),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(beside, place.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  @Override
  public void delete(String service, LocalDate day) throws IOException {
    Path place = place(service, day);
    for (String name : list(place)) {
      if (EntryName.of(name).isPresent() || name.matches(HALF_WRITTEN)) {
        Files.deleteIfExists(place.resolve(name));
      }
    }
    if (isEmpty(place)) {
      Files.deleteIfExists(place);
    }
  }

  private Path place(String service, LocalDate day) {
    return folder.resolve(service).resolve(day.toString());
  }

  private static boolean isEmpty(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return false;
    }
    try (Stream<Path> files = Files.list(place)) {
      return files.findAny().isEmpty();
    }
  }

  private static SortedSet<String> list(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return Collections.emptySortedSet();
    }
    try (Stream<Path> files = Files.list(place)) {
      List<String> names =
          files
              .map(file -> Optional.ofNullable(file.getFileName()).map(Path::toString).orElse(""))
              .toList();
      return new TreeSet<>(names);
    }
  }
}
