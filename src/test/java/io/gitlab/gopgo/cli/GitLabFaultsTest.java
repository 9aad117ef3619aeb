package io.gitlab.gopgo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.testing.gitlab.Fault;
import io.gitlab.gopgo.testing.gitlab.LoggedRequest;
import io.gitlab.gopgo.testing.gitlab.Protection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever happens in the middle of a run, one more run brings the server to the state of an
/// undisturbed one, and no file that a run wrote holds the token.
class GitLabFaultsTest {
  /// What a first profile asks of a merge request, auto-merge included, which is a write of its
  /// own.
  private static final String SETTINGS = "autoMerge: true\nlabels: [performance]\n";

  @TempDir private Path folder;
  private String undisturbed = "";
  private int requests;

  @BeforeEach
  void refreshUndisturbed() throws IOException {
    try (OneProject shop = project("undisturbed")) {
      Run run = shop.refresh();
      assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
      undisturbed = shop.state();
      requests = shop.gitlab.requests().count();
      assertThat(shop.request().autoMerge()).isTrue();
    }
  }

  private OneProject project(String name) throws IOException {
    OneProject shop = new OneProject(Files.createDirectories(folder.resolve(name)));
    shop.settings(SETTINGS);
    shop.project.pipelineRuns(true).protect("main", Protection.DEVELOPERS_MERGE);
    shop.gitlab.setPatience(Duration.ofSeconds(3));
    return shop;
  }

  /// The commit, or the merge request, may have arrived though its answer didn't.
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"HANGING", "HANGING_AFTER"})
  void oneRequestFails(Fault fault) throws IOException {
    for (int number = 1; number <= requests; number++) {
      repairs(fault, number);
    }
  }

  /// A request that hangs costs a second each time, so here are the last ones, which write.
  @ParameterizedTest
  @EnumSource(names = {"HANGING", "HANGING_AFTER"})
  void oneRequestHangs(Fault fault) throws IOException {
    for (int number = requests - 8; number <= requests; number++) {
      repairs(fault, number);
    }
  }

  private void repairs(Fault fault, int number) throws IOException {
    try (OneProject shop = project(fault + "-" + number)) {
      shop.gitlab.requests().fail(number, fault);
      shop.refresh();
      Run repaired = shop.refresh();
      assertThat(repaired.exitCode()).as("request %d: %s", number, repaired.out()).isZero();
      assertThat(shop.state()).as("request %d", number).isEqualTo(undisturbed);
      assertNoFileHolds(shop.token.secret(), folder.resolve(fault + "-" + number));
    }
  }

  /// No write ever succeeds, so the run must end with words about it.
  @ParameterizedTest
  @EnumSource(names = {"REFUSED", "HANGING", "INTERNAL_ERROR", "BAD_GATEWAY", "LOGIN_PAGE"})
  void noFailureTellsTheToken(Fault fault) throws IOException {
    try (OneProject shop = project("all")) {
      shop.gitlab.requests().failWhere(LoggedRequest::isWrite, fault);
      Run run = shop.refresh();
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out()).contains("shop/api: commit to go-pgo/main: ");
      assertNoFileHolds(shop.token.secret(), folder.resolve("all"));
    }
  }

  private static void assertNoFileHolds(String secret, Path below) throws IOException {
    try (Stream<Path> files = Files.walk(below)) {
      assertThat(files.filter(Files::isRegularFile))
          .isNotEmpty()
          .allSatisfy(file ->
              assertThat(new String(read(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                  .as(file.toString())
                  .doesNotContain(secret));
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void twoRunAtOnce(long seed) throws IOException, InterruptedException {
    try (OneProject shop = project("twins")) {
      Thread first = Thread.ofPlatform().start(shop::refresh);
      Thread.sleep(new SplittableRandom(seed).nextInt(60));
      shop.refresh();
      first.join();
      Run repaired = shop.refresh();
      assertThat(repaired.exitCode()).as(repaired.out()).isZero();
      assertThat(shop.state()).isEqualTo(undisturbed);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void oneIsKilled(long seed) throws IOException, InterruptedException {
    try (OneProject shop = project("killed")) {
      Process process = start(shop);
      // Between the first request and the last one.
      while (process.isAlive() && shop.gitlab.requests().count() == 0) {
        Thread.sleep(1);
      }
      Thread.sleep(new SplittableRandom(seed).nextInt(400));
      process.destroyForcibly().waitFor();
      assertThat(shop.gitlab.requests().count()).as("it got to work").isPositive();
      Run repaired = shop.refresh();
      assertThat(repaired.exitCode()).as(repaired.out()).isZero();
      assertThat(shop.state()).isEqualTo(undisturbed);
      assertNoFileHolds(shop.token.secret(), folder.resolve("killed"));
    }
  }

  /// The command in a process of its own.
  private Process start(OneProject shop) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "refresh",
                "--config",
                "go-pgo.yml"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.resolve("killed").toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("killed/killed.log").toFile());
    builder.environment().putAll(shop.environment());
    return builder.start();
  }

  @Test
  void anotherProfileComesWhileTheLastOneHangs() throws IOException {
    try (OneProject shop = project("week")) {
      shop.refresh();
      shop.otherProfiles();
      shop.gitlab.requests().reset();
      shop.gitlab.requests().failWhere(request -> request.method().equals("PUT"), Fault.REFUSED);
      assertThat(shop.refresh().exitCode()).as("no description").isEqualTo(1);
      shop.gitlab.requests().reset();
      assertThat(shop.refresh().exitCode()).isZero();
      assertThat(shop.request().pushes()).as("the commit had arrived").isEqualTo(1);
      assertThat(shop.request().autoMerge()).isTrue();
      assertThat(shop.request().description()).contains("**First profile**");
    }
  }
}
