package io.gitlab.gopgo.testing.google;

import io.gitlab.gopgo.testing.corpus.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// A refresh of many services, from a listing of 250 realistic profiles each to their folders, and
/// what it cost: `bench/fleet/run`.
///
/// There are 400 distinct profiles, of which each service has another selection: the merges differ,
/// and the stand-in needn't make 25,000.
final class FleetLoad {
  private static final Instant BEGIN = Instant.parse("2026-11-01T00:00:00Z");
  private static final int PROFILES = 250;
  private static final int DISTINCT = 400;

  private FleetLoad() {}

  /// Runs it and prints a row of a Markdown table.
  ///
  /// @param arguments the number of services, the launcher, an empty folder to work in
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int services = Integer.parseInt(arguments[0]);
    Path folder = Path.of(arguments[2]);
    Corpus corpus = Corpus.ofRecordings(1);
    List<byte[]> profiles = profiles(corpus);
    try (StandInCloudProfiler profiler = StandInCloudProfiler.withoutAuthentication()) {
      profiler.setCompression(false);
      generate(profiler, services, profiles);
      settings(folder, profiler.url(), services);
      Load load = Load.of(arguments[1], folder);
      long written =
          IntStream.range(0, services)
              .filter(i -> Files.exists(folder.resolve("service-%d/default.pgo".formatted(i))))
              .count();
      System.out.printf(
          Locale.ROOT,
          "| %,d | %,d | %,d, %,d MiB | %.1f s | %.1f s | %,d MiB | %,d, exit code %d |%n",
          services,
          services * PROFILES,
          profiler.requests().count(),
          profiler.requests().bytes() >> 20,
          load.wallSeconds(),
          load.cpuSeconds(),
          load.peakKibibytes() >> 10,
          written,
          load.exitCode());
    }
  }

  static List<byte[]> profiles(Corpus corpus) {
    return IntStream.range(0, DISTINCT).parallel().mapToObj(corpus::profile).toList();
  }

  /// Lets the profiler have a week of all services.
  static void generate(StandInCloudProfiler profiler, int services, List<byte[]> profiles) {
    profiler
        .project("acme-production")
        .generate((long) services * PROFILES, index -> profile(index, services, profiles))
        .order(Order.shuffled(1));
  }

  private static UploadedProfile profile(long index, int services, List<byte[]> profiles) {
    int service = (int) (index % services);
    long number = index / services;
    return UploadedProfile.cpu(
            "service-" + service,
            BEGIN.plusMillis(number * Duration.ofDays(7).toMillis() / PROFILES),
            profiles.get((int) ((number + 97L * service) % DISTINCT)))
        .inZone("zone-" + number % 3)
        .ofVersion("17." + number % 2)
        .onInstance("host-%d-%d".formatted(service, number % 40));
  }

  private static void settings(Path folder, String url, int services) throws IOException {
    StringBuilder settings =
        new StringBuilder(
            """
            version: 1
            window: 2026-11-01/2026-11-08
            sources:
              production: {cloud-profiler: {project: acme-production, url: "%s", credentials: {none: true}}}
            services:
            """
                .formatted(url));
    for (int i = 0; i < services; i++) {
      Files.createDirectories(folder.resolve("service-" + i));
      settings.append(
          "  service-%1$d: {from: [{source: production, target: service-%1$d}], to: {folder: service-%1$d, files: [default.pgo]}}%n"
              .formatted(i));
    }
    Files.writeString(folder.resolve("go-pgo.yml"), settings);
  }
}
