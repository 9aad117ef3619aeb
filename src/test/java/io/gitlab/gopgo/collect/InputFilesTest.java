package io.gitlab.gopgo.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gitlab.gopgo.collect.InputFiles.Found;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputFilesTest {
  private static final List<String> TREE =
      List.of(
          "top.pprof",
          "top.txt",
          ".hidden.pprof",
          "api/one.pprof",
          "api/two.pb.gz",
          "api/deep/er/three.pprof",
          "api/.git/objects.pprof",
          "api-old/four.pprof",
          "umlaut/ä ö.pprof");

  @TempDir private Path folder;

  /// A word, and the files below the folder that it stands for.
  @SuppressWarnings("ArrayRecordComponent")
  record Search(String word, String... files) {
    @Override
    public String toString() {
      return word;
    }
  }

  static final List<Search> SEARCHES =
      List.of(
          new Search("top.pprof", "top.pprof"),
          new Search("./api/../top.pprof", "top.pprof"),
          new Search(".hidden.pprof", ".hidden.pprof"),
          new Search("api/.git/objects.pprof", "api/.git/objects.pprof"),
          new Search("api/.git", "api/.git/objects.pprof"),
          new Search("api", "api/deep/er/three.pprof", "api/one.pprof", "api/two.pb.gz"),
          new Search("api/", "api/deep/er/three.pprof", "api/one.pprof", "api/two.pb.gz"),
          new Search("umlaut", "umlaut/ä ö.pprof"),
          new Search("*.pprof", "top.pprof"),
          new Search("top.*", "top.pprof", "top.txt"),
          new Search("to?.txt", "top.txt"),
          new Search("*/*.pprof", "api-old/four.pprof", "api/one.pprof", "umlaut/ä ö.pprof"),
          new Search("api/**", "api/deep/er/three.pprof", "api/one.pprof", "api/two.pb.gz"),
          new Search("api/**/*.pprof", "api/deep/er/three.pprof", "api/one.pprof"),
          new Search("api/**/er/*.pprof", "api/deep/er/three.pprof"),
          new Search("api/**/deep/**/*.pprof", "api/deep/er/three.pprof"),
          new Search("**/*.txt", "top.txt"),
          new Search("**/one.pprof", "api/one.pprof"),
          new Search("api/*.{pprof,pb.gz}", "api/one.pprof", "api/two.pb.gz"),
          new Search("{api,api-old}/*.pprof", "api-old/four.pprof", "api/one.pprof"),
          new Search("api/[no]*.pprof", "api/one.pprof"),
          new Search("{top.txt,api/**/three.pprof}", "api/deep/er/three.pprof", "top.txt"),
          new Search("api**/four.pprof", "api-old/four.pprof"),
          new Search("api**/top.pprof"),
          new Search("*.nothing"),
          new Search("missing/*.pprof"),
          new Search("top.pprof/*"));

  @BeforeEach
  void plant() throws IOException {
    for (String file : TREE) {
      plant(file);
    }
  }

  @ParameterizedTest
  @FieldSource("SEARCHES")
  void findsTheFilesThatAWordStandsFor(Search search) throws IOException {
    assertThat(find(search.word)).containsExactly(search.files);
  }

  /// `api**/` is `api*/` to git and CI: never a part of a file's name.
  @Test
  void readsTwoStarsWithinANameAsOne() throws IOException {
    plant("apian.pprof");
    plant("apiary/five.pprof");
    assertThat(find("api**/*n.pprof")).isEmpty();
    assertThat(find("apia**/*.pprof")).containsExactly("apiary/five.pprof");
  }

  @Test
  void namesFilesByTheirPathFromWhereTheSearchBegan() throws IOException {
    assertThat(InputFiles.find(folder, "api/**/*.pprof"))
        .containsExactly(
            new Found(folder.resolve("api/deep/er/three.pprof"), "deep/er/three.pprof"),
            new Found(folder.resolve("api/one.pprof"), "one.pprof"));
    assertThat(InputFiles.find(folder, "api/deep"))
        .containsExactly(new Found(folder.resolve("api/deep/er/three.pprof"), "er/three.pprof"));
    assertThat(InputFiles.find(folder, "api/one.pprof"))
        .containsExactly(new Found(folder.resolve("api/one.pprof"), "one.pprof"));
  }

  @Test
  void takesAbsoluteWordsAsTheyAre() throws IOException {
    Path elsewhere = Path.of("/nowhere");
    assertThat(InputFiles.find(elsewhere, folder + "/api/*.pprof"))
        .containsExactly(new Found(folder.resolve("api/one.pprof"), "one.pprof"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing.pprof", "api/missing", "top.pprof/below"})
  void refusesAPathThatDoesNotExist(String word) {
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> InputFiles.find(folder, word))
        .withMessage(word);
  }

  /// The user's mistake, so no stack trace.
  @ParameterizedTest
  @ValueSource(strings = {"api/[ab", "api/{a,b"})
  void refusesABrokenGlobAsAMistakeOfTheUser(String word) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> InputFiles.find(folder, word))
        .withMessageContaining(word);
  }

  @Test
  void followsLinksToFilesAndPassesOverBrokenOnes() throws IOException {
    Files.createSymbolicLink(folder.resolve("umlaut/link.pprof"), folder.resolve("top.pprof"));
    Files.createSymbolicLink(folder.resolve("umlaut/broken.pprof"), folder.resolve("gone"));
    assertThat(find("umlaut/*.pprof")).containsExactly("umlaut/link.pprof", "umlaut/ä ö.pprof");
  }

  /// A mount is often a link: `profiles -> /mnt/profiles`.
  @ParameterizedTest
  @ValueSource(strings = {"link", "link/", "link/**", "link/**/*.pprof"})
  void searchesALinkedFolderThatIsNamed(String word) throws IOException {
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("api/deep"));
    assertThat(find(word)).containsExactly("link/er/three.pprof");
  }

  @Test
  void doesNotRunInCirclesOfLinks() throws IOException {
    Files.createSymbolicLink(folder.resolve("api/deep/er/round"), folder.resolve("api"));
    assertThat(find("api/deep")).containsExactly("api/deep/er/three.pprof");
  }

  @Test
  void takesAFolderForAFolderWhateverItsName() throws IOException {
    plant("folder.pprof/inside.pprof");
    assertThat(find("*.pprof")).containsExactly("top.pprof");
    assertThat(find("folder.pprof")).containsExactly("folder.pprof/inside.pprof");
  }

  @Test
  void searchesBelowFoldersWithWildcardsInTheirNames() throws IOException {
    Path odd = Files.createDirectories(folder.resolve("a[1] {b,c} *"));
    Files.createFile(odd.resolve("x.pprof"));
    assertThat(InputFiles.find(odd, "*.pprof"))
        .containsExactly(new Found(odd.resolve("x.pprof"), "x.pprof"));
    assertThat(find("a\\[1\\] */*.pprof")).containsExactly("a[1] {b,c} */x.pprof");
  }

  /// A shell hands over the names that it found, whatever characters they hold.
  @Test
  void takesAWordThatIsTheNameOfAFileForThatFile() throws IOException {
    plant("cpu[1].pprof");
    plant("run{2}/cpu.pprof");
    assertThat(find("cpu[1].pprof")).containsExactly("cpu[1].pprof");
    assertThat(find("run{2}/cpu.pprof")).containsExactly("run{2}/cpu.pprof");
    assertThat(find("run{2}")).containsExactly("run{2}/cpu.pprof");
  }

  private void plant(String file) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(Objects.requireNonNull(path.getParent()));
    Files.createFile(path);
  }

  private List<String> find(String word) throws IOException {
    return InputFiles.find(folder, word).stream()
        .map(found -> folder.relativize(found.file()).toString())
        .toList();
  }
}
