package io.gitlab.gopgo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.gitlab.Account;
import io.gitlab.gopgo.testing.gitlab.Project;
import io.gitlab.gopgo.testing.gitlab.Role;
import io.gitlab.gopgo.testing.gitlab.StandInGitLab;
import io.gitlab.gopgo.testing.gitlab.Token;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A service whose profiles are kept in a store, and the two places where a store may be.
final class Stores implements AutoCloseable {
  static final Instant NOON = Instant.parse("2026-11-05T12:00:00Z");

  /// Where a store is.
  enum Place {
    FOLDER("folder: kept"),
    PACKAGES("gitlab: main\n      project: shop/profiles\n      timeout: 5s");

    private final String fields;

    Place(String fields) {
      this.fields = fields;
    }
  }

  final StandInGitLab gitlab = StandInGitLab.start();
  final Project project =
      gitlab.project("shop/profiles", gitlab.person("alice"), Map.of("README.md", "Profiles\n"));
  final Token token = gitlab.token(Token.Kind.GROUP, "go-pgo");
  private final Account bot = token.account();
  private final Path folder;
  private final Place place;

  /// @param folder an empty one
  Stores(Path folder, Place place) {
    this.folder = folder;
    this.place = place;
    gitlab.grant(bot, "shop", Role.DEVELOPER);
    settings("");
  }

  /// Writes the settings: a store filled from the files in `now`, the window of a week.
  ///
  /// @param more fields of the service's entry, such as `, only: {zone: a}`
  void settings(String more) {
    write(
        "go-pgo.yml",
        """
        version: 1
        window: 2026-11-02/2026-11-09
        gitlab:
          main: {url: %s, token: {env: GO_PGO_TOKEN}}
        judge: {minSamples: 1}
        sources:
          now: {files: {paths: [now]}}
          kept:
            store:
              %s
              keep: 30d
        services:
          api:
            from: [{source: kept, service: api%s, collect: [{source: now}]}]
            to: {folder: shop, files: [default.pgo]}
        """
            .formatted(gitlab.url(), place.fields, more)
            .getBytes(UTF_8));
    try {
      Files.createDirectories(folder.resolve("now"));
      Files.createDirectories(folder.resolve("shop"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Adds a profile for the next collect.
  void profile(String name, Instant time, String stacks) {
    write("now/" + name, FoldedProfile.of(stacks).startedAt(time).bytes());
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

  Run run(String... arguments) {
    Run run =
        Run.in(
            folder,
            Map.of("GO_PGO_TOKEN", token.secret()),
            Stream.of(arguments).toArray(String[]::new));
    assertThat(run.out() + run.err()).as("what a run says").doesNotContain(token.secret());
    return run;
  }

  Run collect() {
    return run("collect", "--config", "go-pgo.yml");
  }

  /// A refresh into `out`.
  Run refresh() {
    return run("refresh", "--config", "go-pgo.yml", "--output", "out");
  }

  byte[] refreshed() throws IOException {
    Run run = refresh();
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    return Files.readAllBytes(folder.resolve("out/shop/default.pgo"));
  }

  /// What `go-pgo merge` makes of all profiles themselves.
  byte[] merged() throws IOException {
    Run run = run("merge", "-o", "merged.pgo", "now");
    assertThat(run.exitCode()).as(run.err()).isZero();
    return Files.readAllBytes(folder.resolve("merged.pgo"));
  }

  /// The store's files by `SERVICE/DAY/NAME`.
  SortedMap<String, byte[]> files() {
    SortedMap<String, byte[]> files = new TreeMap<>();
    switch (place) {
      case PACKAGES ->
          project
              .packageFiles()
              .all()
              .forEach((name, bytes) -> files.put(name.replaceFirst("^go-pgo-", ""), bytes));
      case FOLDER -> {
        Path kept = folder.resolve("kept");
        if (!Files.exists(kept)) {
          break;
        }
        try (Stream<Path> paths = Files.walk(kept)) {
          for (Path path : paths.filter(Files::isRegularFile).toList()) {
            files.put(kept.relativize(path).toString(), Files.readAllBytes(path));
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return files;
  }

  byte[] file(String name) {
    return Objects.requireNonNull(files().get(name), name);
  }

  /// Puts something else in a stored file's place, or removes it.
  void replace(String name, Optional<byte[]> content) throws IOException {
    switch (place) {
      case PACKAGES -> project.packageFiles().replace("go-pgo-" + name, content);
      case FOLDER -> {
        Path file = folder.resolve("kept").resolve(name);
        Files.deleteIfExists(file);
        if (content.isPresent()) {
          Files.write(file, content.get());
        }
      }
    }
  }

  @Override
  public void close() {
    gitlab.close();
  }
}
