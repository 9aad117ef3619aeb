package io.gitlab.gopgo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.testing.Go;
import io.gitlab.gopgo.testing.gitlab.Fault;
import io.gitlab.gopgo.testing.gitlab.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What `collect` keeps, and what a later refresh makes of it.
class CollectTest {
  private static final Instant NOON = Stores.NOON;

  @TempDir private Path folder;

  /// Four profiles in two hours.
  private static void fourProfiles(Stores stores) {
    for (int i = 0; i < 4; i++) {
      stores.profile(
          i + ".pprof",
          NOON.plus(Duration.ofMinutes(20L * i)),
          "main;serve:1;decode:2 %d\nmain;serve:2;route:1 %d".formatted(1000 + i, 500));
    }
  }

  private static void same(SortedMap<String, byte[]> files, SortedMap<String, byte[]> expected) {
    assertThat(files.keySet()).isEqualTo(expected.keySet());
    files.forEach(
        (name, bytes) -> assertThat(bytes).as(name).isEqualTo(expected.getOrDefault(name, bytes)));
  }

  private static String only(Stores stores, String end) {
    return stores.files().keySet().stream()
        .filter(name -> name.endsWith(end))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void keepsOneProfileForEachHourWithItsEvidence(Stores.Place place) throws IOException {
    try (Stores stores = new Stores(folder, place)) {
      fourProfiles(stores);
      Run run = stores.collect();
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.out()).isEqualTo("api: added 4 profiles in 2 entries to kept; taken 4 of 4\n");
      assertThat(stores.files().keySet())
          .hasSize(4)
          .allMatch(name ->
              name.matches("api/2026-11-05/2026-11-05T1[23]-[0-9a-f]{32}\\.(json|pb\\.gz)"));
      String evidence = new String(stores.file(only(stores, ".json")), UTF_8);
      assertThat(evidence)
          .contains("\"hour\" : \"2026-11-05T12:00:00Z\"")
          .contains("\"weight\" : \"samples/count\"", "\"period\" : 10000000")
          .contains("\"samples\" : 4503", "\"profiles\" : 3", "\"edges\" : 2")
          .contains("\"from\" : \"2026-11-05T12:00:00Z\"", "\"to\" : \"2026-11-05T12:40:00Z\"")
          .doesNotContain("pprof");
      byte[] profile = stores.file(only(stores, ".pb.gz"));
      assertThat(Go.refusal(profile)).isEmpty();
      assertThat(new String(Go.preprofile(profile), UTF_8)).contains("decode\n1 3003\n");
    }
  }

  @ParameterizedTest
  @EnumSource
  void addsTheSameOnce(Stores.Place place) throws IOException {
    try (Stores stores = new Stores(folder, place)) {
      fourProfiles(stores);
      assertThat(stores.collect().exitCode()).isZero();
      SortedMap<String, byte[]> files = stores.files();
      stores.gitlab.requests().reset();
      Run again = stores.collect();
      assertThat(again.out())
          .isEqualTo("api: nothing new for kept, 4 there already; taken 4 of 4\n");
      assertThat(stores.gitlab.requests().writes()).isEmpty();
      same(stores.files(), files);
      stores.profile("late.pprof", NOON.plusSeconds(60), "main;serve:1;decode:2 700");
      assertThat(stores.collect().out())
          .isEqualTo("api: added 1 profile in 1 entry to kept, 4 there already; taken 5 of 5\n");
      assertThat(stores.files()).hasSize(6);
      assertThat(new String(Go.preprofile(stores.refreshed()), UTF_8))
          .isEqualTo(new String(Go.preprofile(stores.merged()), UTF_8));
    }
  }

