package io.gitlab.gopgo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.testing.http.Fours;
import io.gitlab.gopgo.testing.http.Reply;
import io.gitlab.gopgo.testing.http.StandInHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store in a package registry, read over a network whose answers come as they like.
class StoreReadingTest {
  private static final String PROJECT = "/api/v4/projects/shop/profiles";

  @TempDir private Path folder;

  /// Eight entries of four days or five, as a package registry has them.
  ///
  /// @param file what becomes of an answer with a file of an entry
  private static void serve(
      StandInHttp server, SortedMap<String, byte[]> files, UnaryOperator<Reply> file) {
    SortedMap<String, TreeSet<String>> days = new TreeMap<>();
    files.forEach((path, bytes) -> {
      String[] parts = path.split("/", -1);
      days.computeIfAbsent(parts[1], _ -> new TreeSet<>()).add(parts[2]);
      server.answer(
          "%s/packages/generic/go-pgo-api/%s/%s".formatted(PROJECT, parts[1], parts[2]),
          _ -> file.apply(Reply.profile(bytes)));
    });
    server.answer(
        PROJECT + "/packages",
        Reply.json(
            days.keySet().stream()
                .map(day ->
                    "{\"id\": %d, \"name\": \"go-pgo-api\", \"version\": \"%s\"}"
                        .formatted(number(day), day))
                .collect(Collectors.joining(",", "[", "]"))));
    days.forEach((day, names) ->
        server.answer(
            "%s/packages/%d/package_files".formatted(PROJECT, number(day)),
            Reply.json(
                names.stream()
                    .map("{\"file_name\": \"%s\"}"::formatted)
                    .collect(Collectors.joining(",", "[", "]")))));
  }

  private static int number(String day) {
    return LocalDate.parse(day).getDayOfMonth();
  }

  private SortedMap<String, byte[]> kept() throws IOException {
    Path filled = Files.createDirectories(folder.resolve("filled"));
    try (Stores stores = new Stores(filled, Stores.Place.FOLDER)) {
      for (int hour = 0; hour < 96; hour += 12) {
        stores.profile(
            hour + ".pprof",
            Stores.NOON.minus(Duration.ofHours(hour)),
            "main;serve:1;decode:2 %d".formatted(1000 + hour));
      }
      assertThat(stores.collect().out())
          .isEqualTo("api: added 8 profiles in 8 entries to kept; taken 8 of 8\n");
      return stores.files();
    }
  }

  private Run refresh(StandInHttp server, String run) throws IOException {
    Path here = Files.createDirectories(folder.resolve(run));
    Files.createDirectories(here.resolve("shop"));
    Files.writeString(
        here.resolve("go-pgo.yml"),
        """
        version: 1
        window: 2026-11-02/2026-11-09
        gitlab:
          main: {url: %s, token: {env: GO_PGO_TOKEN}}
        judge: {minSamples: 1}
        sources:
          kept: {store: {gitlab: main, project: shop/profiles, timeout: 20s}}
        services:
          api:
            from: [{source: kept, service: api}]
            to: {folder: shop, files: [default.pgo]}
        """
            .formatted(server.url()));
    return Run.in(
        here,
        Map.of("GO_PGO_TOKEN", "glpat-0123456789"),
        "refresh",
        "--config",
        "go-pgo.yml",
        "--output",
        "out");
  }

  /// What can't be read just now may be sound later: its profiles aren't put there once more.
  @Test
  void addsNothingWhileAnEntryCannotBeRead() throws IOException {
    SortedMap<String, byte[]> files = kept();
    try (StandInHttp server = StandInHttp.start()) {
      serve(server, files, reply -> reply);
      String[] first = files.firstKey().split("/", -1);
      String evidence = first[2].replace(".pb.gz", ".json");
      server.answer(
          "%s/packages/generic/go-pgo-api/%s/%s".formatted(PROJECT, first[1], evidence),
          Reply.of(503, "down for a while"));
      Path here = Files.createDirectories(folder.resolve("filled"));
      Files.writeString(
          here.resolve("go-pgo.yml"),
          """
          version: 1
          gitlab:
            main: {url: %s, token: {env: GO_PGO_TOKEN}}
          sources:
            now: {files: {paths: [now]}}
            kept: {store: {gitlab: main, project: shop/profiles, timeout: 20s}}
          services:
            api:
              from: [{source: kept, service: api, collect: [{source: now}]}]
              to: {folder: shop, files: [default.pgo]}
          """
              .formatted(server.url()));
      Run run =
          Run.in(
              here,
              Map.of("GO_PGO_TOKEN", "glpat-0123456789"),
              "collect",
              "--config",
              "go-pgo.yml");
      assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(1);
      assertThat(run.err()).contains(evidence + ": answered 503: down for a while");
      assertThat(server.seen()).extracting(StandInHttp.Seen::method).containsOnly("GET");
    }
  }

  private byte[] file(String run, String name) throws IOException {
    return Files.readAllBytes(folder.resolve(run).resolve("out").resolve(name));
  }

  @Test
  void isTheSameWhicheverAnswerComesFirst() throws IOException {
    SortedMap<String, byte[]> files = kept();
    Fours fours = new Fours();
    try (StandInHttp plain = StandInHttp.start();
        StandInHttp late = StandInHttp.start()) {
      serve(plain, files, reply -> reply);
      serve(late, files, fours::meet);
      Run first = refresh(plain, "plain");
      assertThat(first.exitCode()).as(first.err()).isZero();
      assertThat(refresh(late, "late").out()).isEqualTo(first.out());
    }
    assertThat(fours.most()).as("asked at once").isEqualTo(4);
    assertThat(file("late", "report.json")).isEqualTo(file("plain", "report.json"));
    assertThat(file("late", "shop/default.pgo")).isEqualTo(file("plain", "shop/default.pgo"));
  }
}
