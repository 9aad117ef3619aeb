package io.gitlab.gopgo.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.deliver.Change;
import io.gitlab.gopgo.merge.MergeException;
import io.gitlab.gopgo.testing.FoldedProfile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MergeRequestTest {
  /// GitLab refuses a merge request with more; the description's limit is that of all its texts.
  private static final int MOST_TITLE = 255;

  private static final int MOST_DESCRIPTION = 1_048_576;

  @Test
  void introducesAFirstProfile() throws MergeException {
    Change change = change(first("api"));
    assertThat(change.title()).isEqualTo("Add PGO profile of api");
    assertThat(change.files()).containsOnlyKeys("cmd/api/default.pgo");
    assertThat(change.description())
        .isEqualTo(
            """
            Fresh CPU profiles from production for Go's profile-guided optimization (PGO): the \
            compiler reads `default.pgo` beside a main package and optimizes what is hot in it.

            ## `api`

            **First profile**: the service has been built without PGO so far.

            | | new |
            |---|---|
            | Samples | 13,000 |
            | CPU time | 2 min 10 s |
            | Profiles | 2 |
            | Call edges | 2 |
            | of them hot | 2 |
            | File size | %d bytes |
            | Recorded | 2026-11-02 10:00 to 2026-11-03 11:30 UTC |
            | Window | 2026-11-01/2026-11-08 |
            | Selection | taken 2 of 2; left out: 1 not a CPU profile, 1 outside the window |

            - **Left out**: `heap.pprof`, `its samples are inuse_space/bytes`

            To look inside: `go tool pprof -top` on `cmd/api/default.pgo`. To reproduce: \
            `go-pgo refresh --service api` with `window: 2026-11-01/2026-11-08` takes the same \
            profiles and gives the same bytes.

            ## The first profile

            - Programs become 2 to 14 %% faster with PGO in the Go team's experience; measure yours.
            - Go 1.21 and later pick the file up by themselves, as long as no build says `-pgo=off` \
            or names another file with `-pgo=FILE`.
            - The first build takes longer: `go build`, `go vet` and `go test` of a main package \
            compile all its dependencies again with its profile, and once per profile where \
            several main packages have one. After that the build cache helps as usual.
            - The binary grows a little, because hot calls are inlined.

            ## To undo

            Revert the merge, or delete the file: without it, Go builds as before. \
            `go build -pgo=off` tries a build without it. Only the speed of the program depends on \
            it.

            <!-- go-pgo:v1 file=cmd/api/default.pgo \
            sha256=111af512f350e53d42aa2c88bc33200152e7d256010c5fe1b31315df9deb3ea3 -->
            """
                .formatted(size(change, "cmd/api/default.pgo")));
  }

  @Test
  void tellsWhatChanged() throws MergeException {
    byte[] committed = FoldedProfile.of("main:7;work 4000\nmain;rest 4000").bytes();
    Proposal worker =
        Runs.of("worker")
            .profile("a.pprof", FoldedProfile.of("main:7;work 3000\nmain:9;pack 1000"))
            .committed("cmd/worker/default.pgo", committed)
            .proposal();
    Change change = change(worker);
    assertThat(change.title()).isEqualTo("Refresh PGO profile of worker");
    assertThat(change.description())
        .startsWith("Fresh CPU profiles from production")
        .contains(
            """

            ## `worker`

            **Changed**: the new profile has 50.0 % of its weight in common with the committed one, \
            where two profiles of an unchanged workload would have at least 97.2 % (the noise floor).

            | | new | committed |
            |---|---|---|
            | Samples | 4,000 | 8,000 |
            | CPU time | 40 s | 1 min 20 s |
            | Profiles | 1 | 1 |
            | Call edges | 2 | 2 |
            | of them hot | 2 | 2 |
            | File size | NEW bytes | OLD bytes |
            | Window | all |  |
            | Selection | taken 1 of 1 |  |

            - **Warning**: Few samples: the compiler will miss some of what is hot. (4,000, at least \
            10,000)
            - **Warning**: There are too few profiles to tell how far they differ from each other; \
            the difference to the committed one may be of that kind.

            <details>
            <summary>Hot call edges: 3 moved by more than noise, 0 by less</summary>

            | | caller | line in it | callee | before | now |
            |---|---|---:|---|---:|---:|
            | went | `main` | 0 | `rest` | 50.000 % | 0.000 % |
            | came | `main` | 9 | `pack` | 0.000 % | 25.000 % |
            | more | `main` | 7 | `work` | 50.000 % | 75.000 % |

            First those with the most weight beyond noise; those that moved less are left out. \
            `came`: hot now and not before, `went`: the reverse.

            </details>

            To look inside: `go tool pprof -top` on `cmd/worker/default.pgo`. To reproduce: \
            `go-pgo refresh --service worker` with `window: all` takes the same profiles and gives \
            the same bytes.

            ## To undo
            """
                .replace("NEW", Integer.toString(size(change, "cmd/worker/default.pgo")))
                .replace("OLD", Long.toString(worker.committed().orElseThrow().size())))
        .doesNotContain("first profile");
  }

  @Test
  void repairsWhatTheCompilerRefuses() throws MergeException {
    Change change =
        change(
            Runs.of("api")
                .profile("a", FoldedProfile.of("main;serve 20000"))
                .committed("default.pgo", FoldedProfile.of("a;b 1").withoutStartLines().bytes())
                .proposal());
    assertThat(change.title()).isEqualTo("Refresh PGO profile of api");
    assertThat(change.description())
        .contains(
            "**Repaired**: the compiler can't use what is committed.",
            "- **Warning**: The committed file is of no use to the compiler. `default.pgo: no start"
                + " lines, no function has a start line;")
        .doesNotContain("first profile", "<details>");
  }

  @Test
  void completesFilesOfWhichOneIsMissing() throws MergeException {
    Change change =
        change(
            Runs.of("api")
                .profile("a", FoldedProfile.of("main;serve 20000"))
                .committed("a/default.pgo", "main;serve 20000")
                .missing("b/default.pgo")
                .proposal());
    assertThat(change.title()).isEqualTo("Refresh PGO profile of api");
    assertThat(change.files()).containsOnlyKeys("a/default.pgo", "b/default.pgo");
    assertThat(change.description())
        .contains("**Completed**: not all of the service's files have a profile yet.")
        .contains("on `a/default.pgo`, `b/default.pgo`.")
        .containsPattern(
            "file=a/default.pgo sha256=(\\w+) -->\n.*file=b/default.pgo sha256=\\1 -->\n$");
  }

  @Test
  void joinsTheServicesOfAProject() throws MergeException {
    Proposal refreshed =
        Runs.of("worker")
            .profile("a", FoldedProfile.of("main;work 20000"))
            .committed("cmd/worker/default.pgo", "main;rest 20000")
            .proposal();
    assertThat(change(first("api"), first("web")).title())
        .isEqualTo("Add PGO profiles of api and web");
    Change change = change(first("api"), refreshed, first("web"));
    assertThat(change.title()).isEqualTo("Refresh PGO profiles of api, worker and web");
    assertThat(change.files())
        .containsOnlyKeys("cmd/api/default.pgo", "cmd/web/default.pgo", "cmd/worker/default.pgo");
    assertThat(change.description().lines().filter(line -> line.startsWith("#")))
        .containsExactly(
            "## `api`", "## `worker`", "## `web`", "## The first profile", "## To undo");
  }

  @Test
  void saysTheSameOfTheSame() throws MergeException {
    assertThat(change(first("api")).description()).isEqualTo(change(first("api")).description());
  }

  @Test
  void namesOnlyTheFirstOfManyEdgesAndFiles() throws MergeException {
    StringBuilder stacks = new StringBuilder();
    for (int i = 0; i < 17; i++) {
      stacks.append("main:%d;call%d %d\n".formatted(i, i, 1000 + i));
    }
    Runs api =
        Runs.of("api")
            .profile("a", FoldedProfile.of(stacks.toString()))
            .committed("default.pgo", "main;rest 20000");
    for (int i = 0; i < 8; i++) {
      api.leftOut("broken" + i, "malformed", "it is");
    }
    assertThat(change(api.proposal()).description())
        .contains("Hot call edges: 18 moved by more than noise, 0 by less")
        .contains(
            "| went | `main` | 0 | `rest` |", "`call16`", "`call3`", "| | and 3 more | | | | |")
        .doesNotContain("`call2`", "`call1`", "`call0`")
        .contains("`broken4`", "- and 3 more left out")
        .doesNotContain("`broken5`");
  }

  @Test
  void staysWithinWhatGitLabTakes() throws MergeException {
    List<Proposal> many = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      many.add(first("a-service-with-a-name-" + i));
    }
    Change change = change(many.toArray(Proposal[]::new));
    assertThat(change.description().length()).isLessThan(MOST_DESCRIPTION);
    assertThat(change.files()).hasSize(40);
    assertThat(change.title().length()).isLessThanOrEqualTo(MOST_TITLE);
  }

  private static Change change(Proposal... proposals) {
    return new MergeRequest(List.of(proposals), List.of()).change("");
  }

  /// Another zlib compresses to another size, so it is no constant here.
  private static int size(Change change, String file) {
    return change.files().getOrDefault(file, new byte[0]).length;
  }

  private static Proposal first(String service) throws MergeException {
    return Runs.of(service)
        .window("2026-11-01/2026-11-08")
        .profile(
            "a.pprof",
            FoldedProfile.of("main;serve:3;decode 6000\nmain;serve:3 1000")
                .startedAt(Instant.parse("2026-11-02T10:00:00Z")))
        .profile(
            "b.pprof",
            FoldedProfile.of("main;serve:3;decode 6000")
                .startedAt(Instant.parse("2026-11-03T11:30:00Z")))
        .leftOut("old.pprof", "outside the window", "")
        .leftOut("heap.pprof", "not a CPU profile", "its samples are inuse_space/bytes")
        .missing("cmd/%s/default.pgo".formatted(service))
        .proposal();
  }
}
