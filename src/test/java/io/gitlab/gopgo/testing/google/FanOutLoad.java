package io.gitlab.gopgo.testing.google;

import io.gitlab.gopgo.testing.corpus.Corpus;
import io.gitlab.gopgo.testing.gitlab.Account;
import io.gitlab.gopgo.testing.gitlab.Role;
import io.gitlab.gopgo.testing.gitlab.StandInGitLab;
import io.gitlab.gopgo.testing.gitlab.Token;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// A fleet's first merge requests by one job, and by one that collects and some that go on, each
/// run alone as on a runner of its own: `bench/fan-out/run`.
final class FanOutLoad {
  private static final int PER_SHARD = 10;

  private final String launcher;
  private final Path folder;
  private final int services;
  private final Duration latency;
  private final String profiler;

  private FanOutLoad(
      String launcher, Path folder, int services, Duration latency, String profiler) {
    this.launcher = launcher;
    this.folder = folder;
    this.services = services;
    this.latency = latency;
    this.profiler = profiler;
  }

  private interface Work {
    void run(StandInGitLab gitlab, Map<String, String> environment)
        throws IOException, InterruptedException;
  }

  /// Runs it and prints rows of a Markdown table.
  ///
  /// @param arguments the number of services, milliseconds for each request to GitLab, the
  ///   launcher, an empty folder to work in
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int services = Integer.parseInt(arguments[0]);
    Duration latency = Duration.ofMillis(Long.parseLong(arguments[1]));
    List<byte[]> profiles = FleetLoad.profiles(Corpus.ofRecordings(1));
    try (StandInCloudProfiler profiler = StandInCloudProfiler.withoutAuthentication()) {
      profiler.setCompression(false);
      FleetLoad.generate(profiler, services, profiles);
      new FanOutLoad(arguments[2], Path.of(arguments[3]), services, latency, profiler.url()).run();
    }
  }

  private void run() throws IOException, InterruptedException {
    withGitLab((gitlab, environment) -> {
      row("one refresh", "-", go(environment, "refresh", "--spool=one"), gitlab);
      row("one refresh, again", "-", go(environment, "refresh", "--spool=one"), gitlab);
    });
    withGitLab((gitlab, environment) -> {
      int shards = Math.ceilDiv(services, PER_SHARD);
      Load collecting =
          go(environment, "fan-out", "--shards=" + shards, "--spool=two", "collected");
      row("collecting", size(), collecting, gitlab);
      for (int shard = 1; shard <= shards; shard++) {
        Load load = go(environment, "refresh", "--collected=collected", "--shard=" + shard);
        row("shard %d of %d".formatted(shard, shards), "-", load, gitlab);
      }
      Load again = go(environment, "refresh", "--collected=collected", "--shard=1");
      row("shard 1 of %d, again".formatted(shards), "-", again, gitlab);
    });
  }

  private Load go(Map<String, String> environment, String command, String... arguments)
      throws IOException, InterruptedException {
    return Load.of(
        environment,
        folder,
        Stream.concat(Stream.of(launcher, command, "--config=go-pgo.yml"), Stream.of(arguments))
            .toArray(String[]::new));
  }

  private void row(String what, String size, Load load, StandInGitLab gitlab) {
    System.out.printf(
        Locale.ROOT,
        "| %d | %s | %d | %.1f s | %.1f s | %,d MiB | %s | %d |%n",
        services,
        what,
        gitlab.requests().count(),
        load.wallSeconds(),
        load.cpuSeconds(),
        load.peakKibibytes() >> 10,
        size,
        load.exitCode());
    gitlab.requests().reset();
  }

  private String size() throws IOException {
    long bytes = 0;
    long files = 0;
    try (Stream<Path> all = Files.walk(folder.resolve("collected"))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
        files++;
      }
    }
    return String.format(Locale.ROOT, "%,d MiB in %,d files", bytes >> 20, files);
  }

  /// A GitLab with an empty project for each service.
  private void withGitLab(Work work) throws IOException, InterruptedException {
    try (StandInGitLab gitlab = StandInGitLab.start()) {
      Account alice = gitlab.person("alice");
      gitlab.grant(alice, "shop", Role.MAINTAINER);
      Token token = gitlab.token(Token.Kind.GROUP, "go-pgo");
      gitlab.grant(token.account(), "shop", Role.DEVELOPER);
      StringBuilder settings =
          new StringBuilder(
              """
              version: 1
              window: 2026-11-01/2026-11-08
              gitlab:
                main: {url: "%s", token: {env: GO_PGO_TOKEN}}
              sources:
                production: {cloud-profiler: {project: acme-production, url: "%s", credentials: {none: true}}}
              services:
              """
                  .formatted(gitlab.url(), profiler));
      for (int i = 0; i < services; i++) {
        gitlab.project("shop/service-" + i, alice, Map.of("main.go", "package main\n"));
        settings.append(
            "  service-%1$d: {from: [{source: production, target: service-%1$d}], to: {gitlab: main, project: shop/service-%1$d, files: [default.pgo]}}%n"
                .formatted(i));
      }
      Files.writeString(folder.resolve("go-pgo.yml"), settings);
      gitlab.setLatency(latency);
      gitlab.requests().reset();
      work.run(gitlab, Map.of("GO_PGO_TOKEN", token.secret()));
    }
  }
}
