package io.gitlab.gopgo.pgo;

import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.Profile;
import io.gitlab.gopgo.pprof.ProfileFormatException;
import io.gitlab.gopgo.pprof.ProfileReader;
import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.Folders;
import io.gitlab.gopgo.testing.Go;
import io.gitlab.gopgo.testing.RandomProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeRuleTest {
  static List<Path> fixtures() {
    return Folders.fixtures();
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void seesInRecordedProfilesWhatGoSees(Path fixture) {
    byte[] file = Folders.bytes(fixture);
    assertThat(Edges.preprofile(Edges.table(file, new Names()))).isEqualTo(Go.preprofile(file));
  }

  static LongStream seeds() {
    return LongStream.range(0, 150);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void seesInRandomProfilesWhatGoSees(long seed) {
    byte[] file = RandomProfile.bytes(new SplittableRandom(seed), 10_000_000);
    switch (Fitness.of(Edges.profile(file, new Names()))) {
      case Fitness.Fit _ ->
          assertThat(Edges.preprofile(Edges.table(file, new Names())))
              .isEqualTo(Go.preprofile(file));
      case Fitness.Unfit unfit -> assertThat(unfit.flaw()).isIn(Flaw.EMPTY, Flaw.NO_START_LINES);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void seesInDamagedProfilesWhatGoSees(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] sound;
    try (GZIPInputStream in =
        new GZIPInputStream(Files.newInputStream(Folders.fixture("layout-b")))) {
      sound = in.readAllBytes();
    }
    int accepted = 0;
    for (int i = 0; i < 100; i++) {
      byte[] damaged = sound.clone();
      int bit = random.nextInt(sound.length * 8);
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      if (isAccepted(damaged)) {
        accepted++;
        assertThat(Edges.preprofile(Edges.table(damaged, new Names())))
            .as("bit %d", bit)
            .isEqualTo(Go.preprofile(damaged));
      }
    }
    assertThat(accepted).isGreaterThan(20);
  }

  private static boolean isAccepted(byte[] file) {
    try {
      Profile profile = new ProfileReader(new Names(), ProfileReader.DEFAULT_LIMIT).read(file);
      return Fitness.of(profile) instanceof Fitness.Fit;
    } catch (ProfileFormatException e) {
      return false;
    }
  }

  @Test
  void readsOnlyTheTwoInnermostFrames() {
    assertThat(edges("main;serve:3;decode:2;scan:1 90"))
        .isEqualTo(
            """
            GO PREPROFILE V1
            decode
            scan
            2 90
            """);
  }

  @Test
  void countsInlinedFramesLikeCalls() {
    assertThat(edges("main;serve:3+decode:2;scan:1+skip 90"))
        .isEqualTo(
            """
            GO PREPROFILE V1
            decode
            scan
            2 90
            scan
            skip
            1 90
            serve
            decode
            3 90
            """);
  }

  @Test
  void addsUpCallsFromOneLine() {
    assertThat(edges("main:1;serve 1\nroot;main:1;serve 2\nmain:2;serve 4"))
        .isEqualTo(
            """
            GO PREPROFILE V1
            main
            serve
            2 4
            main
            serve
            1 3
            """);
  }

  @Test
  void makesNothingOfASampleOfOneFrame() {
    assertThat(edges("main 90")).isEqualTo("GO PREPROFILE V1\n");
  }

  @Test
  void countsAPairOnceInASample() {
    // The same two lines stand twice in one location: fib inlined into fib inlined into fib.
    assertThat(edges("fib:2+fib:1+fib:2+fib:1 5"))
        .isEqualTo(
            """
            GO PREPROFILE V1
            fib
            fib
            1 5
            fib
            fib
            2 5
            """);
  }

  private static String edges(String stacks) {
    return Edges.preprofile(FoldedProfile.of(stacks).bytes());
  }
}
