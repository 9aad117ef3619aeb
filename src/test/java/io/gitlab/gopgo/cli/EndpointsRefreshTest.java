package io.gitlab.gopgo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.Go;
import io.gitlab.gopgo.testing.http.Nobody;
import io.gitlab.gopgo.testing.http.Reply;
import io.gitlab.gopgo.testing.http.StandInHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A refresh from six running processes, four of which are down.
class EndpointsRefreshTest {
  private static final String PATH = "/debug/pprof/profile";

  @TempDir private Path folder;
  private final List<StandInHttp> nodes = new ArrayList<>();
  private final List<Nobody> lost = new ArrayList<>();
  private final List<String> addresses = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    Files.createDirectories(folder.resolve("shop"));
    for (int i = 0; i < 6; i++) {
      StandInHttp node = StandInHttp.start();
      node.answer(
          PATH,
          Reply.profile(
              FoldedProfile.of("main;serve:1;decode:2 %d".formatted(9000 + i))
                  .startedAt(Run.CLOCK.instant())
                  .bytes()));
      nodes.add(node);
      addresses.add(node.address());
    }
  }

  @AfterEach
  void stop() {
    nodes.forEach(StandInHttp::close);
    lost.forEach(Nobody::close);
  }

  private Run refresh(String quorum) throws IOException {
    Files.writeString(
        folder.resolve("go-pgo.yml"),
        """
        version: 1
        sources:
          nodes:
            pprof-endpoints:
              url: http://{target}%s
              targets: [{static: %s}]
              seconds: 1
              quorum: %s
        services:
          api:
            from: [{source: nodes}]
            to: {folder: shop, files: [default.pgo]}
        """
            .formatted(
                PATH,
                addresses.stream()
                    .map("'%s'"::formatted)
                    .collect(Collectors.joining(", ", "[", "]")),
                quorum));
    return Run.in(folder, "refresh", "--config", "go-pgo.yml", "--output", "out");
  }

  private void lose(int first, int behind) {
    for (int i = first; i < behind; i++) {
      Nobody nobody = new Nobody();
      lost.add(nobody);
      addresses.set(i, nobody.address());
    }
  }

  @Test
  void proposesTheMomentThoughItIsInNoWindowOfPastDays() throws IOException {
    Run run = refresh("100%");
    assertThat(run.exitCode()).as(run.err()).isZero();
    byte[] profile = Files.readAllBytes(folder.resolve("out/shop/default.pgo"));
    assertThat(Go.refusal(profile)).isEmpty();
    assertThat(Files.readString(folder.resolve("out/shop/merge-request.md")))
        .contains(
            "2026-11-09 10:00", "| Window | while this ran |", "another run gives another profile")
        .doesNotContain("gave a profile", "To reproduce");
  }

  @Test
  void saysWhatWasMissingAboveTheQuorum() throws IOException {
    lose(0, 4);
    Run run = refresh("30%");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(Files.readString(folder.resolve("out/shop/merge-request.md")))
        .contains("2 of 6 chosen targets gave a profile; the others: 4 unreachable");
  }

  @Test
  void withholdsBelowTheQuorum() throws IOException {
    lose(0, 4);
    Run run = refresh("60%");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(folder.resolve("out/shop")).doesNotExist();
    assertThat(Files.readString(folder.resolve("out/report.json")))
        .contains("fewer than the quorum of 60 %");
  }
}
