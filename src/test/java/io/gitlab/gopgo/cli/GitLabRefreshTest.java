package io.gitlab.gopgo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.Folders;
import io.gitlab.gopgo.testing.Go;
import io.gitlab.gopgo.testing.gitlab.Account;
import io.gitlab.gopgo.testing.gitlab.MergeRequest;
import io.gitlab.gopgo.testing.gitlab.Project;
import io.gitlab.gopgo.testing.gitlab.Role;
import io.gitlab.gopgo.testing.gitlab.StandInGitLab;
import io.gitlab.gopgo.testing.gitlab.Token;
import io.gitlab.gopgo.testing.google.StandInCloudProfiler;
import io.gitlab.gopgo.testing.google.UploadedProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Weeks in the life of four projects on a GitLab, laid out like the real ones.
class GitLabRefreshTest {
  private static final String SOURCE = "go-pgo/main";
  private static final Map<String, String> PROGRAM =
      Map.of("go.mod", "module x\n", "main.go", "package main\n\nfunc main() {}\n");

  @TempDir private Path folder;

  private final StandInGitLab gitlab = StandInGitLab.startBelow("/gitlab");
  private final Account alice = gitlab.person("alice");
  private final Token token = gitlab.token(Token.Kind.GROUP, "go-pgo");
  private final Project gitaly =
      gitlab.project(
          "gitlab-org/gitaly",
          alice,
          Map.of(
              "cmd/gitaly/main.go", "package main\n",
              "cmd/praefect/main.go", "// Praefect.\npackage main\n",
              "internal/git.go", "package git\n"));
  private final Project workhorse =
      gitlab.project(
          "gitlab-org/gitlab",
          alice,
          Map.of("workhorse/cmd/gitlab-workhorse/main.go", "package main\n"));
  private final Project pages = gitlab.project("gitlab-org/gitlab-pages", alice, PROGRAM);
  private final Project registry =
      gitlab.project(
          "gitlab-org/container-registry", alice, Map.of("cmd/registry/main.go", "package main\n"));

  @BeforeEach
  void prepareProfilesAndSettings() throws IOException {
    gitlab.grant(token.account(), "gitlab-org", Role.DEVELOPER);
    Files.writeString(
        folder.resolve("go-pgo.yml"),
        """
        version: 1
        window: all
        gitlab:
          main: {url: $GITLAB_URL, token: {env: GO_PGO_TOKEN}, timeout: 2s}
        mergeRequest: {labels: [performance]}
        sources:
          here: {files: {paths: [in]}}
        services:
          gitaly:
            from: [{source: here, paths: ["gitaly/*"]}]
            to: {gitlab: main, project: gitlab-org/gitaly, files: [cmd/gitaly/default.pgo]}
          praefect:
            from: [{source: here, paths: ["praefect/*"]}]
            to: {gitlab: main, project: gitlab-org/gitaly, files: [cmd/praefect/default.pgo]}
          workhorse:
            from: [{source: here, paths: ["workhorse/*"]}]
            to: {gitlab: main, project: gitlab-org/gitlab, files: [workhorse/cmd/gitlab-workhorse/default.pgo]}
          pages:
            from: [{source: here, paths: ["pages/*"]}]
            to: {gitlab: main, project: gitlab-org/gitlab-pages, files: [default.pgo]}
          registry:
            from: [{source: here, paths: ["registry/*"]}]
            to: {gitlab: main, project: gitlab-org/container-registry, files: [cmd/registry/default.pgo]}
        """);
    for (String service : List.of("gitaly", "praefect", "workhorse", "pages", "registry")) {
      profiles(service, 1000, 1000, 1000);
    }
  }

  @AfterEach
  void stop() {
    gitlab.close();
  }