  /// Killed at any request, whether GitLab heard it or not: once more, and the store is as if
  /// nothing had happened.
  @ParameterizedTest
  @CsvSource({"INTERNAL_ERROR, false", "INTERNAL_ERROR, true", "GATEWAY_TIMEOUT_AFTER, false"})
  void isRepairedByOneMoreRun(Fault fault, boolean refusesDuplicates) throws IOException {
    SortedMap<String, byte[]> undisturbed;
    int requests;
    try (Stores stores = new Stores(folder.resolve("undisturbed"), Stores.Place.PACKAGES)) {
      fourProfiles(stores);
      stores.collect();
      undisturbed = stores.files();
      requests = stores.gitlab.requests().count();
    }
    assertThat(requests).isGreaterThan(5);
    for (int killed = 1; killed <= requests; killed++) {
      int at = killed;
      try (Stores stores = new Stores(folder.resolve("killed-" + at), Stores.Place.PACKAGES)) {
        if (refusesDuplicates) {
          stores.project.packageFiles().refuseDuplicates();
        }
        fourProfiles(stores);
        stores.gitlab.requests().failWhere(request -> request.number() >= at, fault);
        stores.collect();
        stores.gitlab.requests().reset();
        Run retried = stores.collect();
        assertThat(retried.exitCode()).as("killed at %d: %s", at, retried.err()).isZero();
        same(stores.files(), undisturbed);
        assertThat(Go.preprofile(stores.refreshed())).isEqualTo(Go.preprofile(stores.merged()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void leavesOutABrokenEntryByName(Stores.Place place) throws IOException {
    try (Stores stores = new Stores(folder, place)) {
      fourProfiles(stores);
      stores.collect();
      String evidence = only(stores, ".json");
      String profile = only(stores, ".pb.gz");
      byte[] sound = stores.file(evidence);
      byte[] soundProfile = stores.file(profile);
      byte[] other = stores.file(stores.files().lastKey());
      for (Broken broken :
          List.of(
              new Broken(evidence, Optional.of("{\"vers".getBytes(UTF_8)), "it is no JSON"),
              new Broken(evidence, Optional.of("{}".getBytes(UTF_8)), "expected version 1"),
              new Broken(
                  evidence,
                  Optional.of(
                      new String(sound, UTF_8)
                          .replace("T12:00:00Z\",\n  \"labels", "T13:00:00Z\",\n  \"labels")
                          .getBytes(UTF_8)),
                  "its evidence is that of another entry"),
              new Broken(
                  evidence,
                  Optional.of(
                      new String(sound, UTF_8)
                          .replaceFirst(
                              "\"hour\" : .*", "\"hour\" : \"+1000000000-12-31T23:00:00Z\",")
                          .getBytes(UTF_8)),
                  "is no time: \\\"+1000000000-12-31T23:00:00Z"),
              new Broken(evidence, Optional.empty(), "the collect that wrote it was stopped"),
              new Broken(profile, Optional.empty(), "its profile is missing"),
              new Broken(profile, Optional.of(other), "it was changed"))) {
        stores.replace(broken.file, broken.content);
        Run run = stores.refresh();
        assertThat(run.exitCode()).as(broken.words).isEqualTo(3);
        assertThat(Files.readString(folder.resolve("out/report.json")))
            .as(broken.words)
            .contains("1 of 2 stored profiles gave a profile")
            .contains("fewer than the quorum of 60 %")
            .contains("\"name\" : \"api/2026-11-05T12-")
            .contains(broken.words);
        stores.replace(evidence, Optional.of(sound));
        stores.replace(profile, Optional.of(soundProfile));
      }
    }
  }

  private record Broken(String file, Optional<byte[]> content, String words) {}

  @ParameterizedTest
  @EnumSource
  void repairsAnEntryWhoseEvidenceIsBroken(Stores.Place place) throws IOException {
    try (Stores stores = new Stores(folder, place)) {
      fourProfiles(stores);
      stores.collect();
      SortedMap<String, byte[]> files = stores.files();
      stores.replace(only(stores, ".json"), Optional.of(new byte[] {'{'}));
      assertThat(stores.collect().out())
          .isEqualTo("api: added 3 profiles in 1 entry to kept, 1 there already; taken 4 of 4\n");
      same(stores.files(), files);
    }
  }

  /// Two collects at once don't see what the other one adds.
  @Test
  void takesAProfileOnceThoughTwoEntriesHaveIt() throws IOException {
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    try (Stores first = new Stores(one, Stores.Place.FOLDER);
        Stores second = new Stores(two, Stores.Place.FOLDER)) {
      fourProfiles(first);
      fourProfiles(second);
      second.profile("late.pprof", NOON.plusSeconds(60), "main;serve:1;decode:2 700");
      first.collect();
      second.collect();
      for (var file : first.files().entrySet()) {
        Files.write(two.resolve("kept").resolve(file.getKey()), file.getValue());
      }
      assertThat(second.files()).hasSize(6);
      assertThat(second.refreshed()).isNotEmpty();
      assertThat(Go.preprofile(second.refreshed())).isEqualTo(Go.preprofile(second.merged()));
      assertThat(Files.readString(two.resolve("out/report.json")))
          .contains("in another entry, too");
    }
  }

  @ParameterizedTest
  @EnumSource
  void removesWhatIsTooOld(Stores.Place place) throws IOException {
    try (Stores stores = new Stores(folder, place)) {
      stores.gitlab.grant(stores.token.account(), "shop", Role.MAINTAINER);
      // The clock says 2026-11-09, and 30 days are kept.
      stores.profile("old.pprof", Instant.parse("2026-10-09T23:59:59Z"), "main;serve:1 7");
      stores.profile("older.pprof", Instant.parse("2026-09-01T12:00:00Z"), "main;serve:1 7");
      stores.profile("young.pprof", Instant.parse("2026-10-10T00:00:00Z"), "main;serve:1 7");
      keep("900d");
      assertThat(stores.collect().out())
          .isEqualTo("api: added 3 profiles in 3 entries to kept; taken 3 of 3\n");
      keep("30d");
      Run run = stores.collect();
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.out())
          .isEqualTo(
              """
              api: nothing new for kept, 1 there already; taken 1 of 1; left out: 2 older than the store keeps
              api: removed 2 days before 2026-10-10 from kept
              """);
      assertThat(stores.files().keySet())
          .hasSize(2)
          .allMatch(name -> name.startsWith("api/2026-10-10/"));
    }
  }

  /// Takes profiles of all times, and keeps them for so long.
  private void keep(String days) throws IOException {
    Path settings = folder.resolve("go-pgo.yml");
    Files.writeString(
        settings,
        Files.readString(settings)
            .replace("window: 2026-11-02/2026-11-09", "window: all")
            .replaceAll("keep: \\d+d", "keep: " + days));
  }

  @Test
  void saysWhatItMayNotRemove() throws IOException {
    try (Stores stores = new Stores(folder, Stores.Place.PACKAGES)) {
      stores.profile("old.pprof", Instant.parse("2026-10-01T12:00:00Z"), "main;serve:1 7");
      stores.profile("older.pprof", Instant.parse("2026-09-01T12:00:00Z"), "main;serve:1 7");
      keep("900d");
      stores.collect();
      keep("30d");
      Run run = stores.collect();
      assertThat(run.exitCode()).isZero();
      assertThat(run.out())
          .isEqualTo(
              "api: nothing new for kept; taken 0 of 0; left out: 2 older than the store keeps\n");
      assertThat(run.err())
          .contains("api: not removed from kept: 2 days before 2026-10-10: ")
          .contains("answered 403", "removing packages needs the role Maintainer");
      assertThat(stores.files()).hasSize(4);
      assertThat(stores.gitlab.requests().writes())
          .filteredOn(request -> request.method().equals("DELETE"))
          .hasSize(1);
    }
  }

  @Test
  void tellsWhatCompactProfilesCantTell() throws IOException {
    try (Stores stores = new Stores(folder, Stores.Place.FOLDER)) {
      fourProfiles(stores);
      stores.collect();
      for (String name : stores.files().keySet()) {
        if (name.endsWith(".json")) {
          String evidence = new String(stores.file(name), UTF_8);
          assertThat(evidence).contains("\"withoutStartLine\" : 0.0");
          stores.replace(
              name,
              Optional.of(
                  evidence
                      .replace("\"withoutStartLine\" : 0.0", "\"withoutStartLine\" : 0.03")
                      .getBytes(UTF_8)));
        }
      }
      stores.refreshed();
      assertThat(Files.readString(folder.resolve("out/shop/merge-request.md")))
          .contains("3.0 % of the weight was recorded in functions without start lines");
    }
  }

  @Test
  void withholdsWhereTheStoreHasNothing() throws IOException {
    try (Stores stores = new Stores(folder, Stores.Place.FOLDER)) {
      Run run = stores.refresh();
      assertThat(run.exitCode()).isEqualTo(3);
      assertThat(Files.readString(folder.resolve("out/report.json")))
          .contains("the store has no profile of api in the window 2026-11-02/2026-11-09");
      Run collected = stores.collect();
      assertThat(collected.exitCode()).isEqualTo(3);
      assertThat(collected.out()).isEqualTo("api: nothing added to kept: no profile was found\n");
    }
  }

  @Test
  void namesProfilesThatItCantKeep() throws IOException {
    try (Stores stores = new Stores(folder, Stores.Place.FOLDER)) {
      fourProfiles(stores);
      stores.profile("timeless.pprof", Instant.EPOCH, "main;serve:1 7");
      stores.profile("flat.pprof", NOON.plus(Duration.ofHours(5)), "main 7");
      Files.writeString(folder.resolve("now/page.html"), "<html>");
      Run run = stores.collect();
      assertThat(run.exitCode()).isZero();
      assertThat(run.out())
          .isEqualTo(
              "api: added 4 profiles in 2 entries to kept; taken 4 of 4; left out: 1 malformed,"
                  + " 1 no calls, 1 no time of recording\n");
      assertThat(run.err())
          .contains("api: left out now/timeless.pprof: no time of recording: ")
          .contains("api: left out now/flat.pprof: no calls: ")
          .contains("api: left out now/page.html: malformed: ");
    }
  }

  @Test
  void failsWhereASourceOrTheStoreDoes() throws IOException {
    try (Stores stores = new Stores(folder, Stores.Place.PACKAGES)) {
      fourProfiles(stores);
      stores.gitlab.requests().failWhere(request -> request.isWrite(), Fault.INTERNAL_ERROR);
      Run run = stores.collect();
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("go-pgo: api: source kept: ").contains("answered 500");
      Files.delete(folder.resolve("now/0.pprof"));
      Files.move(folder.resolve("now"), folder.resolve("then"));
      run = stores.collect();
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("go-pgo: api: source now: now: no such file or folder");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "collect: [{source: now}] | collect: [{source: kept, service: api}]"
            + " | a store is filled from sources, not from a store",
        "service: api,  | '' | go-pgo.yml:14: services.api.from[0].service: is missing",
        "keep: 30d | keep: ever | expected a number of days such as 35d",
        ", collect: [{source: now}] | '' | no service has anything to collect",
        "{source: kept, service: api, | {source: now, | unknown field; ",
      })
  void refusesWrongSettings(String sound, String wrong, String words) throws IOException {
    try (Stores stores = new Stores(folder, Stores.Place.FOLDER)) {
      Path settings = folder.resolve("go-pgo.yml");
      String text = Files.readString(settings);
      assertThat(text).contains(sound);
      Files.writeString(settings, text.replace(sound, wrong));
      Run run = stores.collect();
      assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
      assertThat(run.err()).contains(words);
    }
  }
}
