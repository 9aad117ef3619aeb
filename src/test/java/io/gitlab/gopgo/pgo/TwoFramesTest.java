package io.gitlab.gopgo.pgo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.Profile;
import io.gitlab.gopgo.pprof.ProfileBuilder;
import io.gitlab.gopgo.pprof.ProfileWriter;
import io.gitlab.gopgo.pprof.ValueType;
import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.Folders;
import io.gitlab.gopgo.testing.Go;
import io.gitlab.gopgo.testing.RandomProfile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever a merge asks a profile, its two frames answer the same.
class TwoFramesTest {
  /// All that a merge asks.
  private record Seen(
      Fitness fitness, String edges, long withoutStartLine, long time, long duration) {
    static Seen of(byte[] file) {
      Names names = new Names();
      Profile profile = Edges.profile(file, names);
      Fitness fitness = Fitness.of(profile);
      EdgeTable table = new EdgeTable(names);
      long without =
          fitness instanceof Fitness.Fit fit
              ? new EdgeRule(names).addEdges(profile, fit.column(), table)
              : 0;
      return new Seen(
          // Of a type that nobody reads nothing is kept, so the column may have another number.
          fitness
                  instanceof
                  Fitness.Fit(int _, WeightType type, long period, long most, Tally tally)
              ? new Fitness.Fit(0, type, period, most, tally)
              : fitness,
          new String(Edges.preprofile(table.ordered(names.ranks())), ISO_8859_1),
          without,
          Math.max(0, profile.header().timeNanos()),
          Math.max(0, profile.header().durationNanos()));
    }
  }

  private static byte[] twoFrames(byte[] original) {
    return TwoFrames.write(Edges.profile(original, new Names()));
  }

  private static void stands(byte[] original, String where) {
    Seen seen = Seen.of(original);
    if (seen.fitness instanceof Fitness.Fit) {
      byte[] file = twoFrames(original);
      assertThat(Seen.of(file)).as(where).isEqualTo(seen);
      assertThat(twoFrames(file)).as("of itself, " + where).isEqualTo(file);
    }
  }

  static List<Path> fixtures() {
    return Folders.fixtures();
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void standsForRecordedOnes(Path fixture) {
    byte[] original = Folders.bytes(fixture);
    stands(original, fixture.toString());
    assertThat(Go.preprofile(twoFrames(original))).isEqualTo(Go.preprofile(original));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
  void standsForRandomOnes(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 500; i++) {
      stands(RandomProfile.bytes(random, 10_000_000), "profile %d of seed %d".formatted(i, seed));
    }
  }

  @Test
  void keepsTimeDurationPeriodAndTypes() {
    FoldedProfile folded =
        FoldedProfile.of("main;serve:12;decode:3 90\nmain;serve:12 7\nmain 5")
            .startedAt(Instant.parse("2026-11-05T12:00:00.123456789Z"))
            .lasting(Duration.ofSeconds(10));
    stands(folded.bytes(), "as Go writes it");
    stands(folded.periodUntold().bytes(), "without a period");
    stands(folded.period(0).bytes(), "with no period at all");
    stands(folded.types(ValueType.CPU_NANOSECONDS).bytes(), "CPU time alone");
    stands(
        folded.period(1_000_000).types(ValueType.CPU_NANOSECONDS, ValueType.SAMPLES_COUNT).bytes(),
        "CPU time first");
    stands(
        folded.types(new ValueType("wall", "nanoseconds"), ValueType.SAMPLES_COUNT).bytes(),
        "a type of others first");
  }

  @Test
  void keepsAProfileWithoutEdges() {
    byte[] original = FoldedProfile.of("main 90\nserve 7").bytes();
    assertThat(Seen.of(original).fitness).isInstanceOf(Fitness.Fit.class);
    assertThat(Edges.table(original, new Names()).size()).isZero();
    stands(original, "no edge");
  }

  /// Sums that don't fit are no sums.
  @Test
  void keepsWeightsNearTheLimit() {
    long half = Long.MAX_VALUE / 2 - 5;
    FoldedProfile folded =
        FoldedProfile.of("main 9\n main %d\nmain %d\nmain %d".formatted(half, half, half));
    stands(folded.period(1).types(ValueType.CPU_NANOSECONDS).bytes(), "too heavy to be added");
    stands(
        FoldedProfile.of("main;f %d\nmain;f 3\nmain;f 8".formatted(half / 2)).period(4).bytes(),
        "CPU time that runs over");
  }

  /// Our comment counts in a profile of our shape only; what breaks the shape may stand in a frame
  /// that goes.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "go-pgo: samples=90 cpu_ns=900 profiles=3",
        "go-pgo: samples=? cpu_ns=? profiles=3",
        "go-pgo: of a later version",
        "somebody else's",
      })
  void countsWhatTheOriginalCounts(String comment) {
    stands(FoldedProfile.of("a;b;c 90").comments(comment).bytes(), "not of our shape");
    byte[] compact =
        CompactProfile.write(
            Edges.table(FoldedProfile.of("a;b;c 90").bytes(), new Names()),
            WeightType.SAMPLES,
            0,
            new Tally(OptionalLong.of(5), OptionalLong.empty(), 2));
    stands(compact, "of our shape");
    assertThat(Seen.of(twoFrames(compact)).fitness.toString()).contains("profiles=2");

    Names names = new Names();
    ProfileBuilder builder = new ProfileBuilder(names, List.of(ValueType.SAMPLES_COUNT));
    int shaped = builder.function(names.intern("f"), CompactProfile.START_LINE);
    builder.function(names.intern("deep"), 10);
    builder.sample(builder.location(1, shaped, 3), builder.location(2, shaped, 4), 90);
    stands(ProfileWriter.write(builder.build(0, List.of(comment))), "of our shape but deep down");
  }

  @Test
  void holdsNothingOfUsersHostsAndFiles() throws IOException {
    byte[] file =
        twoFrames(
            FoldedProfile.of("deep;main;serve:12;decode:3 90\nother;main;serve:12;decode:3 7")
                .comments("host: alice-laptop")
                .bytes());
    String content =
        new String(new GZIPInputStream(new ByteArrayInputStream(file)).readAllBytes(), ISO_8859_1);
    assertThat(content)
        .contains("serve", "decode")
        .doesNotContain("alice", "user", "home", ".go", "deep", "main");
    assertThat(Edges.profile(file, new Names()).sampleCount()).isEqualTo(1);
  }
}