  @Test
  void opensOneMergeRequestPerProjectWithFirstProfiles() {
    Run run = refresh();
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    for (Project project : List.of(gitaly, workhorse, pages, registry)) {
      assertThat(project.mergeRequests()).as(project.path()).hasSize(1);
      assertThat(project.commits(SOURCE, "main")).as(project.path()).hasSize(1);
    }
    MergeRequest request = gitaly.mergeRequest(1);
    assertThat(request.title()).isEqualTo("Add PGO profiles of gitaly and praefect");
    assertThat(request.description()).contains("**First profile**");
    assertThat(request.description().strip()).endsWith(" -->");
    assertThat(request.labels()).containsExactly("performance");
    assertThat(request.removeSourceBranch()).isTrue();
    assertThat(gitaly.paths(SOURCE)).contains("cmd/gitaly/default.pgo", "cmd/praefect/default.pgo");
    assertThat(gitaly.commits(SOURCE, "main").getFirst().message())
        .isEqualTo("Add PGO profiles of gitaly and praefect\n\nGo-Pgo: v1");
    assertThat(Go.refusal(workhorse.file(SOURCE, WORKHORSE).orElseThrow())).isEmpty();
  }

  private static final String WORKHORSE = "workhorse/cmd/gitlab-workhorse/default.pgo";

  @Test
  void writesNothingTheSecondTime() {
    refresh();
    gitlab.requests().reset();
    Run run = refresh();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("!1 proposes the same within noise");
    assertThat(gitlab.requests().writes()).isEmpty();
  }

  @Test
  void leavesAnOpenMergeRequestAloneWhileProfilesDifferByNoise() throws IOException {
    refresh();
    pages.mergeRequest(1).approve(alice);
    profiles("pages", 1010, 1005, 985);
    gitlab.requests().reset();
    assertThat(refresh().out()).contains("pages      kept");
    assertThat(gitlab.requests().writes()).isEmpty();
    assertThat(pages.mergeRequest(1).approvals()).isEqualTo(1);
  }

  @Test
  void bringsAnOpenMergeRequestUpToDateInPlace() throws IOException {
    refresh();
    byte[] before = pages.file(SOURCE, "default.pgo").orElseThrow();
    MergeRequest request = pages.mergeRequest(1);
    request.editTitle(alice, "Faster pages");
    request.addLabels(alice, "mine");
    request.editDescription(alice, request.description() + "\n\nPlease merge on Friday.");
    profiles("pages", 300, 300, 2400);
    assertThat(refresh().exitCode()).isZero();
    assertThat(pages.mergeRequests()).hasSize(1);
    assertThat(pages.commits(SOURCE, "main")).hasSize(1);
    assertThat(pages.file(SOURCE, "default.pgo").orElseThrow()).isNotEqualTo(before);
    assertThat(request.title()).isEqualTo("Faster pages");
    assertThat(request.labels()).contains("mine");
    assertThat(request.description()).endsWith("\nPlease merge on Friday.");
    assertThat(request.description().split("go-pgo:v1 file=", -1)).hasSize(2);
  }

  @Test
  void startsAnewAfterAMerge() throws IOException {
    refresh();
    pages.mergeRequest(1).merge(alice);
    gitlab.requests().reset();
    assertThat(refresh("--service", "pages").out()).contains("pages    kept");
    assertThat(gitlab.requests().writes()).isEmpty();
    profiles("pages", 300, 300, 2400);
    refresh("--service", "pages");
    assertThat(pages.mergeRequests()).hasSize(2);
    assertThat(pages.mergeRequest(2).state()).isEqualTo(MergeRequest.State.OPENED);
    assertThat(pages.mergeRequest(2).title()).isEqualTo("Refresh PGO profile of pages");
    assertThat(pages.commits(SOURCE, "main")).hasSize(1);
  }

  @Test
  void respectsAClosedMergeRequestUntilThereIsSomethingNew() throws IOException {
    refresh();
    pages.mergeRequest(1).close(alice);
    gitlab.requests().reset();
    Run quiet = refresh("--service", "pages");
    assertThat(quiet.exitCode()).isZero();
    assertThat(quiet.out()).contains("!1 proposed the same within noise and was closed");
    assertThat(gitlab.requests().writes()).isEmpty();

    pages.mergeRequest(1).addLabels(alice, "recreate");
    refresh("--service", "pages");
    assertThat(pages.mergeRequests()).hasSize(2);

    pages.mergeRequest(2).close(alice);
    profiles("pages", 300, 300, 2400);
    refresh("--service", "pages");
    assertThat(pages.mergeRequests()).hasSize(3);
  }

