package io.gitlab.gopgo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a GitLab job's page, a terminal and a file get to see of the same run.
class FaceTest {
  private static final String[] REFRESH = {"refresh", "--config", "go-pgo.yml"};

  @TempDir private Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private OneProject shop;
  private String links = "";

  @BeforeEach
  void start() throws IOException {
    shop = new OneProject(folder);
    Files.writeString(folder.resolve("in/broken\u001b[0K.pprof"), "no profile");
    environment.putAll(shop.environment());
    links =
        "\nshop/api !1: PGO profile of api\n  %s/shop/api/-/merge_requests/1\n"
            .formatted(shop.gitlab.url());
  }

  @AfterEach
  void stop() {
    shop.close();
  }

  @Test
  void ofAJobHasSectionsColoursAndLinks() {
    environment.put("GITLAB_CI", "true");
    Run run = Run.in(folder, environment, REFRESH);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("service  verdict   samples  overlap  noise floor       size  why\n")
        .contains("\napi      \u001b[32mproposed\u001b[0m   24,000 ")
        .endsWith("  first profile\n" + links);
    assertThat(run.err())
        .isEqualTo(
            """
            ␛[0Ksection_start:1794218400:go-pgo-source-here[collapsed=true]␍␛[0Kcollecting from here
            ␛[0Ksection_end:1794218400:go-pgo-source-here␍␛[0K
            ␛[0Ksection_start:1794218400:go-pgo-service-api[collapsed=true]␍␛[0K␛[32mapi: proposed, first profile␛[0m
            target        shop/api: default.pgo
            window        all
            selection     taken 8 of 8; left out: 1 malformed
            left out      in/broken\\u{1b}[0K.pprof: malformed, profile.comment at offset 1: wire type 6, \
            expected 0 or 2; it is damaged, or no pprof profile
            evidence      24,000 samples of 8 profiles, CPU time 4 min 0 s, 3 call edges (3 hot), \
            0.0 % of the weight without start lines
            note          samples: 24,000, at least 10,000. Enough samples to tell what is hot.
            note          first profile: default.pgo. There is no profile yet at this path.
            merge request !1 URL/shop/api/-/merge_requests/1
            ␛[0Ksection_end:1794218400:go-pgo-service-api␍␛[0K
            """
                .replace("URL", shop.gitlab.url())
                .replace('␛', '\u001b')
                .replace('␍', '\r'));
  }

  @Test
  void ofAJobIsPlainForWhoWantsItSo() {
    environment.put("GITLAB_CI", "true");
    environment.put("NO_COLOR", "1");
    Run run = Run.in(folder, environment, REFRESH);
    assertThat(run.out()).contains("\napi      proposed   24,000 ").endsWith(links);
    assertThat(run.err())
        .contains("section_start:1794218400:go-pgo-service-api[collapsed=true]\r\u001b[0Kapi: ")
        .doesNotContain("\u001b[32m");
  }

  @Test
  void ofAJobHasNoSectionLeftOpenByAFailure() throws IOException {
    environment.put("GITLAB_CI", "true");
    Files.writeString(folder.resolve("go-pgo.yml"), "version: 2\n");
    Run broken = Run.in(folder, environment, REFRESH);
    assertThat(broken.exitCode()).isEqualTo(2);
    assertThat(broken.err())
        .isEqualTo(
            "\u001b[31mgo-pgo:\u001b[0m %s:1: version: expected 1, the only version so far\n"
                .formatted(folder.resolve("go-pgo.yml")));
    shop.settings("");
    environment.remove("GO_PGO_TOKEN");
    Run failed = Run.in(folder, environment, REFRESH);
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.out()).contains("\u001b[31mfailed\u001b[0m");
    assertThat(failed.err().split("section_start:", -1))
        .hasSameSizeAs(failed.err().split("section_end:", -1));
  }

  @Test
  void ofATerminalHasOneLineThatChanges() {
    Run run = Run.atTerminal(folder, environment, REFRESH);
    assertThat(run.out()).contains("\u001b[32mproposed\u001b[0m").endsWith(links);
    assertThat(run.err())
        .isEqualTo(
            "␛collecting from here␛[--------------------] judging api␛".replace("␛", "\r\u001b[K"));
    environment.put("NO_COLOR", "1");
    assertThat(Run.atTerminal(folder, environment, REFRESH).out()).contains("api      kept  ");
    environment.put("TERM", "dumb");
    assertThat(Run.atTerminal(folder, environment, REFRESH).err())
        .isEqualTo("collecting from here\njudging api\n");
  }

  @Test
  void ofAFileIsPlain() {
    Run run = Run.in(folder, environment, REFRESH);
    assertThat(run.out()).endsWith("  first profile\n");
    assertThat(run.err()).isEqualTo("collecting from here\njudging api\n");
  }

  @Test
  void keepsABarWithinItsLine() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
                new PrintStream(new ByteArrayOutputStream()),
                new PrintStream(err, true, UTF_8),
                true)
            .in(Map.of(), Run.CLOCK);
    console.progress("x".repeat(77) + "😀😀😀\u001b", 1, 2);
    console.progress("judging api", 1, 2);
    console.complain("a failure");
    assertThat(err.toString(UTF_8))
        .isEqualTo(
            "\r\u001b[K[##########----------] "
                + "x".repeat(56)
                + "\r\u001b[K[##########----------] judging api\r\u001b[K"
                + "\u001b[31mgo-pgo:\u001b[0m a failure\n");
  }

  @Test
  void tellsAJobsLogOfProgressNowAndThen() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Ticking clock = new Ticking();
    Console console =
        new Console(
                new PrintStream(new ByteArrayOutputStream()),
                new PrintStream(err, true, UTF_8),
                false)
            .in(Map.of("GITLAB_CI", "true"), clock);
    for (int i = 0; i < 8; i++) {
      console.progress("judging s" + i, i, 8);
    }
    assertThat(err.toString(UTF_8)).isEqualTo("judging s3, 3 of 8 done\njudging s6, 6 of 8 done\n");
  }

  /// Four seconds pass between two looks.
  private static final class Ticking extends Clock {
    private Instant now = Run.CLOCK.instant();

    @Override
    public Instant instant() {
      now = now.plus(Duration.ofSeconds(4));
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
