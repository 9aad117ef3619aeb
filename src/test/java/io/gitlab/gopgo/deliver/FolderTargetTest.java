package io.gitlab.gopgo.deliver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    assertThat(shop.read(List.of(FILE), List.of(), 100).committed()).isEmpty();
    Files.writeString(folder.resolve("shop").resolve(FILE), "old");
    assertThat(shop.read(List.of(FILE), List.of(), 100).committed().get(FILE))
        .isEqualTo("old".getBytes(UTF_8));
  }

  @Test
  void readsNoMoreThanItsLimit() throws IOException {
    Files.writeString(folder.resolve("shop").resolve(FILE), "12345");
    assertThat(shop.read(List.of(FILE), List.of(), 5).committed().get(FILE))
        .isEqualTo("12345".getBytes(UTF_8));
    assertThat(shop.read(List.of(FILE), List.of(), 4).broken().get(FILE))
        .contains("larger than the limit of 4 bytes");
  }

  @Test
  void deliversAndReplaces() throws IOException {
    shop.deliver(change(Map.of(FILE, "one", "root.pgo", "two")));
    shop.deliver(change(Map.of(FILE, "three")));
    assertThat(shop.read(List.of(FILE), List.of(), 100).committed().get(FILE))
        .isEqualTo("three".getBytes(UTF_8));
    assertThat(shop.read(List.of("root.pgo"), List.of(), 100).committed().get("root.pgo"))
        .isEqualTo("two".getBytes(UTF_8));
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(2);
    }
  }

  /// A folder that isn't there is a typo: neither is it a first profile, nor is it made.
  @Test
  void asksForAFolderThatExists() {
    for (String file : new String[] {"cmd/aip/default.pgo", "cmd/api/x/y/z.pgo"}) {
      assertThat(shop.read(List.of(file), List.of(), 100).broken().get(file))
          .contains("there is no folder " + folder.resolve("shop/cmd/"))
          .contains("check `to` in the settings");
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> shop.deliver(change(Map.of(file, "new"))));
    }
    assertThat(folder.resolve("shop/cmd/aip")).doesNotExist();
    FolderTarget missing = new FolderTarget(folder.resolve("chop"));
    assertThat(missing.read(List.of("default.pgo"), List.of(), 100).broken().get("default.pgo"))
        .contains("there is no folder " + folder.resolve("chop"));
    assertThat(folder.resolve("chop")).doesNotExist();
  }

  @Test
  void saysThatAFileIsAFolder() throws IOException {
    Files.createDirectory(folder.resolve("shop").resolve(FILE));
    assertThat(shop.read(List.of(FILE), List.of(), 100).broken().get(FILE))
        .contains("it is a folder");
  }

  private static Change change(Map<String, String> files) {
    TreeMap<String, byte[]> bytes = new TreeMap<>();
    files.forEach((file, content) -> bytes.put(file, content.getBytes(UTF_8)));
    return new Change("", "api", "title", "description", bytes);
  }
}
