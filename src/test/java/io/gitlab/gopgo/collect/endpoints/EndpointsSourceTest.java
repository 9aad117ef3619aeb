package io.gitlab.gopgo.collect.endpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.gitlab.gopgo.collect.Collected;
import io.gitlab.gopgo.collect.LeftOut;
import io.gitlab.gopgo.collect.Pass;
import io.gitlab.gopgo.collect.Selection;
import io.gitlab.gopgo.collect.Source;
import io.gitlab.gopgo.collect.Sources;
import io.gitlab.gopgo.collect.Surroundings;
import io.gitlab.gopgo.collect.Window;
import io.gitlab.gopgo.config.Section;
import io.gitlab.gopgo.config.SettingsException;
import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.Folders;
import io.gitlab.gopgo.testing.SettingsText;
import io.gitlab.gopgo.testing.http.Nobody;
import io.gitlab.gopgo.testing.http.Reply;
import io.gitlab.gopgo.testing.http.StandInHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsSourceTest {
  private static final Instant NOW = Instant.parse("2026-11-09T10:00:00Z");
  private static final String PATH = "/debug/pprof/profile";
  private static final String BUSY =
      "Could not enable CPU profiling: cpu profiling already in use\n";

  @TempDir private Path folder;
  private final List<StandInHttp> servers = new ArrayList<>();
  private final List<String> progress = new ArrayList<>();

  @AfterEach
  void stop() {
    servers.forEach(StandInHttp::close);
  }

  private StandInHttp node(Reply reply) {
    StandInHttp server = StandInHttp.start();
    servers.add(server);
    server.answer(PATH, reply);
    return server;
  }

  private StandInHttp sound() {
    return node(
        Reply.profile(
            FoldedProfile.of("main;serve:1;decode:2 %d".formatted(90 + servers.size())).bytes()));
  }

  private String addresses() {
    return servers.stream()
        .map(server -> "'" + server.address() + "'")
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private Source source(String fields) {
    Section root =
        SettingsText.in(
            folder,
            "source: {pprof-endpoints: {url: 'http://{target}%s', %s%s}}\n"
                .formatted(
                    PATH,
                    fields.contains("seconds: ") ? "" : "seconds: 1, busyPause: 1s, ",
                    fields));
    return Sources.read(
        root.section("source"),
        new Surroundings(
            1 << 20, folder.resolve("spool"), () -> NOW, Optional.empty(), progress::add));
  }

  private List<Collected> collect(String fields, String... froms) throws IOException {
    Source source = source(fields);
    List<Selection> selections = new ArrayList<>();
    for (String from : froms) {
      Section entry = SettingsText.in(folder, "from: {source: nodes%s}\n".formatted(from));
      Section section = entry.section("from");
      section.text("source");
      selections.add(
          Selection.read(section, source, Window.parse("7d", NOW).orElseThrow(), 250, "seed"));
    }
    Pass pass = source.collect(selections);
    return selections.stream()
        .map(selection -> pass.collected().getOrDefault(selection, Collected.NONE))
        .toList();
  }

  private Collected collectAll(String fields) throws IOException {
    return collect("targets: [{static: %s}], %s".formatted(addresses(), fields), "").getFirst();
  }

  @Test
  void asksForEqualSeconds() throws IOException {
    sound();
    sound();
    assertThat(collectAll("seconds: 2").sentence()).isEqualTo("taken 2 of 2");
    for (StandInHttp server : servers) {
      assertThat(server.seen())
          .singleElement()
          .extracting(seen -> seen.uri().getQuery())
          .isEqualTo("seconds=2");
    }
    assertThat(progress).containsExactly("recording 2 s on 2 of 2 targets, 4 at once");
  }

  @Test
  void takesWhatTheNodesAboveTheQuorumGave() throws IOException {
    sound();
    node(Reply.of(403, "no"));
    node(Reply.of(404, "no"));
    Collected collected = collectAll("quorum: 30%");
    assertThat(collected.sentence()).isEqualTo("taken 1 of 1; left out: 1 forbidden, 1 not found");
    assertThat(collected.shortfalls())
        .containsExactly(
            "1 of 3 chosen targets gave a profile; the others: 1 forbidden, 1 not found");
    assertThat(collected.isPartialAllowed()).isTrue();
  }

  @Test
  void saysThatTheQuorumIsMissed() throws IOException {
    sound();
    node(Reply.of(404, "no"));
    try (Nobody nobody = new Nobody()) {
      Collected collected =
          collect(
                  "targets: [{static: %s}, {static: ['%s']}]"
                      .formatted(addresses(), nobody.address()),
                  "")
              .getFirst();
      assertThat(collected.profiles()).hasSize(1);
      assertThat(collected.shortfalls())
          .containsExactly(
              "1 of 3 chosen targets gave a profile, fewer than the quorum of 60 %; the others: 1 not found, 1 unreachable");
      assertThat(collected.isPartialAllowed()).isFalse();
    }
  }

  @Test
  void missesNoneOfThoseThatAreIdle() throws IOException {
    sound();
    for (int i = 0; i < 3; i++) {
      node(Reply.profile(Folders.bytes(Folders.fixture("idle"))));
    }
    node(Reply.profile(new byte[0]));
    Collected collected = collectAll("");
    assertThat(collected.sentence()).isEqualTo("taken 1 of 1; left out: 3 empty, 1 no body");
    assertThat(collected.shortfalls())
        .containsExactly("4 of 5 chosen targets gave a profile; the others: 1 no body");
    assertThat(collected.isPartialAllowed()).isTrue();
  }

  @Test
  void takesNoMoreTargetsThanItShould() throws IOException {
    for (int i = 0; i < 6; i++) {
      sound();
    }
    Collected collected = collectAll("targetsTaken: 2");
    assertThat(collected.sentence()).isEqualTo("taken 2 of 6");
    assertThat(servers.stream().mapToInt(server -> server.count(PATH)).sum()).isEqualTo(2);
  }

  @Test
  void asksNoMoreAtOnceThanItShould() throws IOException {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CyclicBarrier both = new CyclicBarrier(2);
    for (int i = 0; i < 6; i++) {
      byte[] bytes = FoldedProfile.of("main;serve:1;decode:2 %d".formatted(90 + i)).bytes();
      StandInHttp server = node(Reply.of(404, ""));
      server.answer(
          PATH,
          _ -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            try {
              both.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
              throw new IllegalStateException("there were no two", e);
            } finally {
              now.decrementAndGet();
            }
            return Reply.profile(bytes);
          });
    }
    assertThat(collectAll("concurrency: 2").profiles()).hasSize(6);
    assertThat(most).hasValue(2);
  }

  @Test
  void waitsForAnotherProfiler() throws IOException {
    StandInHttp server = sound();
    server.answerInTurn(
        PATH,
        Reply.of(500, BUSY).with("X-Go-Pprof", "1"),
        Reply.profile(FoldedProfile.of("main;serve:1;decode:2 90").bytes()));
    assertThat(collectAll("").sentence()).isEqualTo("taken 1 of 1");
    assertThat(server.count(PATH)).isEqualTo(2);
  }

  @Test
  void stopsAtTheDeadline() throws IOException {
    sound();
    node(Reply.of(500, BUSY));
    Collected collected = collectAll("deadline: 5s, seconds: 1, busyPause: 1h");
    assertThat(collected.profiles()).hasSize(1);
    assertThat(collected.leftOut())
        .singleElement()
        .satisfies(late -> {
          assertThat(late.reason()).isEqualTo("too late");
          assertThat(late.detail()).isEqualTo("not done after 5 s, the `deadline`");
        });
  }

  @Test
  void explainsTheWriteTimeoutOfOldGo() throws IOException {
    StandInHttp server = node(Reply.of(400, "profile duration exceeds server's WriteTimeout\n"));
    assertThat(collectAll("").leftOut().getFirst().detail())
        .isEqualTo(
            server.url()
                + PATH
                + ": answered 400: profile duration exceeds server's WriteTimeout; built with Go 1.22 or older it refuses 1 s: set `seconds` below its WriteTimeout, or build it with Go 1.23");
  }

  @Test
  void servesEachServiceByItsLabels() throws IOException {
    StandInHttp one = sound();
    StandInHttp two = sound();
    StandInHttp three = sound();
    List<Collected> collected =
        collect(
            """
            targets: [
              {static: '%s', labels: {job: gitaly, zone: a}},
              {static: '%s', labels: {job: gitaly, zone: b, stage: canary}},
              {static: '%s', labels: {job: praefect, zone: a}}]
            """
                .formatted(one.address(), two.address(), three.address())
                .replace("\n", " "),
            ", only: {job: gitaly}, exclude: {stage: canary}",
            ", only: {job: praefect}",
            ", only: {job: gitaly}",
            ", only: {jobb: gitaly}");
    assertThat(names(collected.get(0))).containsExactly(one.address());
    assertThat(names(collected.get(1))).containsExactly(three.address());
    assertThat(names(collected.get(2))).containsExactlyInAnyOrder(one.address(), two.address());
    assertThat(collected.get(2).counts().get("zone"))
        .containsExactly(entry("a", 1L), entry("b", 1L));
    assertThat(collected.get(3).shortfalls())
        .containsExactly(
            "none of 3 targets is the service's; their labels are job, stage, target, zone");
    assertThat(collected.get(3).isPartialAllowed()).isFalse();
    assertThat(one.count(PATH)).as("for two services").isEqualTo(1);
  }

  private static List<String> names(Collected collected) {
    return collected.profiles().stream().map(profile -> profile.origin().name()).toList();
  }

  @Test
  void findsTargetsInFilesAndAtAServer() throws IOException {
    StandInHttp one = sound();
    StandInHttp two = sound();
    StandInHttp discovery = StandInHttp.start();
    servers.add(discovery);
    String group = "[{\"targets\": [\"%s\"], \"labels\": {\"zone\": \"%s\", \"__meta_x\": \"1\"}}]";
    Files.createDirectories(folder.resolve("targets"));
    Files.writeString(folder.resolve("targets/a.json"), group.formatted(one.address(), "a"));
    discovery.answer("/sd", Reply.json(group.formatted(two.address(), "b")));
    Collected collected =
        collect(
                "targets: [{file_sd: 'targets/*.json'}, {http_sd: '%s/sd', labels: {job: x}}, {static: '%s'}]"
                    .formatted(discovery.url(), one.address()),
                "")
            .getFirst();
    assertThat(collected.sentence()).isEqualTo("taken 2 of 2");
    assertThat(collected.profiles().stream().map(profile -> profile.origin().labels()))
        .containsExactlyInAnyOrder(
            java.util.Map.of("target", one.address(), "zone", "a"),
            java.util.Map.of("target", two.address(), "zone", "b", "job", "x"));
  }

  /// A URL of it would be none, and its query may be a secret.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gitaly_01:9236 | no host's name may have a `_` here: find it by its addresses, with `dns: gitaly_01` and its `port`, or give it another name",
        "1.2.3.999:80 | expected a host's name or address, and a port from 1 to 65535",
        "[::::]:80 | expected a host's name or address, and a port from 1 to 65535",
        "127.0.0.1:99999 | expected a host's name or address, and a port from 1 to 65535",
        "127.0.0.1:0 | expected a host's name or address, and a port from 1 to 65535",
      })
  void leavesOutATargetThatNobodyCanAsk(String target, String why) throws IOException {
    Files.writeString(
        folder.resolve("a.json"),
        "[{\"targets\": [\"%s\", \"%s\"]}]".formatted(target, sound().address()));
    Collected collected = collect("quorum: 10%, targets: [{file_sd: a.json}]", "").getFirst();
    assertThat(collected.sentence()).isEqualTo("taken 1 of 1; left out: 1 unusable address");
    assertThat(collected.leftOut()).containsExactly(new LeftOut(target, "unusable address", why));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\": \"error\"}",
        "<html>",
        "[{\"targets\": [\"host/../../?a=\"]}]",
        "[{\"targets\": [\"user@host:1\"]}]",
      })
  void refusesAListThatIsNone(String json) throws IOException {
    Files.writeString(folder.resolve("a.json"), json);
    assertThatThrownBy(() -> collect("targets: [{file_sd: a.json}]", ""))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a.json: expected ");
  }

  @Test
  void findsTheAddressesOfAName() throws IOException {
    StandInHttp one = sound();
    assertThat(
            collect("targets: [{dns: localhost, port: %d}]".formatted(one.port()), "")
                .getFirst()
                .profiles()
                .getFirst()
                .origin()
                .name())
        .isEqualTo(one.address());
    assertThatThrownBy(() -> collect("targets: [{dns: none.invalid, port: 1}]", ""))
        .hasMessage("dns none.invalid: the name can't be resolved");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "targets: [{dns: a}]",
        "targets: [{dns: a, port: 70000}]",
        "targets: [{srv: 'ldap://a/b'}]",
        "targets: [{labels: {a: b}}]",
        "targets: [{static: 'a/b'}]",
        "targets: [{static: a, dns: a}]",
        "targets: [{http_sd: 'ftp://a'}]",
        "targets: []",
        "quorum: 10%",
      })
  void refusesTargetsThatAreNone(String fields) {
    assertThatThrownBy(() -> source(fields)).isInstanceOf(SettingsException.class);
  }

  @Test
  void takesAWholeUrlForASingleTarget() throws IOException {
    StandInHttp server = sound();
    Section root =
        SettingsText.in(
            folder,
            "source: {pprof-endpoints: {url: '%s%s?debug=0', seconds: 3}}\n"
                .formatted(server.url(), PATH));
    Source source =
        Sources.read(
            root.section("source"),
            new Surroundings(
                1 << 20, folder.resolve("spool"), () -> NOW, Optional.empty(), progress::add));
    Selection all = new Selection(_ -> true, Window.ALL, 250, "seed", "");
    assertThat(source.collect(List.of(all)).collected().get(all))
        .isNotNull()
        .extracting(Collected::sentence)
        .isEqualTo("taken 1 of 1");
    assertThat(server.seen().getFirst().uri().getQuery()).isEqualTo("debug=0&seconds=3");
  }
}
