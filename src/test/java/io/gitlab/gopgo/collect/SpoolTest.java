package io.gitlab.gopgo.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
  @TempDir private Path folder;

  private static void write(Spool spool, String text) throws IOException {
    try (OutputStream out = spool.candidate()) {
      out.write(text.getBytes(UTF_8));
    }
  }

  /// Two runs may have the same `--spool`.
  @Test
  void keepsItsProfilesApartFromAnothersInTheSameFolder() throws IOException {
    Spool one = new Spool(folder, 100);
    Spool two = new Spool(folder, 100);
    write(one, "first");
    write(two, "second");
    one.keep("a");
    two.keep("b");
    assertThat(one.file("a")).hasContent("first");
    assertThat(one.file("b")).hasContent("second");
  }

  @Test
  void leavesNoCandidatesBehind() throws IOException {
    Spool killed = new Spool(folder, 100);
    write(killed, "of a run that was killed");
    Path left;
    try (var files = Files.list(folder)) {
      left = files.filter(file -> file.toString().endsWith(".part")).findFirst().orElseThrow();
    }
    FileTime now = Files.getLastModifiedTime(left);
    Files.setLastModifiedTime(left, FileTime.from(now.toInstant().minus(Duration.ofDays(2))));
    Spool spool = new Spool(folder, 100);
    assertThat(left).doesNotExist();
    write(spool, "of this one");
    spool.retain(Set.of());
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }
}
