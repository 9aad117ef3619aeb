package io.gitlab.gopgo.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gitlab.gopgo.config.Section;
import io.gitlab.gopgo.config.SettingsException;
import io.gitlab.gopgo.testing.SettingsText;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTest {
  @TempDir private Path folder;

  @Test
  void readsAFolderAndItsFiles() {
    Destination to = read("folder: projects/shop\nfiles: [cmd/api/default.pgo, x.pgo]");
    assertThat(to.files()).containsExactly("cmd/api/default.pgo", "x.pgo");
    assertThat(to.target().project()).isEqualTo("shop");
    assertThat(to.target().outputFolder()).isEqualTo(Path.of("shop"));
  }

  @Test
  void knowsOneFolderByAllItsNames() {
    Target shop = read("folder: projects/shop\nfiles: a").target();
    assertThat(read("folder: ./projects/x/../shop/\nfiles: b").target()).isEqualTo(shop);
    assertThat(read("folder: '%s/projects/shop'\nfiles: b".formatted(folder)).target())
        .isEqualTo(shop);
    assertThat(read("folder: elsewhere/shop\nfiles: a").target()).isNotEqualTo(shop);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "default.pgo",
        "cmd/api/default.pgo",
        "a b/ü/default.pgo",
        "..default.pgo",
        ".../default.pgo",
        "cmd/.hidden/default.pgo",
        "~/default.pgo",
        "C:/default.pgo",
        "-->"
      })
  void takesPathsBelowTheProject(String file) {
    assertThat(read("folder: shop\nfiles: ['%s']".formatted(file)).files()).containsExactly(file);
  }

  /// Each as YAML would spell it in double quotes.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "../default.pgo",
        "cmd/../../default.pgo",
        "cmd/../default.pgo",
        "cmd/..",
        "./default.pgo",
        "cmd/./default.pgo",
        "/etc/default.pgo",
        "//default.pgo",
        "cmd//default.pgo",
        "cmd/",
        "cmd\\\\default.pgo",
        "..\\\\default.pgo",
        "cmd/default\\n.pgo",
        "cmd/default\\0.pgo",
        "cmd/\\e[31m.pgo",
        "cmd/\\x85.pgo",
        "cmd/\\ud800.pgo"
      })
  void refusesAllOtherPaths(String file) {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> read("folder: shop\nfiles: [a, \"%s\"]".formatted(file)))
        .withMessageStartingWith(folder.resolve("settings.yaml") + ":3: to.files: expected a path")
        .withMessageContaining("below the project such as cmd/api/default.pgo, found \"");
  }

  /// A mistake in `to`, and what is said of it.
  record Mistake(String to, String message) {
    @Override
    public String toString() {
      return to;
    }
  }

  static final List<Mistake> MISTAKES =
      List.of(
          new Mistake("files: a", "to.folder: is missing"),
          new Mistake("folder: shop", "to.files: is missing or empty"),
          new Mistake("folder: shop\nfiles: []", ":3: to.files: is missing or empty"),
          new Mistake("folder: shop\nfiles: [a, b, a]", ":3: to.files: a path stands twice"),
          new Mistake(
              "folder: shop\nfile: a\nfiles: b", ":3: to.file: unknown field; did you mean"),
          new Mistake("folder: [shop]\nfiles: b", ":2: to.folder: expected a value"),
          new Mistake("folder: /\nfiles: b", ":2: to.folder: expected a folder with a name"),
          new Mistake("folder: /x/..\nfiles: b", ":2: to.folder: expected a folder with a name"));

  @ParameterizedTest
  @FieldSource("MISTAKES")
  void saysWhatIsWrong(Mistake mistake) {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> read(mistake.to))
        .withMessageStartingWith(folder.resolve("settings.yaml") + ":")
        .withMessageContaining(mistake.message);
  }

  private Destination read(String to) {
    Section root = SettingsText.in(folder, "to:\n" + to.indent(2));
    return Destination.read(root.section("to"), Map.of(), RequestSettings.DEFAULT);
  }
}
