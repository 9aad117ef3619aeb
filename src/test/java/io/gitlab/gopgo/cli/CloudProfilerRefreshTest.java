package io.gitlab.gopgo.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gitlab.gopgo.pprof.ProfileFile;
import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.Folders;
import io.gitlab.gopgo.testing.Go;
import io.gitlab.gopgo.testing.google.CloudProject;
import io.gitlab.gopgo.testing.google.Fault;
import io.gitlab.gopgo.testing.google.Order;
import io.gitlab.gopgo.testing.google.ProfileType;
import io.gitlab.gopgo.testing.google.StandInCloudProfiler;
import io.gitlab.gopgo.testing.google.UploadedProfile;
import io.gitlab.gopgo.testing.http.Reply;
import io.gitlab.gopgo.testing.http.StandInHttp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// From one Google Cloud project's profiles to the files of four projects.
class CloudProfilerRefreshTest {
  /// In the default window of a run on 2026-11-09.
  private static final Instant NOON = Instant.parse("2026-11-05T12:00:00Z");

  private static final Map<String, String> FILES =
      Map.of(
          "gitaly", "gitaly/cmd/gitaly",
          "praefect", "gitaly/cmd/praefect",
          "workhorse", "gitlab/workhorse/cmd/gitlab-workhorse",
          "registry", "container-registry/cmd/registry");

  @TempDir private Path folder;
  private final StandInCloudProfiler profiler = StandInCloudProfiler.withoutAuthentication();
  private final CloudProject project = profiler.project("acme-production");

  @BeforeEach
  void prepare() throws IOException {
    for (String path : FILES.values()) {
      Files.createDirectories(folder.resolve(path));
    }
    settings("", "");
    profiler.setCompression(false);
  }

  @AfterEach
  void stop() {
    profiler.close();
  }

  /// @param source more fields of the source
  /// @param from more fields of each service's entry
  private void settings(String source, String from) throws IOException {
    StringBuilder settings =
        new StringBuilder(
            """
            version: 1
            sources:
              production:
                cloud-profiler: {project: acme-production, url: "%s", credentials: {none: true}%s}
            services:
            """
                .formatted(profiler.url(), source));
    FILES.forEach((service, path) -> {
      int slash = path.indexOf('/');
      settings.append(
          """
            %s:
              profiles: 20
              from: [{source: production, target: %s%s}]
              to: {folder: %s, files: [%s/default.pgo]}
          """
              .formatted(
                  service, service, from, path.substring(0, slash), path.substring(slash + 1)));
    });
    Files.writeString(folder.resolve("go-pgo.yml"), settings);
  }

  /// A fleet's week: services, zones, versions, types, languages, and the weeks around it.
  private List<UploadedProfile> week() {
    List<UploadedProfile> profiles = new ArrayList<>();
    for (String service : FILES.keySet().stream().sorted().toList()) {
      for (int i = 0; i < 60; i++) {
        byte[] bytes =
            FoldedProfile.of(
                    """
                    main;serve:1;decode:2 %d
                    main;serve:1;encode:3 %d
                    main;serve:2;%s:1 %d
                    """
                        .formatted(100 + i, 120 - i, service, 80 + i % 7))
                .bytes();
        UploadedProfile profile =
            UploadedProfile.cpu(service, NOON.plusSeconds(600L * i), bytes)
                .inZone("zone-" + i % 3)
                .ofVersion(i % 10 == 0 ? "17.2-rc1" : "17.1")
                .onInstance("host-" + i);
        profiles.add(profile);
        profiles.add(profile.ofType(ProfileType.HEAP));
        profiles.add(
            UploadedProfile.cpu(service, NOON.minus(Duration.ofDays(20 + i % 5)), bytes)
                .onInstance("old-" + i));
      }
      profiles.add(
          UploadedProfile.cpu(service, NOON, new byte[] {1}).inLanguage("java").onInstance("j"));
    }
    profiles.add(UploadedProfile.cpu("other", NOON, new byte[] {1}).ofType(ProfileType.FUTURE));
    return profiles;
  }

