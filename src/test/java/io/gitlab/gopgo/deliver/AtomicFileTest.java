package io.gitlab.gopgo.deliver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  private static final byte[] NEW = "new".getBytes(UTF_8);

  @TempDir private Path folder;

  @Test
  void writesAndReplaces() throws IOException {
    Path file = folder.resolve("default.pgo");
    AtomicFile.write(file, "old".getBytes(UTF_8));
    AtomicFile.write(file, NEW);
    assertThat(file).hasBinaryContent(NEW);
    assertThat(names()).containsExactly("default.pgo");
  }

  @Test
  void leavesAFolderThatStandsInItsPlace() throws IOException {
    Path file = Files.createDirectories(folder.resolve("default.pgo"));
    Path inside = Files.writeString(file.resolve("inside"), "old");
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> AtomicFile.write(file, NEW));
    assertThat(inside).hasContent("old");
    assertThat(names()).containsExactly("default.pgo");
  }

  @Test
  void leavesAnEmptyFolderThatStandsInItsPlace() throws IOException {
    Path file = Files.createDirectories(folder.resolve("default.pgo"));
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> AtomicFile.write(file, NEW));
    assertThat(file).isDirectory();
    assertThat(names()).containsExactly("default.pgo");
  }

  /// The device that is always full.
  @Test
  void namesTheFileThatADiskHasNoRoomFor() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> AtomicFile.write(Path.of("/dev/full"), NEW))
        .withMessage("/dev/full: No space left on device");
  }

  @Test
  void failsWithoutItsFolder() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> AtomicFile.write(folder.resolve("missing/default.pgo"), NEW));
    assertThat(names()).isEmpty();
  }

  /// The old content stays where the new one can't be written; what a killed run left is no reason.
  @Test
  void keepsTheOldContentUntilTheNewOneIsWhole() throws IOException {
    Path file = Files.writeString(folder.resolve("default.pgo"), "old");
    Path inside = folder.resolve(".default.pgo.go-pgo.new/inside");
    Files.createDirectory(folder.resolve(".default.pgo.go-pgo.new"));
    Files.writeString(inside, "somebody's");
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> AtomicFile.write(file, NEW));
    assertThat(file).hasContent("old");
    assertThat(inside).hasContent("somebody's");
  }

  @Test
  void overcomesWhatAKilledRunLeft() throws IOException {
    Path file = Files.writeString(folder.resolve("default.pgo"), "old");
    Files.writeString(folder.resolve(".default.pgo.go-pgo.new"), "half of the ne");
    AtomicFile.write(file, NEW);
    assertThat(file).hasBinaryContent(NEW);
    assertThat(names()).containsExactly("default.pgo");
  }

  /// A checkout may hold any link: it must not lead our bytes out of the project.
  @Test
  void doesNotWriteThroughALinkThatStandsInItsWay() throws IOException {
    Path outside = Files.writeString(folder.resolve("outside"), "somebody's");
    Path project = Files.createDirectory(folder.resolve("project"));
    Files.createSymbolicLink(project.resolve(".default.pgo.go-pgo.new"), outside);
    AtomicFile.write(project.resolve("default.pgo"), NEW);
    assertThat(outside).hasContent("somebody's");
    assertThat(project.resolve("default.pgo")).hasBinaryContent(NEW);
    assertThat(Files.isSymbolicLink(project.resolve("default.pgo"))).isFalse();
  }

  private List<String> names() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
