package io.gitlab.gopgo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gitlab.gopgo.testing.gitlab.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The folder of `collect --report`, however a run ends.
class CollectReportTest {
  @TempDir private Path folder;

  private static void profiles(Stores stores) {
    stores.profile("a.pprof", Stores.NOON, "main;serve:1;decode:2 1000");
    stores.profile("b.pprof", Stores.NOON.plusSeconds(60), "main;serve:1;decode:2 500");
    stores.profile("later.pprof", Stores.NOON.plusSeconds(7200), "main;serve:1;decode:2 700");
    stores.profile("old.pprof", Instant.parse("2026-10-31T12:00:00Z"), "main;serve:1 7");
    stores.profile("timeless.pprof", Instant.EPOCH, "main;serve:1 7");
  }

  private Run collect(Stores stores) throws IOException {
    Run run = stores.run("collect", "--config", "go-pgo.yml", "--report", "job");
    try (Stream<Path> files = Files.list(folder.resolve("job"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("report.json", "junit.xml", "annotations.json", "go-pgo.env");
    }
    for (String file : new String[] {"report.json", "junit.xml", "annotations.json"}) {
      assertThat(text(file)).as(file).doesNotContain(stores.token.secret());
    }
    return run;
  }

  @Test
  void tellsOfWhatWasAdded() throws IOException {
    try (Stores stores = new Stores(folder, Stores.Place.PACKAGES)) {
      profiles(stores);
      Run run = collect(stores);
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(text("report.json"))
          .isEqualTo(
              """
              {
                "version" : 1,
                "exitCode" : 0,
                "sources" : [ ],
                "stores" : [ {
                  "service" : "api",
                  "store" : "kept",
                  "outcome" : "added",
                  "why" : "added 3 profiles in 2 entries to kept; taken 3 of 3; left out: 1 no time of recording, 1 outside the window",
                  "window" : "2026-11-02/2026-11-09",
                  "selection" : {
                    "found" : 5,
                    "fit" : 3,
                    "taken" : 3,
                    "reasons" : {
                      "no time of recording" : 1,
                      "outside the window" : 1
                    },
                    "counts" : { },
                    "leftOut" : [ {
                      "name" : "now/old.pprof",
                      "reason" : "outside the window",
                      "detail" : ""
                    }, {
                      "name" : "now/timeless.pprof",
                      "reason" : "no time of recording",
                      "detail" : "it can't be in any window"
                    } ]
                  },
                  "shortfalls" : [ ],
                  "added" : {
                    "profiles" : 3,
                    "entries" : 2
                  },
                  "alreadyThere" : 0,
                  "pruned" : {
                    "before" : "2026-10-10",
                    "removed" : [ ],
                    "kept" : [ ]
                  }
                } ]
              }
              """);
      assertThat(text("junit.xml"))
          .contains("<testsuite name=\"go-pgo collect\" tests=\"1\" failures=\"0\" errors=\"0\"")
          .contains(
              """
                  <testcase classname="kept" name="api" time="0">
                    <system-out>added 3 profiles in 2 entries to kept; taken 3 of 3; left out: 1 no time of recording, 1 outside the window&#10;left out now/timeless.pprof: no time of recording: it can&#39;t be in any window</system-out>
              """
                  .replace("&#39;", "'"));
      assertThat(text("annotations.json"))
          .isEqualTo(
              """
              {
                "Stores" : [ {
                  "external_link" : {
                    "label" : "kept: PGO profile of api",
                    "url" : "%s/shop/profiles/-/packages"
                  }
                } ]
              }
              """
                  .formatted(stores.gitlab.url()));
      assertThat(text("go-pgo.env"))
          .isEqualTo(
              """
              GO_PGO_COLLECT_EXIT_CODE=0
              GO_PGO_COLLECT_ADDED=1
              GO_PGO_COLLECT_UNCHANGED=0
              GO_PGO_COLLECT_WITHHELD=0
              GO_PGO_COLLECT_FAILED=0
              GO_PGO_COLLECT_PROFILES=3
              GO_PGO_COLLECT_ENTRIES=2
              """);
    }
  }

  @Test
  void tellsThatNothingWasNew() throws IOException {
    try (Stores stores = new Stores(folder, Stores.Place.FOLDER)) {
      profiles(stores);
      collect(stores);
      assertThat(collect(stores).exitCode()).isZero();
      JsonNode store = json().at("/stores/0");
      assertThat(store.path("outcome").asText()).isEqualTo("unchanged");
      assertThat(store.at("/added/profiles").asInt()).isZero();
      assertThat(store.path("alreadyThere").asInt()).isEqualTo(3);
      assertThat(text("annotations.json")).isEqualTo("{ }\n");
      assertThat(text("go-pgo.env")).contains("_ADDED=0\n", "_UNCHANGED=1\n", "_PROFILES=0\n");
    }
  }

  @Test
  void tellsWhatWasRemovedAndWhatCouldNotBe() throws IOException {
    try (Stores stores = new Stores(folder, Stores.Place.PACKAGES)) {
      profiles(stores);
      Path settings = folder.resolve("go-pgo.yml");
      collect(stores);
      Files.writeString(settings, Files.readString(settings).replace("keep: 30d", "keep: 1d"));
      assertThat(collect(stores).exitCode()).isZero();
      JsonNode pruned = json().at("/stores/0/pruned");
      assertThat(pruned.path("before").asText()).isEqualTo("2026-11-08");
      assertThat(pruned.path("removed")).isEmpty();
      assertThat(pruned.path("kept").toString()).isEqualTo("[\"2026-11-05\"]");
      assertThat(pruned.path("why").asText()).contains("needs the role Maintainer");
      assertThat(text("junit.xml"))
          .contains("&#10;not removed from kept: 1 day before 2026-11-08: ");
    }
  }

  @Test
  void tellsOfWhatWasWithheld() throws IOException {
    try (Stores stores = new Stores(folder, Stores.Place.FOLDER)) {
      assertThat(collect(stores).exitCode()).isEqualTo(3);
      assertThat(text("junit.xml"))
          .contains(
              "failures=\"1\"",
              "<failure type=\"withheld\" message=\"nothing added to kept: no profile was found\">");
      assertThat(json().at("/stores/0/outcome").asText()).isEqualTo("withheld");
      assertThat(json().at("/stores/0/selection/found").asInt()).isZero();
      assertThat(json().at("/stores/0/added").isMissingNode()).isTrue();
      assertThat(text("go-pgo.env")).contains("_EXIT_CODE=3\n", "_WITHHELD=1\n");
    }
  }

  @Test
  void tellsOfAStoreThatFailed() throws IOException {
    try (Stores stores = new Stores(folder, Stores.Place.PACKAGES)) {
      profiles(stores);
      stores.gitlab.requests().failWhere(request -> request.isWrite(), Fault.INTERNAL_ERROR);
      assertThat(collect(stores).exitCode()).isEqualTo(1);
      assertThat(text("junit.xml")).contains("errors=\"1\"", "<error type=\"failed\" message=\"");
      assertThat(json().at("/stores/0/why").asText())
          .startsWith("source kept: ")
          .contains("answered 500");
      assertThat(json().at("/stores/0/selection").isMissingNode()).isTrue();
      assertThat(text("go-pgo.env")).contains("_EXIT_CODE=1\n", "_FAILED=1\n");
    }
  }

  @Test
  void tellsOfSettingsThatCantBeRead() throws IOException {
    try (Stores stores = new Stores(folder, Stores.Place.FOLDER)) {
      profiles(stores);
      collect(stores);
      Files.writeString(folder.resolve("go-pgo.yml"), "version: 2\n");
      assertThat(collect(stores).exitCode()).isEqualTo(2);
      assertThat(text("junit.xml"))
          .contains(
              "<testsuite name=\"go-pgo collect\"",
              "name=\"settings\"",
              "go-pgo.yml:1: version: expected 1, the only version so far");
      assertThat(text("report.json"))
          .isEqualTo(
              """
              {
                "version" : 1,
                "exitCode" : 2,
                "sources" : [ ],
                "stores" : [ ]
              }
              """);
      assertThat(text("annotations.json")).isEqualTo("{ }\n");
      assertThat(text("go-pgo.env")).startsWith("GO_PGO_COLLECT_EXIT_CODE=2\n");
    }
  }

  @Test
  void costsNotTheWordsWhereItCantBeWritten() throws IOException {
    try (Stores stores = new Stores(folder, Stores.Place.FOLDER)) {
      profiles(stores);
      Files.writeString(folder.resolve("file"), "");
      Run run = stores.run("collect", "--config", "go-pgo.yml", "--report", "file/job");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out()).startsWith("api: added 3 profiles in 2 entries to kept");
      assertThat(run.err()).contains("go-pgo: ").contains("file");
    }
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(text("report.json"));
  }

  private String text(String file) throws IOException {
    return Files.readString(folder.resolve("job").resolve(file));
  }
}