  @Test
  void leavesABranchAloneThatSomebodyCommittedTo() throws IOException {
    refresh();
    pages.push(alice, SOURCE, "Tune by hand", Map.of("tuning.txt", "mine"));
    profiles("pages", 300, 300, 2400);
    gitlab.requests().reset();
    Run run = refresh("--service", "pages");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("pages    kept", "Somebody else committed to go-pgo/main");
    refresh("--service", "pages");
    assertThat(gitlab.requests().writes()).as("one note, once").hasSize(1);
    assertThat(pages.mergeRequest(1).notes())
        .singleElement()
        .satisfies(note -> assertThat(note.body()).startsWith("Somebody else committed to"));
    assertThat(pages.text(SOURCE, "tuning.txt")).contains("mine");
  }

  @Test
  void holdsAProfileThatWasTakenBack() throws IOException {
    refresh();
    pages.mergeRequest(1).merge(alice);
    pages.remove(alice, "main", "Revert the profile", "default.pgo");
    gitlab.requests().reset();
    Run run = refresh("--service", "pages");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("pages    kept", "somebody took it back", "`recreate`");
    assertThat(gitlab.requests().writes()).isEmpty();
    pages.mergeRequest(1).addLabels(alice, "recreate");
    refresh("--service", "pages");
    assertThat(pages.mergeRequests()).hasSize(2);
  }

  /// From one project of Google's cloud to four on a GitLab.
  @Test
  void takesProfilesFromCloudProfiler() throws IOException {
    try (StandInCloudProfiler profiler = StandInCloudProfiler.withoutAuthentication()) {
      Path settings = folder.resolve("go-pgo.yml");
      Files.writeString(
          settings,
          Files.readString(settings)
              .replace(
                  "here: {files: {paths: [in]}}",
                  "here: {cloud-profiler: {project: acme-production, url: \"%s\", credentials: {none: true}}}"
                      .formatted(profiler.url()))
              .replaceAll("paths: \\[\"(\\w+)/\\*\"]", "target: $1"));
      for (String service : List.of("gitaly", "praefect", "workhorse", "pages", "registry")) {
        for (int i = 0; i < 8; i++) {
          profiler
              .project("acme-production")
              .add(
                  UploadedProfile.cpu(
                      service,
                      Instant.parse("2026-11-05T12:00:00Z").plusSeconds(i),
                      Files.readAllBytes(folder.resolve("in/%s/%d.pprof".formatted(service, i)))));
        }
      }
      Run run = refresh();
      assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
      for (Project project : List.of(gitaly, workhorse, pages, registry)) {
        assertThat(project.mergeRequests()).as(project.path()).hasSize(1);
      }
      gitlab.requests().reset();
      assertThat(refresh().exitCode()).isZero();
      assertThat(gitlab.requests().writes()).isEmpty();
      assertThat(profiler.requests().count()).as("a probe and a page for each run").isEqualTo(4);
    }
  }

  @Test
  void goesOnWhenOneProjectFails() {
    workhorse.archive();
    pages.disableMergeRequests();
    Run run = refresh();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains(
            "workhorse  failed", "is archived", "pages      failed", "takes no merge requests")
        .contains("gitaly     proposed", "registry   proposed");
    assertThat(registry.mergeRequests()).hasSize(1);
  }

  @Test
  void refusesPathsWithoutAProgram() throws IOException {
    Path settings = folder.resolve("go-pgo.yml");
    Files.writeString(
        settings,
        Files.readString(settings).replace("cmd/registry/default.pgo", "cmd/registy/default.pgo"));
    Run run = refresh();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains(
            "gitlab-org/container-registry has no main package for cmd/registy/default.pgo; check"
                + " `files`, or set `anyFolder: true`");
    assertThat(registry.mergeRequests()).isEmpty();
  }

