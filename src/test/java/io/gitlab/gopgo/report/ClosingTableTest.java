package io.gitlab.gopgo.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.merge.MergeException;
import io.gitlab.gopgo.report.ServiceResult.Judged;
import io.gitlab.gopgo.testing.FoldedProfile;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingTableTest {
  @Test
  void showsEveryServiceInALine() throws MergeException {
    ServiceResult api =
        Runs.of("api")
            .profile("a", FoldedProfile.of("main;serve 13000"))
            .missing("default.pgo")
            .result();
    ServiceResult worker =
        Runs.of("worker")
            .profile("a", FoldedProfile.of("main;work 3000\nmain;pack 1000"))
            .committed("default.pgo", "main;work 4000\nmain;rest 4000")
            .result();
    ServiceResult gateway =
        Runs.of("gateway")
            .profile("a", FoldedProfile.of("main;work 5000\nmain;rest 5000"))
            .committed("default.pgo", "main;work 4980\nmain;rest 5020")
            .result();
    ServiceResult cron =
        Runs.of("cron")
            .profile("a", FoldedProfile.of("main;tick 12"))
            .missing("default.pgo")
            .result();
    ServiceResult web = Runs.failed("web", "source production: no such file");
    assertThat(ClosingTable.of(List.of(api, worker, gateway, cron, web)))
        .isEqualTo(
            """
            service  verdict   samples  overlap  noise floor       size  why
            api      proposed   13,000                        %s  first profile
            worker   proposed    4,000   50.0 %%       97.2 %%  %s  changed by more than noise
            gateway  kept       10,000   99.8 %%       97.9 %%  %s  the committed profile is the \
            same within noise
            cron     withheld       12                                   12 samples, needs at least \
            3,000
            web      failed                                              source production: no such \
            file
            """
                .formatted(size(api), size(worker), size(gateway)));
  }

  @Test
  void showsItsHeadAloneForNoService() {
    assertThat(ClosingTable.of(List.of()))
        .isEqualTo("service  verdict  samples  overlap  noise floor  size  why\n");
  }

  @Test
  void saysWhyNothingCouldBeUsed() throws MergeException {
    ServiceResult idle =
        Runs.of("idle")
            .leftOut("a", "empty", "it has no samples")
            .leftOut("b", "empty", "it has no samples")
            .leftOut("c", "outside the window", "")
            .missing("default.pgo")
            .result();
    assertThat(ClosingTable.of(List.of(idle)))
        .endsWith(
            "  0 profiles, needs at least 1"
                + " (taken 0 of 0; left out: 2 empty, 1 outside the window)\n");
  }

  @Test
  void tellsRepairedAndCompletedFromFirst() throws MergeException {
    Runs repaired =
        Runs.of("api")
            .profile("a", FoldedProfile.of("main;serve 20000"))
            .committed("default.pgo", new byte[] {1, 2, 3});
    Runs completed =
        Runs.of("api")
            .profile("a", FoldedProfile.of("main;serve 20000"))
            .committed("a/default.pgo", "main;serve 20000")
            .missing("b/default.pgo");
    assertThat(ClosingTable.why(repaired.result())).isEqualTo("the committed profile is of no use");
    assertThat(ClosingTable.why(completed.result())).isNotEqualTo("first profile");
  }

  /// A job's log goes to a terminal, and a line that isn't ours could pass for a service's.
  @Test
  void keepsFailuresOnTheirLine() {
    String table =
        ClosingTable.of(
            List.of(Runs.failed("web", "a\nb\r\u001b[2K\u202Eproposed"), Runs.failed("api", "no")));
    assertThat(table)
        .isEqualTo(
            """
            service  verdict  samples  overlap  noise floor  size  why
            web      failed                                        \
            a\\u{a}b\\u{d}\\u{1b}[2K\\u{202e}proposed
            api      failed                                        no
            """);
  }

  /// Another zlib compresses to another size, so it is no constant here.
  private static String size(ServiceResult result) {
    return result.outcome() instanceof Judged judged ? Words.bytes(judged.profile().length) : "";
  }
}
