package io.gitlab.gopgo.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.gitlab.gopgo.testing.SettingsText;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class SectionTest {
  @TempDir private Path folder;

  /// A line with a mistake, how it is read, and what is said of it.
  record Mistake(String yaml, Consumer<Section> reader, String message) {
    @Override
    public String toString() {
      return yaml;
    }
  }

  static final List<Mistake> MISTAKES =
      List.of(
          new Mistake("b: 1", s -> s.text("a"), ":1: a: is missing"),
          new Mistake("a:", s -> s.text("a"), ":1: a: expected a value, found nothing"),
          new Mistake("a: null", s -> s.optionalText("a"), "expected a value, found nothing"),
          new Mistake("a: [1]", s -> s.text("a"), "a: expected a value, found a list"),
          new Mistake("a: {b: 1}", s -> s.text("a"), "a: expected a value, found fields"),
          new Mistake("b: 1", s -> s.texts("a"), "a: is missing or empty"),
          new Mistake("a: []", s -> s.texts("a"), "a: is missing or empty"),
          new Mistake("a: [x, null]", s -> s.texts("a"), "expected a value, found nothing"),
          new Mistake("a: [x, [y]]", s -> s.texts("a"), "expected a value, found a list"),
          new Mistake("a: {b: x}", s -> s.texts("a"), "expected a value, found fields"),
          new Mistake("a: 7", s -> s.section("a"), "a: expected fields, found a single value"),
          new Mistake("a:", s -> s.optionalSection("a"), "a: expected fields, found nothing"),
          new Mistake("a: []", s -> s.section("a"), "a: expected fields, found a list"),
          new Mistake(
              "servces: 1",
              s -> s.section("services"),
              "services: is missing; is it meant by \"servces\"?"),
          new Mistake("path: 1", s -> s.texts("paths"), "is it meant by \"path\"?"),
          new Mistake("b: 1", s -> s.section("a"), "a: is missing"),
          new Mistake("a: {b: 1}", s -> s.sections("a"), "a: expected a list with at least one"),
          new Mistake("a: []", s -> s.sections("a"), "a: expected a list with at least one entry"),
          new Mistake("b: 1", s -> s.sections("a"), "a: is missing"),
          new Mistake("a: [{b: 1}, c]", s -> s.sections("a"), "expected fields, found a single"),
          new Mistake("a: '*('", s -> s.pattern("a"), "a: no valid pattern: "),
          new Mistake("a: \"x\\0y\"", s -> s.path("a"), "a: no valid path: "));

  @ParameterizedTest
  @FieldSource("MISTAKES")
  void saysWhatIsWrongWithAField(Mistake mistake) {
    Section section = SettingsText.in(folder, mistake.yaml);
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> mistake.reader.accept(section))
        .withMessageStartingWith(folder.resolve("settings.yaml") + ":1: ")
        .withMessageContaining(mistake.message);
  }

  @Test
  void countsLinesAndNamesTheWholePath() {
    Section root =
        SettingsText.in(
            folder,
            """
            # The settings of two services.
            version: 1

            services:
              api:
                from:
                  - source: production
                    exclude: {version: rc}

                  - source: benchmarks
                    paths:
                      - a
                      - {b: c}
                to: {folder: api}
            """);
    Section api = root.section("services").section("api");
    List<Section> from = api.sections("from");
    assertThat(from)
        .extracting(Section::path)
        .containsExactly("services.api.from[0]", "services.api.from[1]");
    assertRefused(() -> from.get(0).section("exclude").text("zone"), 8, "exclude.zone: is missing");
    assertRefused(
        () -> from.get(1).texts("paths"), 11, "services.api.from[1].paths: expected a value");
    assertRefused(() -> from.get(1).text("target"), 10, "services.api.from[1].target: is missing");
    assertRefused(
        () -> api.section("to").done(), 14, "services.api.to.folder: unknown field; known here: ");
    assertRefused(root::done, 2, "version: unknown field; known here: services");
    assertThat(api.failure("to", "is wrong"))
        .hasMessage(folder.resolve("settings.yaml") + ":14: services.api.to: is wrong");
  }

  @Test
  void namesTheEntryOfAListThatIsWrong() {
    Section root =
        SettingsText.in(
            folder,
            """
            from:
              - source: production
              - benchmarks
            """);
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> root.sections("from"))
        .withMessageContaining("from[1]: expected fields, found a single value");
  }

  @Test
  void speaksOfTheSectionItselfByItsOwnPath() {
    Section sources = SettingsText.in(folder, "sources:\n  production: {}\n").section("sources");
    assertThat(sources.section("production").failure("", "is empty"))
        .hasMessage(folder.resolve("settings.yaml") + ":2: sources.production: is empty");
  }

  @Test
  void refusesWhatNobodyAskedForWithAHint() {
    Section root = SettingsText.in(folder, "version: 1\nwindwo: 7d\n");
    assertThat(root.text("version")).isEqualTo("1");
    assertThat(root.optionalText("window")).isEmpty();
    assertRefused(root::done, 2, "windwo: unknown field; did you mean \"window\"?");
  }

  @Test
  void listsWhatIsKnownWhereNothingIsNear() {
    Section root = SettingsText.in(folder, "version: 1\nschedule: daily\n");
    assertThat(root.has("window")).isFalse();
    assertThat(root.has("version")).isTrue();
    assertRefused(root::done, 2, "schedule: unknown field; known here: version, window");
  }

  @Test
  void leavesTheFieldsOfASectionToTheSection() {
    Section root = SettingsText.in(folder, "limits:\n  inflated: 1MiB\n  deflated: 1MiB\n");
    Section limits = root.section("limits");
    assertThat(limits.bytes("inflated", 0)).isEqualTo(1 << 20);
    root.done();
    assertRefused(limits::done, 3, "limits.deflated: unknown field; did you mean \"inflated\"?");
  }

  @Test
  void takesNamesThatAreTheUsersOwn() {
    Section root = SettingsText.in(folder, "b: 1\na: 2\n'': 3\n1.0: 4\n");
    assertThat(root.names()).containsExactly("b", "a", "", "1.0");
    root.done();
  }

  @Test
  void hintsAtAKnownValue() {
    Section root = SettingsText.in(folder, "source: prodution\n");
    Set<String> sources = Set.of("production", "benchmarks");
    assertThat(root.unknown("source", "prodution", "source", sources))
        .hasMessageEndingWith(
            ":1: source: unknown source \"prodution\"; did you mean \"production\"?");
    assertThat(root.unknown("source", "staging", "source", sources))
        .hasMessageEndingWith("unknown source \"staging\"; known: benchmarks, production");
  }

  @Test
  void givesWhatStandsForAMissingField() {
    Section root = SettingsText.in(folder, "version: 1\n");
    assertThat(root.optionalText("a")).isEmpty();
    assertThat(root.optionalTexts("a")).isEmpty();
    assertThat(root.optionalSection("a")).isEmpty();
    assertThat(root.number("a", 1, 250)).isEqualTo(250);
    assertThat(root.percent("a", 0.3)).isEqualTo(0.3);
    assertThat(root.bytes("a", 17)).isEqualTo(17);
    assertThat(root.flag("a", true)).isTrue();
    assertThat(root.parsed("a", "otherwise", "x", Optional::of)).isEqualTo("otherwise");
  }

  @Test
  void takesASingleTextForAListOfOne() {
    Section root = SettingsText.in(folder, "paths: profiles\nmany: [b, a]\n");
    assertThat(root.texts("paths")).containsExactly("profiles");
    assertThat(root.texts("many")).containsExactly("b", "a");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "250, 250", "'\"250\"', 250", "9223372036854775807, 9223372036854775807"})
  void readsWholeNumbers(String text, long number) {
    assertThat(SettingsText.in(folder, "n: " + text).number("n", 1, 7)).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "1.5",
        "1e3",
        "1_000",
        "0x10",
        "9223372036854775808",
        "many",
        "''",
        "١"
      })
  void refusesOtherNumbers(String text) {
    Section root = SettingsText.in(folder, "n: " + text);
    String found = text.equals("''") ? "" : text;
    assertRefused(
        () -> root.number("n", 1, 7),
        1,
        "n: expected a whole number of at least 1, found \"%s\"".formatted(found));
  }

  @ParameterizedTest
  @CsvSource({"0%, 0", "5%, 0.05", "5 %, 0.05", "0.5%, 0.005", "99.9%, 0.999", "100%, 1"})
  void readsPercentages(String text, double share) {
    assertThat(SettingsText.in(folder, "p: " + text).percent("p", 7))
        .isCloseTo(share, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"5", "0.05", "-5%", "101%", "100.1%", "1e2%", ".5%", "5.%", "NaN%", "5%%"})
  void refusesOtherPercentages(String text) {
    Section root = SettingsText.in(folder, "p: " + text);
    assertRefused(
        () -> root.percent("p", 7),
        1,
        "p: expected a percentage from 0% to 100%, such as 5%, found \"" + text);
  }

  @ParameterizedTest
  @CsvSource({
    "1KiB, 1024",
    "128MiB, 134217728",
    "4GiB, 4294967296",
    "999999999GiB, 1073741822926258176"
  })
  void readsSizes(String text, long bytes) {
    assertThat(SettingsText.in(folder, "b: " + text).bytes("b", 7)).isEqualTo(bytes);
  }

  /// A limit of no bytes would leave every profile out.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "128",
        "128 MiB",
        "128MB",
        "128mib",
        "-1MiB",
        "1.5GiB",
        "1000000000GiB",
        "1TiB",
        "0MiB"
      })
  void refusesOtherSizes(String text) {
    Section root = SettingsText.in(folder, "b: " + text);
    assertRefused(
        () -> root.bytes("b", 7), 1, "b: expected a size such as 128MiB, found \"" + text);
  }

  @Test
  void readsFlags() {
    Section root = SettingsText.in(folder, "on: true\noff: false\nold: yes\n");
    assertThat(root.flag("on", false)).isTrue();
    assertThat(root.flag("off", true)).isFalse();
    assertRefused(() -> root.flag("old", true), 3, "old: expected true or false, found \"yes\"");
  }

  @Test
  void resolvesPathsFromItsOwnFolder() {
    Section root = SettingsText.in(folder, "a: ../api\nb: /srv/api/\nc: ./x/./y\nd: .\n");
    assertThat(root.path("a")).isEqualTo(folder.resolveSibling("api"));
    assertThat(root.path("b")).isEqualTo(Path.of("/srv/api"));
    assertThat(root.path("c")).isEqualTo(folder.resolve("x/y"));
    assertThat(root.path("d")).isEqualTo(folder);
  }

  /// However the file was named on the command line: names of files are relative to this folder.
  @Test
  void standsInAFolderWithoutDetours() {
    SettingsText.in(folder, "a: 1\n");
    Path detour = folder.resolve(".").resolve("x/..").resolve("settings.yaml");
    assertThat(folder.resolve("x").toFile().mkdir()).isTrue();
    assertThat(SettingsFile.open(detour, Map.of()).folder()).isEqualTo(folder);
  }

  private void assertRefused(Runnable reader, int line, String message) {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(reader::run)
        .withMessageStartingWith("%s:%d: ".formatted(folder.resolve("settings.yaml"), line))
        .withMessageContaining(message);
  }
}
