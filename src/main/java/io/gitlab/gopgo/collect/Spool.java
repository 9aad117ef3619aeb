package io.gitlab.gopgo.collect;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The bytes of the chosen profiles, in files, one for each profile that somebody chose.
///
/// Files stay when a run ends, so that the next one needs not decode them again. They hold what
/// production recorded, user labels included, so only their owner may read them.
public final class Spool {
  private static final String IGNORE = "*\n";
  private static final String PART = ".part";
  private static final Duration LONGEST_RUN = Duration.ofDays(1);

  private final Path folder;

  /// A file of this spool's own: another run may use the folder at the same time.
  private @Nullable Path candidate;

  private final long limit;

  /// @param limit the most bytes of a profile; a longer one is cut off, which the merge then
  ///   reports of it
  public Spool(Path folder, long limit) throws IOException {
    this.folder = folder;
    this.limit = limit;
    Files.createDirectories(folder);
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
    // Whoever runs in a checkout must not commit production's profiles by accident.
    Path ignore = Files.writeString(folder.resolve(".gitignore"), IGNORE);
    dropOld(Files.getLastModifiedTime(ignore).toInstant().minus(LONGEST_RUN));
  }

  /// Candidates of runs that were killed.
  private void dropOld(Instant before) throws IOException {
    List<Path> parts;
    try (Stream<Path> files = Files.list(folder)) {
      parts = files.filter(file -> file.toString().endsWith(PART)).toList();
    }
    for (Path part : parts) {
      try {
        if (Files.getLastModifiedTime(part).toInstant().isBefore(before)) {
          Files.deleteIfExists(part);
        }
      } catch (NoSuchFileException e) {
        // Another run has just moved it to its place.
      }
    }
  }

  public Path savedPass() {
    return folder.resolve("pass.json");
  }

  /// The file of a profile: names may hold anything, their hash doesn't.
  public Path file(String name) {
    return folder.resolve(ProfileHash.ofName(name) + ".pb.gz");
  }

  public boolean has(String name) {
    return !name.isEmpty() && Files.exists(file(name));
  }

  /// Where bytes go whose owner isn't chosen yet; the previous candidate's are gone.
  public OutputStream candidate() throws IOException {
    if (candidate == null) {
      candidate = Files.createTempFile(folder, "candidate-", PART);
    }
    return new Capped(Files.newOutputStream(candidate), limit);
  }

  /// The candidate's bytes are this profile's.
  public void keep(String name) throws IOException {
    if (candidate == null) {
      throw new IllegalStateException("no candidate for " + name);
    }
    Files.move(candidate, file(name), StandardCopyOption.REPLACE_EXISTING);
  }

  /// A chosen profile without bytes: the merge says that it can't be read.
  public void keepEmpty(String name) throws IOException {
    Files.write(file(name), new byte[0]);
  }

  public void dropCandidate() throws IOException {
    if (candidate != null) {
      Files.deleteIfExists(candidate);
    }
  }

  /// Deletes the files of all other profiles.
  public void retain(Set<String> names) throws IOException {
    dropCandidate();
    Set<Path> wanted = names.stream().map(this::file).collect(Collectors.toSet());
    List<Path> unwanted;
    try (Stream<Path> files = Files.list(folder)) {
      unwanted =
          files
              .filter(file -> file.toString().endsWith(".pb.gz") && !wanted.contains(file))
              .toList();
    }
    for (Path file : unwanted) {
      Files.delete(file);
    }
  }

  /// Lets no more than so many bytes through.
  private static final class Capped extends FilterOutputStream {
    private long rest;

    Capped(OutputStream out, long limit) {
      super(out);
      rest = limit;
    }

    @Override
    public void write(int b) throws IOException {
      if (rest > 0) {
        rest--;
        out.write(b);
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int part = (int) Math.min(rest, length);
      rest -= part;
      out.write(bytes, offset, part);
    }
  }
}
