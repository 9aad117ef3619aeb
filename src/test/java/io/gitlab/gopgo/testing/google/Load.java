package io.gitlab.gopgo.testing.google;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// What a run of go-pgo cost as a process of its own.
///
/// @param peakKibibytes of resident memory; Linux only
record Load(Duration wall, Duration cpu, long peakKibibytes, int exitCode) {
  /// Runs the launcher in a folder that has a `go-pgo.yml`.
  static Load of(String launcher, Path folder) throws IOException, InterruptedException {
    return of(Map.of(), folder, launcher, "refresh", "--config", "go-pgo.yml");
  }

  static Load of(Map<String, String> environment, Path folder, String... command)
      throws IOException, InterruptedException {
    Instant begin = Instant.now();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(folder.resolve("log").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    long peak = 0;
    Duration cpu = Duration.ZERO;
    while (process.isAlive()) {
      peak = Math.max(peak, peak(process.pid()));
      cpu = process.info().totalCpuDuration().orElse(cpu);
      Thread.sleep(20);
    }
    Duration wall = Duration.between(begin, Instant.now());
    if (process.exitValue() != 0) {
      System.err.print(Files.readString(folder.resolve("log")));
    }
    return new Load(wall, cpu, peak, process.exitValue());
  }

  double wallSeconds() {
    return wall.toMillis() / 1e3;
  }

  double cpuSeconds() {
    return cpu.toMillis() / 1e3;
  }

  private static long peak(long process) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(process), "status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
