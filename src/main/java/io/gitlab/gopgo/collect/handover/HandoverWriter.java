package io.gitlab.gopgo.collect.handover;

import io.gitlab.gopgo.collect.Answer;
import io.gitlab.gopgo.collect.ProfileHash;
import io.gitlab.gopgo.pprof.ProfileFile;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.stream.Stream;

/// Writes a handover beside its place and moves it there as a whole: nothing of an earlier run
/// leaks in, and a run that was killed leaves none that looks like one.
public final class HandoverWriter {
  private final Path folder;
  private final Path beside;

  /// @throws IOException if what is there is no handover, and so isn't ours to replace
  public HandoverWriter(Path folder) throws IOException {
    this.folder = folder;
    beside = folder.resolveSibling("." + folder.getFileName() + ".go-pgo.new");
    requireOurs();
    delete(beside);
    Files.createDirectories(beside.resolve(HandoverFolder.SERVICES));
  }

  /// Makes the folder of a service.
  public Path place(String service) throws IOException {
    return Files.createDirectories(beside.resolve(HandoverFolder.SERVICES).resolve(service));
  }

  /// Writes a profile into its service's folder; many threads may.
  ///
  /// @return the profile's SHA-256, decompressed
  public static String write(Path place, ProfileHash hash, byte[] profile) throws IOException {
    Files.write(place.resolve(HandoverFolder.file(hash)), profile);
    return ProfileFile.contentHash(profile);
  }

  /// Closes a service's folder.
  ///
  /// @param contents what [#write] returned, for all that were collected but the unfit ones
  public void gave(String service, Answer.Gave gave, Map<ProfileHash, String> contents)
      throws IOException {
    evidence(service, Evidence.gave(service, gave, contents));
  }

  /// Puts a service there whose sources gave nothing, or which broke while it was written.
  public void broke(String service, String message) throws IOException {
    Path _ = place(service);
    evidence(service, Evidence.broke(service, message));
  }

  private void evidence(String service, byte[] evidence) throws IOException {
    Path place = beside.resolve(HandoverFolder.SERVICES).resolve(service);
    Files.write(place.resolve(HandoverFolder.EVIDENCE), evidence);
  }

  /// Writes a file of the run itself.
  public void write(String name, byte[] content) throws IOException {
    Files.write(beside.resolve(name), content);
  }

  /// Moves it to its place, after which it is there.
  public void finish(Plan plan) throws IOException {
    write(HandoverFolder.PLAN, HandoverJson.write(plan));
    requireOurs();
    delete(folder);
    Files.move(beside, folder);
  }

  private void requireOurs() throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(folder + ": expected a folder, found a file or a link");
    }
    try (Stream<Path> files = Files.list(folder)) {
      boolean isEmpty = files.findAny().isEmpty();
      if (!isEmpty && !Files.exists(folder.resolve(HandoverFolder.PLAN))) {
        throw new IOException(
            folder + ": it holds files of others, and would be replaced; name a folder of its own");
      }
    }
  }

  /// Deletes all below and the folder itself; a link goes, what it leads to stays.
  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path place, IOException failure)
              throws IOException {
            Files.delete(place);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