  /// Two changes on one source branch would overwrite each other for ever.
  @ParameterizedTest
  @ValueSource(strings = {"mergeRequest: {labels: [other]}", "branch: main", "anyFolder: true"})
  void refusesServicesThatShareABranchAndDiffer(String difference) throws IOException {
    Path settings = folder.resolve("go-pgo.yml");
    String before = Files.readString(settings);
    String praefect = "files: [cmd/praefect/default.pgo]";
    assertThat(before).contains(praefect);
    Files.writeString(
        settings, before.replace(praefect, "files: [cmd/praefect/default.pgo], " + difference));
    Run run = refresh();
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("services.praefect.to: services of gitlab-org/gitaly that share a merge request");
    Files.writeString(
        settings,
        before.replace(
            praefect, "files: [cmd/praefect/default.pgo], group: praefect, " + difference));
    assertThat(refresh("--dry-run").exitCode()).isZero();
  }

  /// GitLab takes a path in any case, so these share a branch, too.
  @Test
  void refusesOneProjectInTwoSpellings() throws IOException {
    Path settings = folder.resolve("go-pgo.yml");
    String before = Files.readString(settings);
    Files.writeString(
        settings,
        before.replace(
            "gitlab-org/gitaly, files: [cmd/praefect", "GitLab-Org/Gitaly, files: [cmd/praefect"));
    Run run = refresh();
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("services.praefect.to: ", "need the same `gitlab`, `project`,");
    Files.writeString(settings, before.replace("gitlab-org/gitaly", "GitLab-Org/Gitaly"));
    assertThat(refresh("--dry-run").err()).doesNotContain("has moved");
  }

  @Test
  void followsARenamedProject() {
    pages.rename("gitlab-org/pages");
    Run run = refresh("--service", "pages");
    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(pages.mergeRequests()).hasSize(1);
  }

  @Test
  void onlyReadsInADryRunAndIntoAnOutputFolder() throws IOException {
    assertThat(refresh("--dry-run").out())
        .contains("gitlab-org/gitaly: Add PGO profiles of gitaly and praefect");
    refresh("--output", "out");
    assertThat(gitlab.requests().writes()).isEmpty();
    assertThat(folder.resolve("out/main/gitlab-org/gitaly/go-pgo/main/merge-request.md")).exists();
  }

