package io.gitlab.gopgo.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gitlab.gopgo.merge.MergeException;
import io.gitlab.gopgo.pprof.ValueType;
import io.gitlab.gopgo.report.ServiceResult.Judged;
import io.gitlab.gopgo.testing.FoldedProfile;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunReportTest {
  @Test
  void tellsAllOfAService() throws MergeException {
    ServiceResult worker = worker();
    int size = worker.outcome() instanceof Judged judged ? judged.profile().length : 0;
    assertThat(new String(RunReport.of(List.of(worker), Map.of(), 0), UTF_8))
        .isEqualTo(
            """
            {
              "version" : 1,
              "exitCode" : 0,
              "sources" : [ ],
              "services" : [ {
                "service" : "worker",
                "project" : "shop",
                "files" : [ "cmd/worker/default.pgo" ],
                "verdict" : "proposed",
                "why" : "changed by more than noise",
                "requests" : 0,
                "remarks" : [ ],
                "window" : "2026-11-01/2026-11-08",
                "selection" : {
                  "found" : 3,
                  "fit" : 1,
                  "taken" : 1,
                  "reasons" : {
                    "not a CPU profile" : 1,
                    "outside the window" : 1
                  },
                  "counts" : { },
                  "leftOut" : [ {
                    "name" : "heap.pprof",
                    "reason" : "not a CPU profile",
                    "detail" : "its samples are inuse_space/bytes; Go reads samples/count or \
            cpu/nanoseconds"
                  }, {
                    "name" : "old.pprof",
                    "reason" : "outside the window",
                    "detail" : ""
                  } ]
                },
                "evidence" : {
                  "samples" : 4000,
                  "cpuNanoseconds" : 40000000000,
                  "profiles" : 1,
                  "weightType" : "samples",
                  "periodNanoseconds" : 10000000,
                  "edges" : 2,
                  "hotEdges" : 2,
                  "totalWeight" : 4000,
                  "withoutStartLine" : 0.0,
                  "recordedFrom" : "2026-11-02T10:00:00Z",
                  "recordedTo" : "2026-11-02T10:00:00Z"
                },
                "comparison" : {
                  "path" : "cmd/worker/default.pgo",
                  "overlap" : 0.5,
                  "expectedOverlap" : 0.9894467925441952,
                  "noiseFloor" : 0.9722848031319662,
                  "method" : "sample_counts",
                  "hotEdgesEntering" : 1,
                  "hotEdgesLeaving" : 1,
                  "hotEdgesMoved" : 1,
                  "hotEdgesBeyondNoise" : 3
                },
                "profile" : {
                  "bytes" : SIZE,
                  "sha256" : "5621af0817b9d2ba3d17f0b495910624c81d27aca1c8a1e84faa9721f6825ef8"
                },
                "findings" : [ {
                  "rule" : "samples",
                  "level" : "warning",
                  "figure" : "4,000",
                  "threshold" : "at least 10,000",
                  "sentence" : "Few samples: the compiler will miss some of what is hot.",
                  "subject" : ""
                }, {
                  "rule" : "spread",
                  "level" : "warning",
                  "figure" : "",
                  "threshold" : "",
                  "sentence" : "There are too few profiles to tell how far they differ from each \
            other; the difference to the committed one may be of that kind.",
                  "subject" : ""
                }, {
                  "rule" : "change",
                  "level" : "note",
                  "figure" : "overlap 50.0 %",
                  "threshold" : "noise floor 97.2 %",
                  "sentence" : "The profile differs from the committed one by more than sampling \
            noise.",
                  "subject" : "cmd/worker/default.pgo"
                } ]
              } ]
            }
            """
                .replace("SIZE", Integer.toString(size)));
  }

  @Test
  void tellsLittleOfAFailedService() {
    assertThat(
            new String(
                RunReport.of(List.of(Runs.failed("web", "no such file")), Map.of(), 1), UTF_8))
        .isEqualTo(
            """
            {
              "version" : 1,
              "exitCode" : 1,
              "sources" : [ ],
              "services" : [ {
                "service" : "web",
                "project" : "shop",
                "files" : [ "default.pgo" ],
                "verdict" : "failed",
                "why" : "no such file",
                "requests" : 0,
                "remarks" : [ ]
              } ]
            }
            """);
  }

  @Test
  void isTheSameForTwoEqualRuns() throws MergeException {
    assertThat(RunReport.of(List.of(worker()), Map.of(), 0))
        .isEqualTo(RunReport.of(List.of(worker()), Map.of(), 0));
  }

  @Test
  void isEmptyWithoutServices() throws IOException {
    JsonNode report = parse(RunReport.of(List.of(), Map.of(), 0));
    assertThat(report.get("services")).isEmpty();
  }

  @Test
  void holdsNoProfileOfAWithheldService() throws MergeException, IOException {
    ServiceResult cron =
        Runs.of("cron")
            .profile("a", FoldedProfile.of("main;tick 12"))
            .missing("default.pgo")
            .result();
    JsonNode service = parse(RunReport.of(List.of(cron), Map.of(), 3)).at("/services/0");
    assertThat(service.get("verdict").asText()).isEqualTo("withheld");
    assertThat(service.has("profile")).isFalse();
    assertThat(service.has("comparison")).isFalse();
    assertThat(service.at("/findings/0/level").asText()).isEqualTo("withholds");
  }

  @Test
  void saysNullForWhatIsUnknown() throws MergeException, IOException {
    FoldedProfile timeless =
        FoldedProfile.of("main;serve 20000").types(ValueType.SAMPLES_COUNT).period(0);
    ServiceResult api = Runs.of("api").profile("a", timeless).missing("default.pgo").result();
    JsonNode evidence = parse(RunReport.of(List.of(api), Map.of(), 0)).at("/services/0/evidence");
    assertThat(evidence.get("samples").asLong()).isEqualTo(20_000);
    assertThat(evidence.get("cpuNanoseconds").isNull()).isTrue();
    assertThat(evidence.has("recordedFrom")).isFalse();
  }

  @Test
  void isValidJsonWhateverTheNames() throws MergeException, IOException {
    Runs api = Runs.of("api").profile("a", FoldedProfile.of("main;serve 20000"));
    for (String name : Hostile.NAMES) {
      api.missing(name).leftOut(name, "malformed", name);
    }
    JsonNode service = parse(RunReport.of(List.of(api.result()), Map.of(), 0)).at("/services/0");
    for (int i = 0; i < Hostile.NAMES.size(); i++) {
      // Half a character is none in UTF-8.
      String name = new String(Hostile.NAMES.get(i).getBytes(UTF_8), UTF_8);
      assertThat(service.at("/files/" + i).asText()).isEqualTo(name);
      assertThat(service.at("/selection/leftOut/%d/name".formatted(i)).asText()).isEqualTo(name);
    }
  }

  @Test
  void namesOnlyTheFirstOfManyLeftOut() throws MergeException, IOException {
    Runs api =
        Runs.of("api").profile("a", FoldedProfile.of("main;serve 20000")).missing("default.pgo");
    for (int i = 0; i < 150; i++) {
      api.leftOut("p" + i, "malformed", "it is");
    }
    JsonNode selection =
        parse(RunReport.of(List.of(api.result()), Map.of(), 0)).at("/services/0/selection");
    assertThat(selection.get("leftOut")).hasSize(100);
    assertThat(selection.at("/reasons/malformed").asInt()).isEqualTo(150);
    assertThat(selection.get("found").asInt()).isEqualTo(151);
  }

  private static JsonNode parse(byte[] report) throws IOException {
    return new ObjectMapper().readTree(report);
  }

  private static ServiceResult worker() throws MergeException {
    return Runs.of("worker")
        .window("2026-11-01/2026-11-08")
        .profile(
            "a.pprof",
            FoldedProfile.of("main;work:7 3000\nmain;pack:9 1000")
                .startedAt(Instant.parse("2026-11-02T10:00:00Z")))
        .profile(
            "heap.pprof", FoldedProfile.of("a;b 1").types(new ValueType("inuse_space", "bytes")))
        .leftOut("old.pprof", "outside the window", "")
        .committed("cmd/worker/default.pgo", "main;work:7 4000\nmain;rest 4000")
        .result();
  }
}
