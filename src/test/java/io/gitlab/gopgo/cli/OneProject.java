package io.gitlab.gopgo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.gitlab.Account;
import io.gitlab.gopgo.testing.gitlab.MergeRequest;
import io.gitlab.gopgo.testing.gitlab.Project;
import io.gitlab.gopgo.testing.gitlab.Role;
import io.gitlab.gopgo.testing.gitlab.StandInGitLab;
import io.gitlab.gopgo.testing.gitlab.Token;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// A GitLab with one project, `shop/api`, and the settings and profiles that refresh it.
final class OneProject implements AutoCloseable {
  static final String SOURCE = "go-pgo/main";
  private static final Map<String, String> PROGRAM =
      Map.of("go.mod", "module x\n", "main.go", "package main\n\nfunc main() {}\n");

  final StandInGitLab gitlab = StandInGitLab.startBelow("/gitlab");
  final Account alice = gitlab.person("alice");
  final Token token = gitlab.token(Token.Kind.GROUP, "go-pgo");
  final Project project = gitlab.project("shop/api", alice, PROGRAM);
  private final Path folder;

  /// @param folder an empty one, for settings and profiles
  OneProject(Path folder) {
    this.folder = folder;
    gitlab.grant(token.account(), "shop", Role.DEVELOPER);
    gitlab.grant(alice, "shop", Role.MAINTAINER);
    gitlab.setRetryAfter(0);
    settings("");
    profiles(1000, 1000, 1000);
  }

  /// Writes the settings.
  ///
  /// @param mergeRequest fields of the section `mergeRequest`, a line each
  void settings(String mergeRequest) {
    String section = mergeRequest.isEmpty() ? "" : "mergeRequest:\n" + mergeRequest.indent(2);
    write(
        "go-pgo.yml",
        ("""
        version: 1
        window: all
        gitlab:
          main: {url: $GITLAB_URL, token: {env: GO_PGO_TOKEN}, timeout: 1s}
        sources:
          here: {files: {paths: [in]}}
        services:
          api:
            from: [{source: here}]
            to: {gitlab: main, project: shop/api, files: [default.pgo]}
        """
                + section)
            .getBytes(UTF_8));
  }

  private void write(String name, byte[] content) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Makes the service's profiles of these weights.
  void profiles(int decode, int encode, int route) {
    profiles("", decode, encode, route);
  }

  /// The same in a folder of the source, for another service.
  void profiles(String below, int decode, int encode, int route) {
    for (int i = 0; i < 8; i++) {
      write(
          "in/" + below + i + ".pprof",
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

  /// Profiles that differ by more than noise from the first ones.
  void otherProfiles() {
    profiles(300, 300, 2400);
  }

  /// A second program of the project, whose profile shares the merge request.
  void addSecondService() {
    change(settings ->
        settings.replace("from: [{source: here}]", "from: [{source: here, paths: [\"*\"]}]")
            + """
              second:
                from: [{source: here, paths: ["second/*"]}]
                to: {gitlab: main, project: shop/api, files: [second/default.pgo]}
            """);
    project.push(alice, "main", "Second", Map.of("second/main.go", "package main\n"));
    secondProfiles(1000, 1000);
  }

  void secondProfiles(int decode, int route) {
    profiles("second/", decode, decode, route);
  }

  /// Writes the settings anew.
  void change(UnaryOperator<String> edit) {
    try {
      String before = Files.readString(folder.resolve("go-pgo.yml"));
      String after = edit.apply(before);
      assertThat(after).isNotEqualTo(before);
      write("go-pgo.yml", after.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  MergeRequest request() {
    return project.mergeRequest(1);
  }

  Map<String, String> environment() {
    return Map.of("GITLAB_URL", gitlab.url(), "GO_PGO_TOKEN", token.secret());
  }

  Run refresh(String... arguments) {
    return refreshWith(token, arguments);
  }

  Run refreshWith(Token of, String... arguments) {
    Run run =
        Run.in(
            folder,
            Map.of("GITLAB_URL", gitlab.url(), "GO_PGO_TOKEN", of.secret()),
            Stream.concat(Stream.of("refresh", "--config", "go-pgo.yml"), Stream.of(arguments))
                .toArray(String[]::new));
    assertThat(run.out() + run.err()).as("what a run says").doesNotContain(of.secret());
    return run;
  }

  /// Branches, commits and merge requests, as far as they are ours.
  String state() {
    StringBuilder state = new StringBuilder();
    project.branches().keySet().stream().sorted().forEach(name -> state.append(name).append('\n'));
    project.commits(SOURCE, "main").forEach(commit -> state.append(commit.message()).append('\n'));
    project.paths(SOURCE).forEach(path -> state.append(path).append('\n'));
    for (MergeRequest request : project.mergeRequests()) {
      state.append(request.iid()).append(request.state()).append(request.title());
      state.append(request.description()).append(request.labels()).append(request.autoMerge());
      state.append('\n');
    }
    return state.toString();
  }

  @Override
  public void close() {
    gitlab.close();
  }
}