  private void upload(List<UploadedProfile> profiles) {
    project.add(profiles.toArray(UploadedProfile[]::new));
  }

  private Run refresh(String... arguments) {
    return Run.in(
        folder,
        Stream.concat(Stream.of("refresh", "--config", "go-pgo.yml"), Stream.of(arguments))
            .toArray(String[]::new));
  }

  private Map<String, String> outcome() throws IOException {
    Map<String, String> hashes = new HashMap<>();
    for (Map.Entry<String, String> service : FILES.entrySet()) {
      Path file = folder.resolve(service.getValue()).resolve("default.pgo");
      hashes.put(service.getKey(), ProfileFile.contentHash(Files.readAllBytes(file)));
      Files.delete(file);
    }
    return hashes;
  }

  private JsonNode report() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("out/report.json").toFile());
  }

  @Test
  void reachesAllServicesInOnePass() throws IOException {
    upload(week());
    Run run = refresh();
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.err())
        .contains(
            "production: 725 profiles listed on 1 pages",
            "with 2 requests of the daily quota, order: by service");
    assertThat(profiler.requests().count()).as("a probe and a page").isEqualTo(2);
    for (Map.Entry<String, String> service : FILES.entrySet()) {
      Path file = folder.resolve(service.getValue()).resolve("default.pgo");
      assertThat(Go.refusal(Files.readAllBytes(file))).isEmpty();
      assertThat(run.out()).containsPattern(service.getKey() + " +proposed");
    }
    refresh("--output", "out");
    JsonNode selection = report().at("/services/0/selection");
    assertThat(selection.get("found").asInt()).isEqualTo(120);
    assertThat(selection.get("fit").asInt()).isEqualTo(60);
    assertThat(selection.get("taken").asInt()).isEqualTo(20);
    assertThat(selection.at("/reasons/outside the window").asInt()).isEqualTo(60);
    assertThat(selection.at("/counts/zone/zone-1").asInt()).isEqualTo(20);
    assertThat(selection.at("/counts/version/17.2-rc1").asInt()).isEqualTo(6);
    assertThat(report().at("/sources/0/listed").asInt()).isEqualTo(725);
    assertThat(report().at("/sources/0/complete").asBoolean()).isTrue();
  }

  @Test
  void takesTheSameProfilesInWhateverOrderTheyCome() throws IOException {
    upload(week());
    refresh();
    Map<String, String> first = outcome();
    List<Order> orders = List.of(Order.newestFirst(), Order.byTarget(), Order.shuffled(7));
    for (int i = 0; i < orders.size(); i++) {
      project.order(orders.get(i));
      assertThat(refresh("--spool", "spool-" + i).exitCode()).isZero();
      assertThat(outcome()).isEqualTo(first);
    }
    project.order(Order.shuffled(1)).shortPages(7).typesAsNumbers().withUnknownFields();
    profiler.setCompression(true);
    assertThat(refresh("--spool", "small").exitCode()).isZero();
    assertThat(outcome()).isEqualTo(first);
  }

  /// Wherever a limit stops the pass, later runs go on and end with the same bytes.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 8, 13})
  void goesOnWhereALimitStoppedIt(int pages) throws IOException {
    upload(week());
    refresh("--spool", "whole");
    Map<String, String> whole = outcome();
    project.shortPages(30).order(Order.shuffled(3));
    settings(", pages: " + pages, "");
    profiler.requests().reset();
    int runs = 0;
    Run run;
    do {
      run = refresh();
      runs++;
      if (run.exitCode() == 3) {
        assertThat(run.out())
            .contains("withheld", "The pass over acme-production stopped at its limit");
      }
    } while (run.exitCode() == 3);
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(runs).isEqualTo((25 + pages - 1) / pages);
    assertThat(profiler.requests().count()).as("25 pages and a probe").isEqualTo(26);
    assertThat(outcome()).isEqualTo(whole);
  }

  /// Wherever a failure ends a run, the next one goes on.
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10, 26})
  void goesOnWhereAFailureEndedIt(int request) throws IOException {
    upload(week());
    refresh("--spool", "whole");
    Map<String, String> whole = outcome();
    project.shortPages(30).order(Order.shuffled(5));
    profiler.requests().reset();
    profiler.requests().fail(request, Fault.PERMISSION_DENIED);
    Run failed = refresh();
    assertThat(failed.exitCode()).isEqualTo(1);
    Run next = refresh();
    assertThat(next.exitCode()).as(next.out() + next.err()).isZero();
    assertThat(profiler.requests().count()).isLessThanOrEqualTo(request == 2 ? 28 : 27);
    assertThat(outcome()).isEqualTo(whole);
  }

  @Test
  void stopsAtItsLimitOfBytes() throws IOException {
    upload(week());
    project.shortPages(100);
    settings(", bytes: 100KiB", "");
    Run run = refresh("--output", "out");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(report().at("/sources/0/complete").asBoolean()).isFalse();
    assertThat(report().at("/services/0/findings/0/sentence").asText())
        .contains("stopped at its limit of 100 KiB");
  }

  @Test
  void saysInTheMergeRequestThatItHasSeenAPartOnly() throws IOException {
    upload(week());
    project.shortPages(100).order(Order.shuffled(3));
    settings(", pages: 2, allowPartial: true", "");
    Run run = refresh("--output", "out");
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.err()).contains("; not complete");
    assertThat(Files.readString(folder.resolve("out/gitlab/merge-request.md")))
        .contains("The pass over acme-production stopped at its limit of 2 pages");
  }

  /// Google forgets page tokens; what an earlier run has spooled is not asked for again.
  @Test
  void startsAnewWhenItsPositionIsNoLongerGood() throws IOException {
    upload(week());
    refresh("--spool", "whole");
    Map<String, String> whole = outcome();
    project.shortPages(100);
    settings(", pages: 4", "");
    assertThat(refresh().exitCode()).isEqualTo(3);
    project.expirePageTokens();
    settings(", pages: 100", "");
    Run run = refresh();
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.err()).contains("starting anew");
    assertThat(outcome()).isEqualTo(whole);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "DROPPED_BEFORE",
        "DROPPED_IN_BODY",
        "RESOURCE_EXHAUSTED",
        "INTERNAL",
        "UNAVAILABLE",
        "UNAVAILABLE_PAGE",
        "LOGIN_PAGE",
        "TRUNCATED_JSON"
      })
  void overcomesWhatPasses(Fault fault) throws IOException {
    upload(week());
    refresh("--spool", "whole");
    Map<String, String> whole = outcome();
    profiler.setRetryAfter(Duration.ofSeconds(1));
    project.shortPages(300);
    profiler.requests().reset();
    profiler.requests().fail(3, fault);
    Run run = refresh("--output", "out");
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(report().at("/services/0/selection/found").asInt()).isEqualTo(120);
    refresh("--spool", "again");
    assertThat(outcome()).isEqualTo(whole);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PERMISSION_DENIED | answered 403: | roles/cloudprofiler.viewer in the project",
        "NOT_FOUND | answered 404: | is there a project acme-production?",
        "UNAUTHENTICATED | answered 401: | Google doesn't know these credentials",
        "BAD_REQUEST | answered 400: | ''",
      })
  void saysWhatGoogleRefuses(Fault fault, String words, String hint) {
    upload(week());
    profiler.requests().failWhere(_ -> true, fault);
    Run run = refresh();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("source production: cloud-profiler/acme-production", words, hint);
  }

  @Test
  void saysWhereItWasRedirectedTo() throws IOException {
    try (StandInHttp server = StandInHttp.start()) {
      server.answer(
          "/v2/projects/acme-production/profiles",
          Reply.redirect(302, "https://login.example.com/in?secret=abc"));
      settings("", "");
      Path file = folder.resolve("go-pgo.yml");
      Files.writeString(file, Files.readString(file).replace(profiler.url(), server.url()));
      Run run = refresh();
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out())
          .contains(
              "cloud-profiler/acme-production answered 302 with a redirect to https://login.example.com/in, which isn't followed: the credentials are for %s alone; check `url`, and whether a proxy wants a login"
                  .formatted(server.url()));
    }
  }

  @Test
  void saysHowToEnableTheApi() {
    project.disableApi();
    assertThat(refresh().out())
        .contains("gcloud services enable cloudprofiler.googleapis.com --project=acme-production");
  }

  @ParameterizedTest
  @EnumSource(names = {"TRUNCATED_JSON", "ENDLESS"})
  void givesUpOnPagesThatNeverComeWhole(Fault fault) {
    upload(week());
    profiler.requests().failWhere(_ -> true, fault);
    Run run = refresh();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("page 1 of cloud-profiler/acme-production: no whole page could be read");
  }

  @Test
  void asksAgainForSkippedProfilesAndReportsTheRest() throws IOException {
    upload(week());
    project.skip(1, 40, 1);
    Run run = refresh();
    assertThat(run.err()).contains("725 profiles listed").doesNotContain("could not read");
    project.skipAlways(1, 40);
    assertThat(refresh("--output", "out").err()).contains("the server could not read 40 of them");
    assertThat(report().at("/sources/0/skipped").asInt()).isEqualTo(40);
  }

  /// A year that no calendar of days reaches.
  @Test
  void takesAProfileOfATimeThatIsNone() throws IOException {
    byte[] bytes = FoldedProfile.of("main;serve:1;decode:2 10000").bytes();
    Instant far = Instant.parse("+1000000000-12-31T12:00:00Z");
    upload(List.of(UploadedProfile.cpu("gitaly", far, bytes)));
    Path file = folder.resolve("go-pgo.yml");
    Files.writeString(
        file, Files.readString(file).replace("version: 1\n", "version: 1\nwindow: all\n"));
    assertThat(refresh().out())
        .doesNotContain("internal error")
        .containsPattern("gitaly +proposed");
  }

  @Test
  void narrowsByLabels() throws IOException {
    upload(week());
    settings("", ", only: {zone: zone-1}, exclude: {version: '.*-rc.*'}");
    refresh("--output", "out");
    JsonNode counts = report().at("/services/0/selection/counts");
    assertThat(counts.get("zone").properties()).hasSize(1);
    assertThat(counts.at("/zone/zone-1").asInt()).isEqualTo(18);
    assertThat(counts.at("/version/17.1").asInt()).isEqualTo(18);
  }

  @Test
  void keepsNothingButChosenProfilesAndOnlyForItsOwner() throws IOException {
    upload(week());
    refresh();
    try (Stream<Path> files = Files.list(folder.resolve(".go-pgo/production"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> !name.endsWith(".pb.gz"))
          .containsExactlyInAnyOrder("pass.json", ".gitignore");
    }
    assertThat(Files.getPosixFilePermissions(folder.resolve(".go-pgo/production"))).hasSize(3);
  }

  /// A damaged profile and one without bytes cost themselves, nobody else.
  @Test
  void leavesOutWhatCannotBeRead() throws IOException {
    upload(week());
    UnaryOperator<UploadedProfile> newer = profile -> profile.inZone("broken");
    upload(
        List.of(
            newer.apply(UploadedProfile.cpu("gitaly", NOON, new byte[] {31, -117, 8}).named("x")),
            newer.apply(UploadedProfile.cpu("gitaly", NOON, new byte[0]).named("y"))));
    settings("", ", only: {zone: 'zone-1|broken'}");
    Path settings = folder.resolve("go-pgo.yml");
    Files.writeString(settings, Files.readString(settings).replace("profiles: 20", "profiles: 30"));
    Run run = refresh("--output", "out");
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    JsonNode gitaly = new ObjectMapper().nullNode();
    for (JsonNode service : report().get("services")) {
      gitaly = service.get("service").asText().equals("gitaly") ? service : gitaly;
    }
    assertThat(gitaly.at("/selection/taken").asInt()).isEqualTo(20);
    assertThat(gitaly.at("/selection/leftOut").size()).isEqualTo(2);
  }

  /// A merge's words, and a store's.
  @Test
  void saysOfADamagedProfileWhatThatMayMean() throws IOException {
    upload(List.of(UploadedProfile.cpu("gitaly", NOON, new byte[] {31, -117, 8})));
    assertThat(refresh("--output", "out").exitCode()).isNotZero();
    assertThat(Files.readString(folder.resolve("out/report.json")))
        .contains("; it is damaged, or no pprof profile");
    assertThat(collect().out()).contains("taken 0 of 0; left out: 1 malformed");
    assertThat(Files.readString(folder.resolve("rep/report.json")))
        .contains("; it is damaged, or no pprof profile");
  }

  @Test
  void fillsAStore() throws IOException {
    upload(week());
    Run run = collect();
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .contains(
            "gitaly: added 60 profiles in 36 entries to kept; taken 60 of 60; left out: 60 outside the window");
  }

  /// Puts Gitaly's profiles into a store.
  private Run collect() throws IOException {
    Files.writeString(
        folder.resolve("go-pgo.yml"),
        """
        version: 1
        sources:
          production:
            cloud-profiler: {project: acme-production, url: "%s", credentials: {none: true}}
          kept: {store: {folder: kept}}
        services:
          gitaly:
            from:
              - {source: kept, service: gitaly, collect: [{source: production, target: gitaly}]}
            to: {folder: gitaly, files: [default.pgo]}
        """
            .formatted(profiler.url()));
    return Run.in(folder, "collect", "--config", "go-pgo.yml", "--report", "rep");
  }

  /// What Google's own agent uploaded: its profiles change a build, its labels go nowhere.
  @Test
  void takesWhatGooglesAgentUploads() throws IOException {
    JsonNode listing =
        new ObjectMapper()
            .readTree(
                Folders.PROJECT
                    .resolve("src/test/resources/cloud-profiler/agent-listing.json")
                    .toFile());
    CloudProject recorded = profiler.project("agent");
    for (JsonNode entry : listing.get("profiles")) {
      UploadedProfile profile =
          UploadedProfile.cpu(
                  entry.at("/deployment/target").asText(),
                  Instant.parse(entry.get("startTime").asText()),
                  Base64.getDecoder().decode(entry.get("profileBytes").asText()))
              .ofType(ProfileType.valueOf(entry.get("profileType").asText()))
              .inZone(entry.at("/deployment/labels/zone").asText())
              .named(entry.get("name").asText());
      recorded.add(profile);
    }
    Files.createDirectories(folder.resolve("shop"));
    Files.writeString(
        folder.resolve("go-pgo.yml"),
        """
        version: 1
        window: all
        sources:
          agent: {cloud-profiler: {project: agent, url: "%s", credentials: {none: true}}}
        services:
          orders:
            from: [{source: agent, target: orders}]
            to: {folder: shop, files: [default.pgo]}
        """
            .formatted(profiler.url()));
    Run run = refresh();
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    byte[] profile = Files.readAllBytes(folder.resolve("shop/default.pgo"));
    List<Path> inputs = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve(".go-pgo/agent"))) {
      files.filter(file -> file.toString().endsWith(".pb.gz")).forEach(inputs::add);
    }
    assertThat(inputs).hasSize(12);
    assertThat(Go.preprofile(profile))
        .isEqualTo(Go.preprofile(Go.pprof(List.of("-symbolize=none", "-proto"), inputs)));
    String text = text(profile);
    assertThat(text).contains("settle").doesNotContain("example.com");
    assertThat(text(Files.readAllBytes(inputs.getFirst())))
        .as("the inputs have what must not get out")
        .contains("example.com");
  }

  private static String text(byte[] profile) throws IOException {
    try (GZIPInputStream content = new GZIPInputStream(new ByteArrayInputStream(profile))) {
      return new String(content.readAllBytes(), ISO_8859_1);
    }
  }
}
