package io.gitlab.gopgo.deliver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputFolderTest {
  private static final String LIST = ".go-pgo-files";

  @TempDir private Path folder;
  private Path out = Path.of("");

  @BeforeEach
  void makeNeighbours() throws IOException {
    out = Files.createDirectory(folder.resolve("out"));
    Files.writeString(folder.resolve("outside"), "somebody's");
    Files.createDirectories(folder.resolve("elsewhere/empty"));
    Files.writeString(folder.resolve("elsewhere/file"), "somebody's");
  }

  @Test
  void writesAChangeAsFilesAndItsMergeRequest() throws IOException {
    run(out, "shop/cmd/api/default.pgo", "shop/x.pgo");
    assertThat(files())
        .containsExactly(
            LIST, "report.json", "shop/cmd/api/default.pgo", "shop/merge-request.md", "shop/x.pgo");
    assertThat(out.resolve("shop/merge-request.md")).hasContent("# A title\n\nA description\n");
    assertThat(out.resolve("shop/x.pgo")).hasContent("the profile x.pgo");
  }

  @Test
  void writesTheSameTwice() throws IOException {
    run(out, "shop/default.pgo");
    List<String> once = files();
    run(out, "shop/default.pgo");
    assertThat(files()).isEqualTo(once);
    assertThat(out.resolve(LIST))
        .hasContent("report.json\nshop/default.pgo\nshop/merge-request.md\n");
  }

  @Test
  void removesWhatIsNoLongerDelivered() throws IOException {
    run(out, "shop/cmd/api/default.pgo", "shop/cmd/worker/default.pgo", "web/default.pgo");
    run(out, "shop/cmd/worker/default.pgo");
    assertThat(files())
        .containsExactly(
            LIST, "report.json", "shop/cmd/worker/default.pgo", "shop/merge-request.md");
    assertThat(out.resolve("web")).doesNotExist();
    assertThat(out.resolve("shop/cmd/api")).doesNotExist();
  }

  @Test
  void leavesPeoplesFilesAlone() throws IOException {
    run(out, "shop/cmd/api/default.pgo");
    Files.writeString(out.resolve("notes.txt"), "somebody's");
    Files.writeString(out.resolve("shop/cmd/notes.txt"), "somebody's");
    Files.createDirectory(out.resolve("empty"));
    run(out);
    assertThat(files()).containsExactly(LIST, "notes.txt", "report.json", "shop/cmd/notes.txt");
    assertThat(out.resolve("empty")).isDirectory();
    assertThat(out.resolve("shop/cmd/api")).doesNotExist();
  }

  @Test
  void forgivesThatSomebodyCleanedUp() throws IOException {
    run(out, "shop/cmd/api/default.pgo", "web/default.pgo");
    Files.delete(out.resolve("shop/cmd/api/default.pgo"));
    Files.delete(out.resolve("shop/cmd/api"));
    run(out, "web/default.pgo");
    assertThat(files())
        .containsExactly(LIST, "report.json", "web/default.pgo", "web/merge-request.md");
  }

  @Test
  void cleansUpBehindARunThatWroteNothing() throws IOException {
    new OutputFolder(out).finish();
    new OutputFolder(out).finish();
    run(out, "shop/default.pgo");
    new OutputFolder(out).finish();
    assertThat(files()).containsExactly(LIST);
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "./.", "../out", "./../out"})
  void removesAlsoWhereTheFolderWasNamedByADetour(String detour) throws IOException {
    run(out, "shop/default.pgo");
    run(out.resolve(detour));
    assertThat(files()).containsExactly(LIST, "report.json");
    assertThat(out.resolve("shop")).doesNotExist();
  }

  @Test
  void removesAlsoWhereTheFolderWasNamedRelatively() throws IOException {
    Path relative = Path.of("").toAbsolutePath().relativize(out);
    run(relative, "shop/default.pgo");
    run(Path.of(".").resolve(relative));
    assertThat(files()).containsExactly(LIST, "report.json");
  }

  /// A list that somebody changed: whatever it says, nothing outside is deleted, people's files and
  /// folders stay, and the run ends well.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "../outside",
        "../elsewhere/file",
        "../elsewhere/empty",
        "shop/../../outside",
        "FOLDER/outside",
        "FOLDER/elsewhere/empty",
        "/",
        "..",
        ".",
        "",
        "shop",
        "full",
        "empty",
        "link/file",
        "link/empty",
        "link",
        "a\u0000b",
        "../out-of-sight"
      })
  void survivesATamperedList(String entry) throws IOException {
    run(out, "shop/default.pgo");
    Files.createDirectories(out.resolve("empty"));
    Files.createDirectories(out.resolve("full"));
    Files.writeString(out.resolve("full/file"), "somebody's");
    Files.createSymbolicLink(out.resolve("link"), folder.resolve("elsewhere"));
    Files.writeString(folder.resolve("out-of-sight"), "somebody's");
    Files.writeString(out.resolve(LIST), entry.replace("FOLDER", folder.toString()) + "\n");
    run(out, "shop/default.pgo");
    assertThat(folder.resolve("outside")).hasContent("somebody's");
    assertThat(folder.resolve("out-of-sight")).hasContent("somebody's");
    assertThat(folder.resolve("elsewhere/file")).hasContent("somebody's");
    assertThat(folder.resolve("elsewhere/empty")).isDirectory();
    assertThat(out.resolve("full/file")).hasContent("somebody's");
    assertThat(out.resolve("empty")).isDirectory();
    assertThat(out.resolve("shop/default.pgo")).hasContent("the profile default.pgo");
    assertThat(out.resolve(LIST))
        .hasContent("report.json\nshop/default.pgo\nshop/merge-request.md\n");
  }

  @Test
  void survivesAListThatIsNoText() throws IOException {
    Files.write(out.resolve(LIST), "Müll\n".getBytes(ISO_8859_1));
    run(out, "shop/default.pgo");
    assertThat(files())
        .containsExactly(LIST, "report.json", "shop/default.pgo", "shop/merge-request.md");
  }

  /// A run as `go-pgo refresh --output` does it.
  ///
  /// @param files as `PROJECT/PATH`
  private static void run(Path folder, String... files) throws IOException {
    OutputFolder output = new OutputFolder(folder);
    SortedMap<String, SortedMap<String, byte[]>> projects = new TreeMap<>();
    for (String file : files) {
      int slash = file.indexOf('/');
      byte[] content = ("the profile " + file.substring(file.lastIndexOf('/') + 1)).getBytes(UTF_8);
      projects
          .computeIfAbsent(file.substring(0, slash), _ -> new TreeMap<>())
          .put(file.substring(slash + 1), content);
    }
    for (var project : projects.entrySet()) {
      output.deliver(
          new FolderTarget(Path.of("/projects").resolve(project.getKey())),
          new Change("", "api", "A title", "A description\n", project.getValue()));
    }
    output.write(Path.of("report.json"), "{}\n".getBytes(UTF_8));
    output.finish();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(out)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> out.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
