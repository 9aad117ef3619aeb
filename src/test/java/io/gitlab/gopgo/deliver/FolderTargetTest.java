package io.gitlab.gopgo.deliver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTargetTest {
  private static final String FILE = "cmd/api/default.pgo";

  @TempDir private Path folder;
  private FolderTarget shop = new FolderTarget(Path.of("/"));

  @BeforeEach
  void makeProject() throws IOException {
    shop = new FolderTarget(folder.resolve("shop"));
    Files.createDirectories(folder.resolve("shop/cmd/api"));
  }

  @Test
  void readsWhatIsCommitted() throws IOException {
    assertThat(shop.read(FILE, 100)).isEmpty();
    Files.writeString(folder.resolve("shop").resolve(FILE), "old");
    assertThat(shop.read(FILE, 100)).contains("old".getBytes(UTF_8));
  }

  @Test
  void readsNoMoreThanItsLimit() throws IOException {
    Files.writeString(folder.resolve("shop").resolve(FILE), "12345");
    assertThat(shop.read(FILE, 5)).contains("12345".getBytes(UTF_8));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> shop.read(FILE, 4))
        .withMessageContaining("larger than the limit of 4 bytes");
  }

  @Test
  void deliversAndReplaces() throws IOException {
    shop.deliver(change(Map.of(FILE, "one", "root.pgo", "two")));
    shop.deliver(change(Map.of(FILE, "three")));
    assertThat(shop.read(FILE, 100)).contains("three".getBytes(UTF_8));
    assertThat(shop.read("root.pgo", 100)).contains("two".getBytes(UTF_8));
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(2);
    }
  }

  /// A folder that isn't there is a typo: neither is it a first profile, nor is it made.
  @Test
  void asksForAFolderThatExists() {
    for (String file : new String[] {"cmd/aip/default.pgo", "cmd/api/x/y/z.pgo"}) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> shop.read(file, 100))
          .withMessageContaining("there is no folder " + folder.resolve("shop/cmd/"))
          .withMessageContaining("check `to` in the settings");
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> shop.deliver(change(Map.of(file, "new"))));
    }
    assertThat(folder.resolve("shop/cmd/aip")).doesNotExist();
    FolderTarget missing = new FolderTarget(folder.resolve("chop"));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> missing.read("default.pgo", 100))
        .withMessageContaining("there is no folder " + folder.resolve("chop"));
    assertThat(folder.resolve("chop")).doesNotExist();
  }

  @Test
  void saysThatAFileIsAFolder() throws IOException {
    Files.createDirectory(folder.resolve("shop").resolve(FILE));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> shop.read(FILE, 100))
        .withMessageContaining("it is a folder");
  }

  private static Change change(Map<String, String> files) {
    TreeMap<String, byte[]> bytes = new TreeMap<>();
    files.forEach((file, content) -> bytes.put(file, content.getBytes(UTF_8)));
    return new Change("title", "description", bytes);
  }
}