  @Test
  void namesAMissingOrWrongTokenAndNeverShowsIt() {
    Run missing = refreshWith(Map.of("GITLAB_URL", gitlab.url()));
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.out()).contains("the environment variable GO_PGO_TOKEN is not set or empty");
    String wrong = "glpat-wrong-4711";
    Run refused = refreshWith(Map.of("GITLAB_URL", gitlab.url(), "GO_PGO_TOKEN", wrong));
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.out())
        .contains(
            "; the token in GO_PGO_TOKEN has expired, was revoked or is another GitLab's: put a valid one into the variable");
    assertThat(refused.out() + refused.err()).doesNotContain(wrong);
  }

  /// Nothing is collected for those who can't be served.
  @ParameterizedTest
  @ValueSource(strings = {"", "glpat-4711\n", "glpat-47\n11", "glpat-4711 "})
  void asksNobodyWithATokenThatCannotBe(String token) throws IOException {
    gitlab.requests().reset();
    Run run =
        refreshWith(
            Map.of("GITLAB_URL", gitlab.url(), "GO_PGO_TOKEN", token), "--report", "report");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains(
            "gitlab.main.token.env: the environment variable GO_PGO_TOKEN "
                + (token.isEmpty()
                    ? "is not set or empty"
                    : "holds a character that no token has, such as a blank or a line break"));
    assertThat(run.err()).doesNotContain("collecting");
    assertThat(gitlab.requests().count()).isZero();
    for (String file : List.of("junit.xml", "report.json")) {
      assertThat(folder.resolve("report").resolve(file)).content().doesNotContain("4711", "glpat");
    }
    assertThat(run.out() + run.err()).doesNotContain("4711", "glpat");
  }

  /// The whole way: recorded profiles of a real program, its project, the merge request's branch.
  @Test
  void deliversABranchThatBuildsToTheBinaryOfAPlainMerge() throws IOException {
    Map<String, String> files = new HashMap<>();
    Path program = Folders.PROJECT.resolve("src/test/go");
    for (String file : List.of("go.mod", "fixture/main.go")) {
      files.put(file, Files.readString(program.resolve(file)));
    }
    try (Stream<Path> sources = Files.list(program.resolve("work"))) {
      for (Path source : sources.toList()) {
        files.put("work/" + source.getFileName(), Files.readString(source));
      }
    }
    Project project = gitlab.project("gitlab-org/fixture", alice, files);
    Path profiles = Files.createDirectories(folder.resolve("in/fixture"));
    List<Path> inputs = List.of(Folders.fixture("generics"), Folders.fixture("dispatch"));
    for (Path input : inputs) {
      Files.copy(input, profiles.resolve(input.getFileName()));
    }
    Path settings = folder.resolve("go-pgo.yml");
    Files.writeString(
        settings,
        Files.readString(settings)
            + """
              fixture:
                from: [{source: here, paths: ["fixture/*"]}]
                to: {gitlab: main, project: gitlab-org/fixture, files: [fixture/default.pgo]}
                judge: {minSamples: 1}
            """);
    Run run = refresh("--service", "fixture");
    assertThat(run.exitCode()).as(run.out()).isZero();

    git("clone", "-q", "-b", SOURCE, project.repositoryFolder().toString(), "clone");
    Path clone = folder.resolve("clone");
    Path delivered = build(clone, "delivered");
    assertThat(Go.run(clone, "version", "-m", delivered.toString()).output())
        .containsPattern("build\\s+-pgo=.*default\\.pgo");
    Files.write(
        clone.resolve("fixture/default.pgo"),
        Go.pprof(List.of("-symbolize=none", "-proto"), inputs));
    assertThat(build(clone, "plain")).hasSameBinaryContentAs(delivered);
    Files.delete(clone.resolve("fixture/default.pgo"));
    assertThat(Files.mismatch(build(clone, "none"), delivered)).isNotEqualTo(-1);
  }

  /// With a cache of its own, or Go would take the second binary from the first build.
  private Path build(Path clone, String name) {
    Path binary = folder.resolve(name + ".bin");
    Go.Result build =
        Go.run(
            clone,
            Map.of("GOCACHE", folder.resolve(name + ".cache").toString(), "GOFLAGS", ""),
            List.of(
                "go",
                "build",
                "-trimpath",
                "-buildvcs=false",
                "-o",
                binary.toString(),
                "./fixture"));
    assertThat(build.exitCode()).as(build.output()).isZero();
    return binary;
  }

  private String git(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    return Go.run(folder, Map.of(), command).output();
  }

  private void profiles(String service, int decode, int encode, int route) throws IOException {
    Path profiles = Files.createDirectories(folder.resolve("in").resolve(service));
    for (int i = 0; i < 8; i++) {
      Files.write(
          profiles.resolve(i + ".pprof"),
          FoldedProfile.of(
                  """
                  main;serve:1;decode:2 %d
                  main;serve:1;encode:3 %d
                  main;serve:2;route:1 %d
                  """
                      .formatted(decode + i, encode - i, route))
              .bytes());
    }
  }

  private Run refresh(String... arguments) {
    return refreshWith(
        Map.of("GITLAB_URL", gitlab.url(), "GO_PGO_TOKEN", token.secret()), arguments);
  }

  private Run refreshWith(Map<String, String> environment, String... arguments) {
    Run run =
        Run.in(
            folder,
            environment,
            Stream.concat(Stream.of("refresh", "--config", "go-pgo.yml"), Stream.of(arguments))
                .toArray(String[]::new));
    String secret = environment.getOrDefault("GO_PGO_TOKEN", "");
    assertThat(run.out() + run.err())
        .as("what a run says")
        .doesNotContain(secret.isEmpty() ? token.secret() : secret);
    return run;
  }
}
