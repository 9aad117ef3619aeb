package io.gitlab.gopgo.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import io.gitlab.gopgo.collect.Collected.Spooled;
import io.gitlab.gopgo.config.Section;
import io.gitlab.gopgo.config.SettingsException;
import io.gitlab.gopgo.config.SettingsFile;
import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.Folders;
import io.gitlab.gopgo.testing.SettingsText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilesSourceTest {
  private static final long LIMIT = 1 << 20;
  private static final Surroundings SURROUNDINGS =
      new Surroundings(LIMIT, Path.of("spool"), Instant::now, Optional.empty(), _ -> {});
  private static final int MANY = 1_000;
  private static final String ALL = "paths: [profiles]";

  @TempDir private Path folder;

  @Test
  void takesAllProfilesOfAFolderByName() throws IOException {
    plant("profiles/b.pprof", "main;serve 1");
    plant("profiles/a.pprof", "main;serve 2");
    plant("profiles/deep/c", "main;serve 3");
    Collected collected = collect(ALL);
    assertThat(names(collected))
        .containsExactly("profiles/a.pprof", "profiles/b.pprof", "profiles/deep/c");
    assertThat(collected.sentence()).isEqualTo("taken 3 of 3");
    Spooled first = collected.profiles().getFirst();
    assertThat(first.file()).isEqualTo(folder.resolve("profiles/a.pprof"));
    assertThat(first.hash()).isEqualTo(ProfileHash.of(Files.readAllBytes(first.file())));
    assertThat(first.origin().labels()).containsExactly(entry("path", "a.pprof"));
  }

  @Test
  void goesByTheTimeThatAFileTellsItself() throws IOException {
    plantAt("before", "2026-10-31T23:59:59.999999999Z");
    plantAt("first", "2026-11-01T00:00:00Z");
    plantAt("last", "2026-11-07T23:59:59.999999999Z");
    plantAt("behind", "2026-11-08T00:00:00Z");
    plant("profiles/timeless", "main;serve 1");
    Collected collected =
        collect(
            ALL, "", Window.parse("2026-11-01/2026-11-08", Instant.EPOCH).orElseThrow(), MANY, "");
    assertThat(names(collected))
        .containsExactly("profiles/first", "profiles/last", "profiles/timeless");
    assertThat(collected.leftOut())
        .containsExactly(
            new LeftOut("profiles/before", "outside the window", ""),
            new LeftOut("profiles/behind", "outside the window", ""));
    assertThat(collected.sentence()).isEqualTo("taken 3 of 3; left out: 2 outside the window");
    assertThat(collect(ALL).sentence()).isEqualTo("taken 5 of 5");
  }

  @Test
  void takesNoMoreThanItShould() throws IOException {
    plantMany(20);
    assertThat(collect(ALL, "", Window.ALL, 7, "seed").sentence()).isEqualTo("taken 7 of 20");
    assertThat(collect(ALL, "", Window.ALL, 20, "seed").sentence()).isEqualTo("taken 20 of 20");
    assertThat(collect(ALL, "", Window.ALL, 1, "seed").sentence()).isEqualTo("taken 1 of 20");
  }

  @Test
  void choosesByContentWhereverTheFilesLieAndWhateverTheyAreCalled() throws IOException {
    plantMany(40);
    Set<ProfileHash> chosen = chosen(ALL, "seed");
    assertThat(chosen).hasSize(10);
    for (int i = 0; i < 40; i++) {
      Path moved = folder.resolve("elsewhere/%d/z%d.pb".formatted(i % 7, 40 - i));
      Files.createDirectories(folder.resolve("elsewhere/" + i % 7));
      Files.move(folder.resolve("profiles/%d.pprof".formatted(i)), moved);
    }
    assertThat(chosen("paths: [elsewhere]", "seed")).isEqualTo(chosen);
    assertThat(chosen("paths: ['elsewhere/[0-3]/**', 'elsewhere/[4-6]/*']", "seed"))
        .isEqualTo(chosen);
    assertThat(chosen("paths: ['elsewhere/[4-6]/*', 'elsewhere/[0-3]/**']", "seed"))
        .isEqualTo(chosen);
  }

  @Test
  void choosesOthersForAnotherSeed() throws IOException {
    plantMany(40);
    assertThat(chosen(ALL, "api 2026-11-01/2026-11-08"))
        .isNotEqualTo(chosen(ALL, "api 2026-11-08/2026-11-15"));
  }

  /// So a longer window, another day's files or an interrupted copy changes as little as can be.
  @Test
  void keepsItsChoiceAmongMoreFilesUnlessTheyRankBefore() throws IOException {
    plantMany(20);
    Set<ProfileHash> few = chosen(ALL, "seed");
    plantMany(40);
    Set<ProfileHash> many = chosen(ALL, "seed");
    Set<ProfileHash> before = hashes(20);
    assertThat(many.stream().filter(before::contains)).isSubsetOf(few);
  }

  @Test
  void countsCopiesOnce() throws IOException {
    plant("profiles/a.pprof", "main;serve 1");
    plant("profiles/copy/a.pprof", "main;serve 1");
    plant("profiles/b.pprof", "main;serve 2");
    Files.createSymbolicLink(folder.resolve("profiles/c.pprof"), Path.of("a.pprof"));
    Collected collected = collect(ALL);
    assertThat(names(collected)).containsExactly("profiles/a.pprof", "profiles/b.pprof");
    assertThat(collected.sentence()).isEqualTo("taken 2 of 2; left out: 2 a copy of another one");
  }

  @Test
  void readsAFileOnceThatSeveralPathsName() throws IOException {
    plant("profiles/a.pprof", "main;serve 1");
    Collected collected = collect("paths: [profiles, 'profiles/*', profiles/a.pprof]");
    assertThat(collected.sentence()).isEqualTo("taken 1 of 1");
  }

  @Test
  void leavesOutWhatTheCompilerCouldNotUseAndSaysWhy() throws IOException {
    for (String fixture : List.of("heap", "idle", "start-lines-none")) {
      Files.createDirectories(folder.resolve("profiles"));
      Files.copy(Folders.fixture(fixture), folder.resolve("profiles/" + fixture));
    }
    plant("profiles/sound", "main;serve 1");
    Files.writeString(folder.resolve("profiles/text"), "a text");
    Files.createFile(folder.resolve("profiles/nothing"));
    Files.write(folder.resolve("profiles/negative"), FoldedProfile.of("main;serve -1").bytes());
    Files.write(
        folder.resolve("profiles/cut"),
        Arrays.copyOf(Folders.bytes(Folders.fixture("dispatch")), 100));
    Collected collected = collect(ALL, "", Window.ALL, 1, "seed");
    assertThat(names(collected)).containsExactly("profiles/sound");
    assertThat(collected.leftOut())
        .extracting(LeftOut::name, LeftOut::reason)
        .containsExactly(
            tuple("profiles/cut", "malformed"),
            tuple("profiles/heap", "not a CPU profile"),
            tuple("profiles/idle", "empty"),
            tuple("profiles/negative", "negative weights"),
            tuple("profiles/nothing", "empty"),
            tuple("profiles/start-lines-none", "no start lines"),
            tuple("profiles/text", "malformed"));
    assertThat(collected.leftOut()).allMatch(profile -> !profile.detail().isEmpty());
    assertThat(collected.sentence())
        .isEqualTo(
            "taken 1 of 1; left out: 2 empty, 2 malformed, 1 negative weights, 1 no start lines,"
                + " 1 not a CPU profile");
  }

  @Test
  void leavesOutAFileThatIsTooLarge() throws IOException {
    Files.createDirectories(folder.resolve("profiles"));
    Files.write(folder.resolve("profiles/disk.img"), new byte[(int) LIMIT + 1]);
    plant("profiles/sound", "main;serve 1");
    Collected collected = collect(ALL);
    assertThat(names(collected)).containsExactly("profiles/sound");
    assertThat(collected.leftOut())
        .containsExactly(
            new LeftOut(
                "profiles/disk.img", "unreadable", "larger than the limit of 1048576 bytes"));
  }

  /// Root may read any file, so what can't be read is a process's memory at address 0.
  @Test
  void leavesOutAFileThatCannotBeRead() throws IOException {
    plant("profiles/sound", "main;serve 1");
    Files.createSymbolicLink(folder.resolve("profiles/memory"), Path.of("/proc/self/mem"));
    Collected collected = collect(ALL);
    assertThat(names(collected)).containsExactly("profiles/sound");
    assertThat(collected.leftOut())
        .extracting(LeftOut::name, LeftOut::reason)
        .containsExactly(tuple("profiles/memory", "unreadable"));
  }

  @Test
  void passesOverFoldersThatAreNamedLikeProfilesAndBrokenLinks() throws IOException {
    plant("profiles/sound.pprof", "main;serve 1");
    Files.createDirectories(folder.resolve("profiles/folder.pprof"));
    Files.createSymbolicLink(folder.resolve("profiles/broken.pprof"), Path.of("gone"));
    assertThat(names(collect("paths: ['profiles/*.pprof']")))
        .containsExactly("profiles/sound.pprof");
  }

  @Test
  void failsAsAWholeWhereAPathIsMissing() throws IOException {
    plant("profiles/a.pprof", "main;serve 1");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> collect("paths: [profiles, profile]"))
        .withMessageContaining("profile");
  }

  @Test
  void feedsSeveralServicesInOnePass() throws IOException {
    plant("profiles/api/a.pprof", "main;serve 1");
    plant("profiles/api/b.pprof", "main;serve 2");
    plant("profiles/worker/c.pprof", "main;work 1");
    Files.writeString(folder.resolve("profiles/api/text"), "a text");
    Source source = source(ALL);
    Selection api = selection(source, "paths: ['api/**']", Window.ALL, MANY, "api");
    Selection worker = selection(source, "paths: ['worker/**']", Window.ALL, MANY, "worker");
    Selection none = selection(source, "paths: ['web/**']", Window.ALL, MANY, "web");
    Map<Selection, Collected> collected = source.collect(List.of(api, worker, none)).collected();
    assertThat(collected).containsOnlyKeys(api, worker, none);
    assertThat(names(collected.getOrDefault(api, Collected.NONE)))
        .containsExactly("profiles/api/a.pprof", "profiles/api/b.pprof");
    assertThat(collected.getOrDefault(api, Collected.NONE).reasons())
        .containsExactly(entry("malformed", 1L));
    assertThat(names(collected.getOrDefault(worker, Collected.NONE)))
        .containsExactly("profiles/worker/c.pprof");
    assertThat(collected.getOrDefault(worker, Collected.NONE).leftOut()).isEmpty();
    Collected nothing = collected.getOrDefault(none, Collected.NONE);
    assertThat(nothing.found()).isZero();
    assertThat(nothing.isPartialAllowed()).isTrue();
    assertThat(nothing.shortfalls())
        .containsExactly(
            "Of the 4 files that match profiles, none matches the service's own `paths` and labels.");
  }

  /// What an entry of `from` says, and which of the files it takes.
  record Narrowed(String from, String files) {
    @Override
    public String toString() {
      return from;
    }
  }

  static final List<Narrowed> NARROWED =
      List.of(
          new Narrowed("", "api/a.pprof api/canary/b.pprof worker/c.pprof"),
          new Narrowed("paths: 'api/**'", "api/a.pprof api/canary/b.pprof"),
          new Narrowed("paths: 'api/*'", "api/a.pprof"),
          new Narrowed("paths: ['worker/*', 'api/*']", "api/a.pprof worker/c.pprof"),
          new Narrowed("paths: '**/canary/*'", "api/canary/b.pprof"),
          new Narrowed("paths: '**/*.pprof'", "api/a.pprof api/canary/b.pprof worker/c.pprof"),
          new Narrowed("paths: api", ""),
          new Narrowed("exclude: {path: canary}", "api/a.pprof api/canary/b.pprof worker/c.pprof"),
          new Narrowed("exclude: {path: '.*/canary/.*'}", "api/a.pprof worker/c.pprof"),
          new Narrowed(
              "exclude: {path: 'api/a.ppro'}", "api/a.pprof api/canary/b.pprof worker/c.pprof"),
          new Narrowed("exclude: {path: 'api/.*|x'}", "worker/c.pprof"),
          new Narrowed("paths: 'api/**'\nexclude: {path: '.*canary.*'}", "api/a.pprof"),
          new Narrowed("exclude: {path: '.*'}", ""));

  @ParameterizedTest
  @FieldSource("NARROWED")
  void narrowsByPathsAndExcludesWholeValues(Narrowed narrowed) throws IOException {
    plant("profiles/api/a.pprof", "main;serve 1");
    plant("profiles/api/canary/b.pprof", "main;serve 2");
    plant("profiles/worker/c.pprof", "main;work 1");
    Collected collected = collect(ALL, narrowed.from, Window.ALL, MANY, "seed");
    assertThat(String.join(" ", names(collected)).replace("profiles/", ""))
        .isEqualTo(narrowed.files);
    assertThat(collected.found()).isEqualTo(collected.profiles().size());
  }

  /// Settings that are wrong, and what is said of them.
  record Mistake(String source, String from, String message) {
    @Override
    public String toString() {
      return source + " | " + from;
    }
  }

  static final List<Mistake> MISTAKES =
      List.of(
          new Mistake("{}", "", ":1: source: expected a kind of source"),
          new Mistake(
              "{file: {paths: x}}",
              "",
              ":1: source.file: unknown kind of source \"file\"; did you mean \"files\"?"),
          new Mistake(
              "{datadog: {}}",
              "",
              ":1: source.datadog: unknown kind of source \"datadog\"; known: cloud-profiler, cloud-storage, files, "),
          new Mistake("{files: {paths: x}, b: {}}", "", "source.files: a source is of one kind"),
          new Mistake("{files: {}}", "", ":1: source.files.paths: is missing or empty"),
          new Mistake("{files: x}", "", "source.files: expected fields, found a single value"),
          new Mistake(
              "{files: {paths: x, path: y}}",
              "",
              "files.path: unknown field; did you mean \"paths\"?"),
          new Mistake("{files: {paths: 'x/[a'}}", "", ":1: source.files.paths: no valid glob"),
          new Mistake("{files: {paths: \"x\\0\"}}", "", ":1: source.files.paths: no valid path"),
          new Mistake(
              "{files: {paths: x}}",
              "{exclude: {pth: a}}",
              ":2: from.exclude.pth: unknown label \"pth\"; did you mean \"path\"?"),
          new Mistake(
              "{files: {paths: x}}",
              "{exclude: {version: a}}",
              ":2: from.exclude.version: unknown label \"version\"; known: path"),
          new Mistake(
              "{files: {paths: x}}",
              "{exclude: {path: '('}}",
              ":2: from.exclude.path: no valid pattern"),
          new Mistake("{files: {paths: x}}", "{exclude: api}", ":2: from.exclude: expected fields"),
          new Mistake(
              "{files: {paths: x}}",
              "{target: api}",
              ":2: from.target: unknown field; known here: exclude, only, paths"),
          new Mistake("{files: {paths: x}}", "{paths: []}", ":2: from.paths: is missing or empty"),
          new Mistake("{files: {paths: x}}", "{paths: '{a'}", ":2: from.paths: no valid glob"));

  @ParameterizedTest
  @FieldSource("MISTAKES")
  void saysWhatIsWrongInTheSettings(Mistake mistake) {
    Section root =
        SettingsText.in(
            folder,
            "source: %s\nfrom: %s\n"
                .formatted(mistake.source, mistake.from.isEmpty() ? "{}" : mistake.from));
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> {
          Source source = Sources.read(root.section("source"), SURROUNDINGS);
          Selection.read(root.section("from"), source, Window.ALL, MANY, "");
        })
        .withMessageStartingWith(folder.resolve("settings.yaml") + ":")
        .withMessageContaining(mistake.message);
  }

  /// Names go into merge requests: they must say the same on every machine.
  @ParameterizedTest
  @ValueSource(strings = {"settings.yaml", "./settings.yaml", "profiles/../settings.yaml"})
  void callsFilesByTheSettingsFolderHoweverThatWasNamed(String settings) throws IOException {
    plant("profiles/a.pprof", "main;serve 1");
    Files.writeString(folder.resolve("settings.yaml"), "source: {files: {%s}}".formatted(ALL));
    Section section = SettingsFile.open(folder.resolve(settings), Map.of()).section("source");
    Source source = Sources.read(section, SURROUNDINGS);
    Selection all = selection(source, "", Window.ALL, MANY, "");
    assertThat(names(source.collect(List.of(all)).collected().getOrDefault(all, Collected.NONE)))
        .containsExactly("profiles/a.pprof");
  }

  @Test
  void callsFilesBesideTheSettingsFolderAsTheSettingsDo() throws IOException {
    plant("profiles/a.pprof", "main;serve 1");
    Path ci = Files.createDirectories(folder.resolve("ci"));
    Section root = SettingsText.in(ci, "source: {files: {paths: [../profiles]}}");
    Source source = Sources.read(root.section("source"), SURROUNDINGS);
    Selection all = selection(source, "", Window.ALL, MANY, "");
    assertThat(names(source.collect(List.of(all)).collected().getOrDefault(all, Collected.NONE)))
        .containsExactly("../profiles/a.pprof");
  }

  private void plant(String file, String stacks) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(Objects.requireNonNull(path.getParent()));
    Files.write(path, FoldedProfile.of(stacks).bytes());
  }

  private void plantAt(String name, String time) throws IOException {
    Files.createDirectories(folder.resolve("profiles"));
    Files.write(
        folder.resolve("profiles/" + name),
        FoldedProfile.of("main;serve 1").startedAt(Instant.parse(time)).bytes());
  }

  /// Files `0.pprof` to `count - 1`, each with a content of its own.
  private void plantMany(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      plant("profiles/%d.pprof".formatted(i), "main;serve " + (i + 1));
    }
  }

  private static Set<ProfileHash> hashes(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> ProfileHash.of(FoldedProfile.of("main;serve " + (i + 1)).bytes()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// The ten that are taken for a seed.
  private Set<ProfileHash> chosen(String files, String seed) throws IOException {
    return collect(files, "", Window.ALL, 10, seed).profiles().stream()
        .map(Spooled::hash)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> names(Collected collected) {
    return collected.profiles().stream().map(profile -> profile.origin().name()).toList();
  }

  private Collected collect(String files) throws IOException {
    return collect(files, "", Window.ALL, MANY, "seed");
  }

  private Collected collect(String files, String from, Window window, int count, String seed)
      throws IOException {
    Source source = source(files);
    Selection selection = selection(source, from, window, count, seed);
    return source.collect(List.of(selection)).collected().getOrDefault(selection, Collected.NONE);
  }

  private Source source(String files) {
    Section root = SettingsText.in(folder, "files: {%s}\n".formatted(files));
    return Sources.read(root, SURROUNDINGS);
  }

  private Selection selection(Source source, String from, Window window, int count, String seed) {
    String yaml = from.isEmpty() ? "from: {}\n" : "from:\n" + from.indent(2);
    return Selection.read(
        SettingsText.in(folder, yaml).section("from"), source, window, count, seed);
  }
}
