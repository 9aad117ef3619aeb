package io.gitlab.gopgo.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The Go toolchain: the oracle that says what a profile means. Tests that need it fail by name
/// where it is missing, they never skip.
public final class Go {
  /// The program itself: started a thousand times, it is faster than through `go tool`.
  private static final String PREPROFILE =
      run(Path.of("."), "tool", "-n", "preprofile").output().strip();

  private Go() {}

  /// What a command printed.
  public record Result(int exitCode, String output) {}

  /// What `go tool preprofile` makes of a profile.
  public static byte[] preprofile(byte[] profile) {
    return Folders.inTemporary(folder -> {
      Path out = folder.resolve("out.txt");
      Result result = preprofile(folder, profile, out);
      assertThat(result.exitCode()).as("go tool preprofile: %s", result.output()).isZero();
      return Files.readAllBytes(out);
    });
  }

  /// The refusal of `go tool preprofile`, empty where it accepts the profile.
  public static String refusal(byte[] profile) {
    return Folders.inTemporary(folder -> {
      Result result = preprofile(folder, profile, folder.resolve("out.txt"));
      return result.exitCode() == 0 ? "" : result.output();
    });
  }

  private static Result preprofile(Path folder, byte[] profile, Path out) throws IOException {
    Path in = Files.write(folder.resolve("in.pprof"), profile);
    return run(folder, Map.of(), List.of(PREPROFILE, "-i", in.toString(), "-o", out.toString()));
  }

  /// What `go tool pprof ARGUMENTS… INPUTS…` writes to its `-output`.
  public static byte[] pprof(List<String> arguments, List<Path> inputs) {
    return Folders.inTemporary(folder -> {
      Path out = folder.resolve("out");
      List<String> command = new ArrayList<>(List.of("go", "tool", "pprof"));
      command.addAll(arguments);
      command.add("-output=" + out);
      inputs.forEach(input -> command.add(input.toAbsolutePath().toString()));
      Result result = run(folder, Map.of(), command);
      assertThat(result.exitCode()).as("go tool pprof: %s", result.output()).isZero();
      return Files.readAllBytes(out);
    });
  }

  /// Runs `go ARGUMENTS…` in a folder.
  public static Result run(Path folder, String... arguments) {
    List<String> command = new ArrayList<>(List.of("go"));
    command.addAll(List.of(arguments));
    return run(folder, Map.of(), command);
  }

  /// Runs any command of the toolchain, with more environment variables.
  public static Result run(Path folder, Map<String, String> environment, List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException("these tests need Go 1.23 or later on the PATH", e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
