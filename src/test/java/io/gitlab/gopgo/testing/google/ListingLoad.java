package io.gitlab.gopgo.testing.google;

import io.gitlab.gopgo.testing.FoldedProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.SplittableRandom;

/// A whole `go-pgo refresh` in a process of its own over a long listing, and what it cost:
/// `bench/cloud-profiler/run`.
final class ListingLoad {
  private static final Instant BEGIN = Instant.parse("2026-11-01T00:00:00Z");
  private static final int SERVICES = 8;

  private ListingLoad() {}

  /// Runs it and prints a line of figures.
  ///
  /// @param arguments the number of profiles, the launcher, a folder to work in
  public static void main(String[] arguments) throws IOException, InterruptedException {
    long count = Long.parseLong(arguments[0]);
    Path folder = Path.of(arguments[2]);
    byte[] bytes = twoKilobytes();
    try (StandInCloudProfiler profiler = StandInCloudProfiler.withoutAuthentication()) {
      profiler
          .project("acme-production")
          .generate(count, index -> profile(index, count, bytes))
          .order(Order.shuffled(1));
      settings(folder, profiler.url());
      Load load = Load.of(arguments[1], folder);
      int requests = profiler.requests().count();
      System.out.printf(
          Locale.ROOT,
          "%,d profiles, %,d requests, %,d MiB: %.1f s, CPU %.1f s (%.1f ms a page), peak memory %,d MiB, exit code %d\n",
          count,
          requests,
          profiler.requests().bytes() >> 20,
          load.wallSeconds(),
          load.cpuSeconds(),
          load.cpuSeconds() * 1e3 / requests,
          load.peakKibibytes() >> 10,
          load.exitCode());
    }
  }

  private static UploadedProfile profile(long index, long count, byte[] bytes) {
    return UploadedProfile.cpu(
            "service-" + index % SERVICES,
            BEGIN.plusMillis(index * Duration.ofDays(7).toMillis() / count),
            bytes)
        .ofType(index / SERVICES % 4 == 0 ? ProfileType.CPU : ProfileType.HEAP)
        .inZone("zone-" + index % 3)
        .ofVersion("17." + index % 2)
        .onInstance("host-" + index);
  }

  /// A profile whose names don't compress well.
  private static byte[] twoKilobytes() {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder stacks = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      stacks.append(
          "main;f%x:%d;g%x:1 %d\n"
              .formatted(random.nextLong(), i + 1, random.nextLong(), 10 + random.nextInt(90)));
    }
    return FoldedProfile.of(stacks.toString()).bytes();
  }

  private static void settings(Path folder, String url) throws IOException {
    StringBuilder settings =
        new StringBuilder(
            """
            version: 1
            window: 2026-11-01/2026-11-08
            sources:
              production: {cloud-profiler: {project: acme-production, url: "%s", credentials: {none: true}, pages: 100000}}
            services:
            """
                .formatted(url));
    for (int i = 0; i < SERVICES; i++) {
      Files.createDirectories(folder.resolve("service-" + i));
      settings.append(
          "  service-%1$d: {from: [{source: production, target: service-%1$d}], to: {folder: service-%1$d, files: [default.pgo]}}%n"
              .formatted(i));
    }
    Files.writeString(folder.resolve("go-pgo.yml"), settings);
  }
}
