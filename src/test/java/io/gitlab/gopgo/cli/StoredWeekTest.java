package io.gitlab.gopgo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.ProfileReader;
import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.Go;
import io.gitlab.gopgo.testing.http.Reply;
import io.gitlab.gopgo.testing.http.StandInHttp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A week of hourly collects from running processes, and then a refresh: it makes of the store what
/// one merge makes of all that was ever recorded.
class StoredWeekTest {
  private static final String PATH = "/debug/pprof/profile";
  private static final long SEED = 20261102;
  private static final Instant MONDAY = Instant.parse("2026-11-02T00:00:00Z");
  private static final int HOURS = 7 * 24;

  /// The last one is sampled five times as often, and one's version is newer.
  private static final List<Node> NODES =
      List.of(
          new Node("a", "1.0", 10_000_000),
          new Node("b", "1.0", 10_000_000),
          new Node("b", "1.1", 2_000_000));

  private record Node(String zone, String version, long period) {}

  @TempDir private Path folder;

  @Test
  void isAsGoodAsOneMergeOfAll() throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    Map<String, List<Path>> raw = new TreeMap<>();
    List<StandInHttp> servers = new ArrayList<>();
    NODES.forEach(_ -> servers.add(StandInHttp.start()));
    try {
      settings(servers, "");
      for (int hour = 0; hour < HOURS; hour++) {
        for (int i = 0; i < NODES.size(); i++) {
          Node node = NODES.get(i);
          Instant now = MONDAY.plus(Duration.ofHours(hour)).plusSeconds(17);
          byte[] profile = profile(random, node.period, now);
          Path file = folder.resolve("raw/%s/%03d-%d.pprof".formatted(node.version, hour, i));
          Files.createDirectories(file.getParent());
          Files.write(file, profile);
          raw.computeIfAbsent(node.version, _ -> new ArrayList<>()).add(file);
          servers.get(i).answer(PATH, Reply.profile(profile));
        }
        Run collect = at(MONDAY.plus(Duration.ofHours(hour)).plusSeconds(20), "collect");
        assertThat(collect.out())
            .as("hour %d: %s", hour, collect.err())
            .isEqualTo("api: added 3 profiles in 3 entries to kept; taken 3 of 3\n");
      }
      assertThat(raw).hasSize(2);
      same(refreshed(), merged("raw"));
      assertThat(Files.readString(folder.resolve("out/report.json"))).contains("\"taken\" : 504");
      settings(servers, ", only: {version: '1.0'}, exclude: {zone: c}");
      same(refreshed(), merged("raw/1.0"));
    } finally {
      servers.forEach(StandInHttp::close);
    }
  }

  /// Same edges for the compiler, same tally for us.
  private static void same(byte[] refreshed, byte[] merged) throws IOException {
    assertThat(new String(Go.preprofile(refreshed), UTF_8))
        .as("seed %d", SEED)
        .isEqualTo(new String(Go.preprofile(merged), UTF_8));
    assertThat(comments(refreshed)).as("seed %d", SEED).isEqualTo(comments(merged)).hasSize(1);
    assertThat(refreshed).isEqualTo(merged);
  }

  private static List<String> comments(byte[] profile) {
    try {
      return new ProfileReader(new Names(), ProfileReader.DEFAULT_LIMIT)
          .read(profile)
          .header()
          .comments();
    } catch (io.gitlab.gopgo.pprof.ProfileFormatException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] profile(SplittableRandom random, long period, Instant now) {
    StringBuilder stacks = new StringBuilder();
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      stacks.append(
          "main;f%d:%d;g%d:%d %d\n"
              .formatted(
                  random.nextInt(4),
                  random.nextInt(3),
                  random.nextInt(4),
                  random.nextInt(3),
                  random.nextInt(1, 100)));
    }
    return FoldedProfile.of(stacks.toString()).period(period).startedAt(now).bytes();
  }

  private void settings(List<StandInHttp> servers, String more) throws IOException {
    StringBuilder targets = new StringBuilder();
    for (int i = 0; i < NODES.size(); i++) {
      targets.append(
          "        - {static: ['%s'], labels: {zone: %s, version: '%s'}}\n"
              .formatted(servers.get(i).address(), NODES.get(i).zone, NODES.get(i).version));
    }
    Files.createDirectories(folder.resolve("shop"));
    Files.writeString(
        folder.resolve("go-pgo.yml"),
        """
        version: 1
        window: 7d
        sources:
          nodes:
            pprof-endpoints:
              url: http://{target}%s
              seconds: 1
              targets:
        %s
          kept: {store: {folder: kept}}
        services:
          api:
            from: [{source: kept, service: api%s, collect: [{source: nodes}]}]
            to: {folder: shop, files: [default.pgo]}
        """
            .formatted(PATH, targets, more));
  }

  private byte[] refreshed() throws IOException {
    Run run = at(MONDAY.plus(Duration.ofDays(7)).plusSeconds(3600), "refresh", "--output", "out");
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    return Files.readAllBytes(folder.resolve("out/shop/default.pgo"));
  }

  private byte[] merged(String of) throws IOException {
    Run run = Run.in(folder, "merge", "-o", "merged.pgo", of);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return Files.readAllBytes(folder.resolve("merged.pgo"));
  }

  private Run at(Instant now, String command, String... more) {
    List<String> words = new ArrayList<>(List.of(command, "--config", "go-pgo.yml"));
    words.addAll(List.of(more));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false);
    int exitCode =
        Main.run(
            console,
            Clock.fixed(now, ZoneOffset.UTC),
            Map.of(),
            folder,
            words.toArray(String[]::new));
    return new Run(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }
}
