package io.gitlab.gopgo.pgo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.Profile;
import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.Folders;
import io.gitlab.gopgo.testing.Go;
import io.gitlab.gopgo.testing.RandomProfile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompactProfileTest {
  private static final Tally TALLY = new Tally(OptionalLong.of(90), OptionalLong.empty(), 3);

  static List<Path> fixtures() {
    return Folders.fixtures();
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void meansToGoWhatTheOriginalMeans(Path fixture) {
    byte[] original = Folders.bytes(fixture);
    assertThat(Go.preprofile(compact(original))).isEqualTo(Go.preprofile(original));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
  void meansToGoWhatRandomOriginalsMean(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 20; i++) {
      byte[] original = RandomProfile.bytes(random, 10_000_000);
      if (Fitness.of(Edges.profile(original, new Names())) instanceof Fitness.Fit
          && Edges.table(original, new Names()).total() > 0) {
        assertThat(Go.preprofile(compact(original)))
            .as("profile %d of seed %d", i, seed)
            .isEqualTo(Go.preprofile(original));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void staysTheSameForGoAfterAnotherPassOfPprof(Path fixture) {
    byte[] original = Folders.bytes(fixture);
    byte[] again =
        Folders.inTemporary(folder ->
            Go.pprof(
                List.of("-proto"),
                List.of(Files.write(folder.resolve("x.pgo"), compact(original)))));
    assertThat(Go.preprofile(again)).isEqualTo(Go.preprofile(original));
  }

  @Test
  void isReadByPprofWithoutComplaint(@TempDir Path folder) throws IOException {
    Path file =
        Files.write(
            folder.resolve("default.pgo"), compact(Folders.bytes(Folders.fixture("recursion"))));
    Go.Result top = Go.run(folder, "tool", "pprof", "-top", file.toString());
    assertThat(top.exitCode()).as(top.output()).isZero();
    assertThat(top.output())
        .contains("Type: samples", "flat%", "fixture/work.fib")
        .doesNotContain("filename not available");
  }

  @Test
  void holdsNamesAndNumbersAndOneCommentAndNothingElse() throws IOException {
    byte[] file = compact(FoldedProfile.of("main;serve:12;decode:3 90\nmain;serve:12 7").bytes());
    String content =
        new String(new GZIPInputStream(new ByteArrayInputStream(file)).readAllBytes(), ISO_8859_1);
    assertThat(content)
        .contains("main", "serve", "decode", "go-pgo: samples=90 cpu_ns=? profiles=3")
        .doesNotContain("alice", "user", "home", ".go");
    Profile profile = Edges.profile(file, new Names());
    assertThat(profile.sampleCount()).isEqualTo(2);
    assertThat(profile.header().period()).isEqualTo(10_000_000);
    assertThat(profile.header().comments()).hasSize(1);
    assertThat(profile.header().timeNanos()).isZero();
  }

  @Test
  void takesNoAccountOfTheOrderOfSamples() {
    byte[] one = compact(FoldedProfile.of("a;b 1\nc;d 2\nc;e:4 2").bytes());
    byte[] other = compact(FoldedProfile.of("c;e:4 2\nc;d 2\na;b 1").bytes());
    assertThat(one).isEqualTo(other);
  }

  @Test
  void buildsTheSameBinaryAsTheFullMerge(@TempDir Path folder) throws IOException {
    List<Path> inputs = List.of(Folders.fixture("generics"), Folders.fixture("dispatch"));
    Path full =
        Files.write(
            folder.resolve("full.pgo"), Go.pprof(List.of("-symbolize=none", "-proto"), inputs));
    Path compact = Files.write(folder.resolve("compact.pgo"), compact(Files.readAllBytes(full)));

    Path plainBinary = build(folder, "off", folder.resolve("cache-off"));
    Path fullBinary = build(folder, full.toString(), folder.resolve("cache-full"));
    Path compactBinary = build(folder, compact.toString(), folder.resolve("cache-compact"));

    assertThat(compactBinary).hasSameBinaryContentAs(fullBinary);
    // Or else the build did not look at the profiles at all.
    assertThat(Files.mismatch(plainBinary, fullBinary)).isNotEqualTo(-1);
  }

  /// Builds the fixtures' program with a cache of its own: Go keys its cache by what a profile
  /// means, so with a common one the second build would be a copy of the first.
  private static Path build(Path folder, String pgo, Path cache) throws IOException {
    Path source = Folders.PROJECT.resolve("src/test/go").toAbsolutePath();
    // One place for all three, because -trimpath leaves the profile's own name in the binary.
    Path profile = folder.resolve("default.pgo");
    if (!pgo.equals("off")) {
      Files.copy(Path.of(pgo), profile, StandardCopyOption.REPLACE_EXISTING);
    }
    Path binary = folder.resolve(cache.getFileName() + ".bin");
    Go.Result result =
        Go.run(
            source,
            Map.of("GOCACHE", cache.toString(), "GOFLAGS", ""),
            List.of(
                "go",
                "build",
                "-trimpath",
                "-buildvcs=false",
                "-pgo=" + (pgo.equals("off") ? "off" : profile),
                "-o",
                binary.toString(),
                "./fixture"));
    assertThat(result.exitCode()).as(result.output()).isZero();
    return binary;
  }

  private static byte[] compact(byte[] original) {
    Names names = new Names();
    Profile.Header header = Edges.profile(original, names).header();
    WeightType type =
        header.sampleTypes().getFirst().equals(WeightType.SAMPLES.valueType())
            ? WeightType.SAMPLES
            : WeightType.CPU_NANOSECONDS;
    return CompactProfile.write(Edges.table(original, names), type, header.period(), TALLY);
  }
}
