package io.gitlab.gopgo.deliver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// git itself says what an attribute is: `git check-attr filter`.
class GitAttributesTest {
  private static final List<String> PATHS =
      List.of(
          "default.pgo",
          "a/default.pgo",
          "a/b/default.pgo",
          "a/b/c/default.pgo",
          "b/a.pgo",
          "a/a/b.pgo",
          "ab/b",
          "a b/ü.pgo",
          "a/[b].pgo",
          "a/b\\c.pgo",
          "#a.pgo",
          "!a.pgo",
          "a\"b.pgo");

  @TempDir private Path folder;

  @BeforeEach
  void makeARepository() throws IOException {
    git("", "init", "-q");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*.pgo filter=lfs",
        "*.pgo filter=lfs diff=lfs merge=lfs -text",
        "*.pgo\tfilter=lfs\r\n",
        "  *.pgo   filter=lfs  ",
        "\uFEFF*.pgo filter=lfs",
        "*.pgo filter",
        "*.pgo filter=",
        "*.pgo filter=LFS",
        "*.pgo -filter=lfs",
        "*.PGO filter=lfs",
        "*.pgo filter=lfs -filter",
        "*.pgo -filter filter=lfs",
        "*.pgo filter=lfs\n*.pgo !filter",
        "*.pgo filter=lfs\n*.pgo -filter",
        "*.pgo filter=lfs\n*.pgo text",
        "*.pgo filter=lfs\rb filter=x",
        "*.pgo filter=lfs\f",
        "*.pgo\ffilter=lfs",
        "*.pgo filter=lfs b@d",
        "*.pgo filter=lfs -=x",
        "*.pgo filter=lfs --text",
        "# *.pgo filter=lfs",
        "\\#a.pgo filter=lfs",
        "!a.pgo filter=lfs",
        "\\!a.pgo filter=lfs",
        "default.pgo filter=lfs",
        "/default.pgo filter=lfs",
        "//default.pgo filter=lfs",
        "a/default.pgo filter=lfs",
        "/a/default.pgo filter=lfs",
        "a/ filter=lfs",
        "a filter=lfs",
        "a/* filter=lfs",
        "a/** filter=lfs",
        "a/**/ filter=lfs",
        "** filter=lfs",
        "**/ filter=lfs",
        "**/default.pgo filter=lfs",
        "**/b/default.pgo filter=lfs",
        "a/**/default.pgo filter=lfs",
        "a/**/b/** filter=lfs",
        "a**/default.pgo filter=lfs",
        "a/b**/default.pgo filter=lfs",
        "a/**default.pgo filter=lfs",
        "a**b filter=lfs",
        "a/*/default.pgo filter=lfs",
        "a/***/default.pgo filter=lfs",
        "*/default.pgo filter=lfs",
        "a?default.pgo filter=lfs",
        "a/?/default.pgo filter=lfs",
        "a[/]default.pgo filter=lfs",
        "[a-d]*.pgo filter=lfs",
        "[!a-c]*.pgo filter=lfs",
        "[^a-c]*.pgo filter=lfs",
        "[]d]*.pgo filter=lfs",
        "[z-a]*.pgo filter=lfs",
        "[a-]*.pgo filter=lfs",
        "[d filter=lfs",
        "[[:alpha:]]*.pgo filter=lfs",
        "[[:nonsense:]]*.pgo filter=lfs",
        "[[:alpha]*.pgo filter=lfs",
        "[[.d.]]*.pgo filter=lfs",
        "d[&&e]fault.pgo filter=lfs",
        "d\\efault.pgo filter=lfs",
        "a/\\[b].pgo filter=lfs",
        "a/[[]b[]].pgo filter=lfs",
        "a/b\\\\c.pgo filter=lfs",
        "default.pgo\\ filter=lfs",
        "\"default.pgo\" filter=lfs",
        "\"default.pgo\"filter=lfs",
        "\"a b/*.pgo\" filter=lfs",
        "\"a b/\\303\\274.pgo\" filter=lfs",
        "\"a\\\"b.pgo\" filter=lfs",
        "\"default.pgo filter=lfs",
        "\"d\\xefault.pgo\" filter=lfs",
        "a\"b.pgo filter=lfs",
        "?.pgo filter=lfs",
        "a?b/??.pgo filter=lfs",
        "[attr]lfs filter=lfs diff=lfs\n*.pgo lfs",
        "*.pgo lfs\n[attr]lfs filter=lfs",
        "[attr]lfs filter=lfs\n[attr]lfs filter=x\n*.pgo lfs",
        "[attr]lfs filter=lfs\n*.pgo lfs -filter",
        "[attr]lfs filter=lfs\n*.pgo -filter lfs",
        "[attr]lfs filter=lfs\n*.pgo lfs\n*.pgo -lfs",
        "[attr]lfs filter=lfs\n*.pgo lfs\n*.pgo !lfs",
        "[attr]lfs filter=lfs\n*.pgo lfs=x",
        "[attr]lfs filter=lfs\n[attr]big lfs\n*.pgo big",
        "[attr]lfs big\n[attr]big lfs filter=lfs\n*.pgo big",
        "[attr] lfs filter=lfs\n*.pgo lfs",
        "[attr]binary filter=lfs\n*.pgo binary",
        "[attr]l@fs filter=lfs\n*.pgo l@fs",
        "[attr]-lfs filter=lfs\n*.pgo lfs",
        "*.pgo filter=lfs\n*.pgo binary",
        "*.pgo builtin_x filter=lfs",
      })
  void agreesWithGit(String text) throws IOException {
    agrees(Map.of("", text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"*.pgo -filter", "*.pgo !filter", "*.pgo text", "[attr]x text", "a/* lfs"})
  void letsTheInnermostFolderSpeakFirst(String within) throws IOException {
    String root = "[attr]lfs filter=lfs\n[attr]x -filter\n*.pgo filter=lfs";
    agrees(Map.of("", root, "a", within));
    agrees(Map.of("", within, "a", root, "a/b", "default.pgo lfs"));
    agrees(Map.of("", "[attr]lfs filter=lfs\n*.pgo lfs", "a/b", within, "a/b/c", "* x"));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void agreesWithGitOnRandomPatterns(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 40; i++) {
      agrees(Map.of("", lines(random), "a", lines(random), "a/b", lines(random)));
    }
  }

  private static String lines(SplittableRandom random) {
    List<String> parts =
        List.of(
            "*", "**", "/", "a", "b", "default", ".pgo", "?", "[a-d]", "[!x]", "[", "]", "\\", "*/",
            "**/", "/**", "c", "!");
    List<String> words =
        List.of("filter=lfs", "-filter", "!filter", "lfs", "-lfs", "text", "filter");
    StringBuilder lines = new StringBuilder("[attr]lfs filter=lfs\n");
    for (int i = random.nextInt(4); i >= 0; i--) {
      for (int j = random.nextInt(6); j >= 0; j--) {
        lines.append(parts.get(random.nextInt(parts.size())));
      }
      lines.append(' ').append(words.get(random.nextInt(words.size()))).append('\n');
    }
    return lines.toString();
  }

  /// @param files by folder
  private void agrees(Map<String, String> files) throws IOException {
    for (String within : List.of("a/b/c", "a/b", "a", "")) {
      Path file = Files.createDirectories(folder.resolve(within)).resolve(GitAttributes.NAME);
      Files.deleteIfExists(file);
      if (files.containsKey(within)) {
        Files.writeString(file, files.get(within));
      }
    }
    Map<String, Boolean> ours = new LinkedHashMap<>();
    for (String path : PATHS) {
      List<GitAttributes.Source> sources = new ArrayList<>();
      for (String within : List.of("a/b/c", "a/b", "a", "")) {
        if (files.containsKey(within) && (within.isEmpty() || path.startsWith(within + "/"))) {
          sources.add(GitAttributes.Source.of(within, files.get(within).getBytes(UTF_8)));
        }
      }
      ours.put(path, GitAttributes.isLfs(path, sources));
    }
    assertThat(ours).as("%s", files).isEqualTo(ofGit());
  }

  private Map<String, Boolean> ofGit() throws IOException {
    String answer = git(String.join("\0", PATHS) + "\0", "check-attr", "-z", "--stdin", "filter");
    List<String> words = List.of(answer.split("\0", -1));
    Map<String, Boolean> filters = new LinkedHashMap<>();
    for (int i = 0; i + 2 < words.size(); i += 3) {
      filters.put(words.get(i), words.get(i + 2).equals("lfs"));
    }
    return filters;
  }

  private String git(String input, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("git", "-c", "core.attributesFile="));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("GIT_ATTR_NOSYSTEM", "1");
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return Optional.of(output)
        .filter(text -> process.onExit().join().exitValue() == 0)
        .orElseThrow();
  }
}
