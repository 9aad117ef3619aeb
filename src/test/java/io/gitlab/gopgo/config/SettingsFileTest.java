package io.gitlab.gopgo.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class SettingsFileTest {
  @TempDir private Path folder;

  /// A file that is no settings file, where that is told and how.
  record Broken(String name, String yaml, int line, String message) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Broken> BROKEN =
      List.of(
          new Broken("empty", "", 1, "expected fields such as `version: 1`"),
          new Broken("comments alone", "# nothing yet\n", 1, "expected fields"),
          new Broken("a list", "- version: 1\n", 1, "expected fields"),
          new Broken("a word", "version\n", 1, "expected fields"),
          new Broken("null", "null\n", 1, "expected fields"),
          new Broken("a tab for indentation", "version: 1\nlimits:\n\tinflated: 1MiB\n", 3, "\\t"),
          new Broken("a bracket left open", "version: 1\nservices: {a: [b\n", 3, "no valid YAML: "),
          new Broken("a quote left open", "version: 1\nwindow: \"7d\n", 3, "no valid YAML: "),
          new Broken("wrong indentation", "a: 1\nb:\n  c: 1\n d: 2\n", 4, "no valid YAML: "),
          new Broken("an unknown anchor", "version: 1\na: *b\n", 2, "undefined alias"),
          new Broken("two documents", "version: 1\n---\nversion: 1\n", 2, "another document"),
          new Broken("a list for a name", "version: 1\n[a, b]: 1\n", 2, "a field needs a name"),
          new Broken("a mapping for a name", "version: 1\n? {a: b}\n: 1\n", 2, "needs a name"),
          new Broken("a field twice", "version: 1\nwindow: 7d\nwindow: 8d\n", 3, "stands twice"));

  @ParameterizedTest
  @FieldSource("BROKEN")
  void saysWhereAFileIsBroken(Broken broken) throws IOException {
    Path file = Files.writeString(folder.resolve("settings.yaml"), broken.yaml);
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> SettingsFile.open(file, Map.of()))
        .withMessageStartingWith(file + ":" + broken.line + ": ")
        .withMessageContaining(broken.message);
  }

  @Test
  void namesTheFieldThatStandsTwice() {
    assertRefused("window: 7d\nwindow: 8d\n".getBytes(UTF_8), ":2: window: stands twice");
  }

  @Test
  void readsWhatEditorsOnWindowsWrite() throws IOException {
    Path file = folder.resolve("settings.yaml");
    Files.writeString(file, "\uFEFFversion: 1\r\nwindow: 7d\r\n");
    Section root = SettingsFile.open(file, Map.of());
    assertThat(root.text("version")).isEqualTo("1");
    assertThat(root.text("window")).isEqualTo("7d");
    root.done();
  }

  @Test
  void refusesAnotherEncoding() {
    assertRefused("name: Müller\n".getBytes(ISO_8859_1), "it is no UTF-8 text");
  }

  @Test
  void refusesControlCharacters() {
    assertRefused("version: 1\nwindow: \u0000\n".getBytes(UTF_8), "no valid YAML: ");
  }

  @Test
  void refusesAFileThatIsTooLargeForSettings() {
    assertRefused(new byte[(1 << 20) + 1], "larger than 1048576 bytes");
  }

  /// A device has no size to look at.
  @Test
  void readsNoMoreThanThat() {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> SettingsFile.open(Path.of("/dev/zero"), Map.of()))
        .withMessageContaining("larger than 1048576 bytes");
  }

  @Test
  void saysThatThereIsNoSuchFile() {
    Path missing = folder.resolve("missing.yaml");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> SettingsFile.open(missing, Map.of()))
        .withMessageStartingWith(missing + ": no such file; name the settings file with --config");
  }

  @Test
  void refusesAFolder() {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> SettingsFile.open(folder, Map.of()))
        .withMessageStartingWith(folder + ": can't be read: ");
  }

  @Test
  void readsAnAliasLikeTheTextItStandsFor() throws IOException {
    Path file = folder.resolve("settings.yaml");
    Files.writeString(
        file,
        """
        api: &strict {minSamples: 5000}
        worker: *strict
        """);
    Section worker = SettingsFile.open(file, Map.of()).section("worker");
    assertThat(worker.number("minSamples", 1, 3)).isEqualTo(5_000);
  }

  /// Ten levels of five aliases each would be ten million fields.
  @Test
  void survivesAnAliasBomb() throws IOException {
    StringBuilder bomb = new StringBuilder("level0: &level0 [lol]\n");
    for (int level = 1; level <= 10; level++) {
      String alias = "*level" + (level - 1);
      bomb.append("level%d: &level%d [".formatted(level, level))
          .append(String.join(", ", List.of(alias, alias, alias, alias, alias)))
          .append("]\n");
    }
    Path file = Files.writeString(folder.resolve("settings.yaml"), bomb);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () ->
            assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> SettingsFile.open(file, Map.of()).done()));
  }

  @Test
  void survivesASectionThatHoldsItself() throws IOException {
    Path file = Files.writeString(folder.resolve("settings.yaml"), "a: &a\n  b: *a\n");
    Section a = SettingsFile.open(file, Map.of()).section("a");
    assertThat(a.section("b").section("b").path()).isEqualTo("a.b.b");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> a.section("b").texts("b"))
        .withMessageContaining("expected a value, found fields");
  }

  @Test
  void survivesDeepNesting() {
    assertRefused(("a: " + "[".repeat(200_000)).getBytes(UTF_8), "no valid YAML: ");
    assertRefused("- ".repeat(200_000).getBytes(UTF_8), ": ");
    String balanced = "a: " + "[".repeat(200_000) + "]".repeat(200_000);
    assertRefused(balanced.getBytes(UTF_8), "");
  }

  private void assertRefused(byte[] content, String message) {
    Path file = folder.resolve("settings.yaml");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> {
          Files.write(file, content);
          SettingsFile.open(file, Map.of()).done();
        })
        .withMessageStartingWith(file.toString())
        .withMessageContaining(message);
  }
}
