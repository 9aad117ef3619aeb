package io.gitlab.gopgo.merge;

import static io.gitlab.gopgo.pprof.ValueType.CPU_NANOSECONDS;
import static io.gitlab.gopgo.pprof.ValueType.SAMPLES_COUNT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.gitlab.gopgo.pgo.Flaw;
import io.gitlab.gopgo.pgo.Preprofile;
import io.gitlab.gopgo.pgo.Tally;
import io.gitlab.gopgo.pgo.WeightType;
import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.Profile;
import io.gitlab.gopgo.pprof.ProfileFormatException;
import io.gitlab.gopgo.pprof.ProfileReader;
import io.gitlab.gopgo.pprof.ValueType;
import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.Folders;
import io.gitlab.gopgo.testing.Go;
import io.gitlab.gopgo.testing.RandomProfile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MergeTest {
  private static final long HZ_100 = 10_000_000;
  private static final long HZ_1000 = 1_000_000;

  @Test
  void sumsProfilesOfOnePeriodAsPprofDoes() throws MergeException {
    List<Path> inputs =
        Folders.fixtures().stream()
            .filter(file -> !file.getFileName().toString().matches("(rate-1000|cpu-only).*"))
            .toList();
    byte[] peer = Go.pprof(List.of("-symbolize=none", "-proto"), inputs);
    Merged merged = merge(inputs.stream().map(Folders::bytes).toList());
    assertThat(merged.weightType()).isEqualTo(WeightType.SAMPLES);
    assertThat(merged.period()).isEqualTo(HZ_100);
    assertThat(preprofile(merged)).isEqualTo(new String(Go.preprofile(peer), UTF_8));
    assertThat(Go.preprofile(merged.compact())).isEqualTo(Go.preprofile(peer));
    assertThat(merged.compact().length).isLessThan(peer.length / 2);
  }

  /// A duration is whatever an input says; one second more than a number holds is too much.
  @Test
  void tellsAsMuchOfATimeAsANumberHolds() throws MergeException, ProfileFormatException {
    Instant time = Instant.parse("2026-11-08T12:10:00Z");
    Duration most = Duration.ofNanos(Long.MAX_VALUE);
    FoldedProfile profile = FoldedProfile.of("main;serve 1");
    Merged merged =
        merge(
            List.of(
                profile.startedAt(time).bytes(),
                profile.startedAt(time.plusSeconds(1)).lasting(most).bytes()));
    Profile.Header header =
        new ProfileReader(new Names(), ProfileReader.DEFAULT_LIMIT)
            .read(merged.compactWithTime())
            .header();
    assertThat(header.timeNanos()).isEqualTo(Duration.between(Instant.EPOCH, time).toNanos());
    assertThat(header.durationNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void weighsProfilesOfSeveralPeriodsByCpuTime() throws MergeException {
    Merged merged =
        merge(
            List.of(
                FoldedProfile.of("main;slow 10").period(HZ_100).bytes(),
                FoldedProfile.of("main;fast 30").period(HZ_1000).bytes()));
    assertThat(merged.weightType()).isEqualTo(WeightType.CPU_NANOSECONDS);
    assertThat(merged.period()).isZero();
    assertThat(preprofile(merged))
        .isEqualTo(
            """
            GO PREPROFILE V1
            main
            slow
            0 100000000
            main
            fast
            0 30000000
            """);
    assertThat(merged.evidence().tally())
        .isEqualTo(new Tally(OptionalLong.of(40), OptionalLong.of(130_000_000), 2));
  }

  @Test
  void weighsProfilesWithoutCountsByTheirOwnColumn() throws MergeException {
    Merged merged =
        merge(
            List.of(
                FoldedProfile.of("main;counted 10").bytes(),
                FoldedProfile.of("main;timed 30").types(CPU_NANOSECONDS).bytes()));
    assertThat(preprofile(merged)).contains("timed\n0 300000000", "counted\n0 100000000");
    assertThat(merged.period()).isEqualTo(HZ_100);
    assertThat(merged.evidence().tally().samples()).hasValue(40);
  }

  @Test
  void keepsCountsThatTellNoPeriodWhileTheyAreAlone() throws MergeException {
    byte[] timeless = FoldedProfile.of("main;serve 10").types(SAMPLES_COUNT).period(0).bytes();
    Merged merged = merge(List.of(timeless, timeless));
    assertThat(preprofile(merged)).contains("serve\n0 20");
    assertThat(merged.evidence().tally().cpuNanos()).isEmpty();
  }

  @Test
  void refusesToMixCountsThatTellNoPeriodWithOthers() {
    byte[] timeless = FoldedProfile.of("main;serve 10").types(SAMPLES_COUNT).period(0).bytes();
    assertThatExceptionOfType(MergeException.class)
        .isThrownBy(() -> merge(List.of(timeless, FoldedProfile.of("main;serve 1").bytes())))
        .withMessageContaining("0.pprof counts samples without telling its period");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void givesTheSameBytesInAnyOrder(long seed) throws MergeException {
    List<byte[]> profiles = randomProfiles(seed);
    byte[] once = merge(profiles).compact();
    Collections.shuffle(profiles, new Random(seed));
    assertThat(merge(profiles).compact()).isEqualTo(once);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void mergesCompactProfilesLikeTheirOriginals(long seed) throws MergeException {
    List<byte[]> profiles = randomProfiles(seed);
    int cut = profiles.size() / 3;
    byte[] left = merge(profiles.subList(0, cut)).compact();
    byte[] right = merge(profiles.subList(cut, profiles.size())).compact();
    Merged grouped = merge(List.of(left, right));
    Merged flat = merge(profiles);
    assertThat(preprofile(grouped)).isEqualTo(preprofile(flat));
    assertThat(grouped.evidence().tally()).isEqualTo(flat.evidence().tally());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void splitsTheWholeIntoItsParts(long seed) throws MergeException {
    SplittableRandom random = new SplittableRandom(seed);
    Merge merge = new Merge(new Names(), ProfileReader.DEFAULT_LIMIT);
    for (byte[] profile : randomProfiles(seed)) {
      merge.add("a profile", profile, random.nextInt(Deal.PARTS));
    }
    Merged merged = merge.finish();
    assertThat(merged.parts().stream().mapToLong(part -> part.table().total()).sum())
        .isEqualTo(merged.table().total());
    assertThat(merged.parts().stream().map(Merged.Part::tally).reduce(Tally.NONE, Tally::plus))
        .isEqualTo(merged.evidence().tally());
  }

  @Test
  void leavesUnfitProfilesOutWhole() throws MergeException {
    byte[] heap =
        FoldedProfile.of("main;serve 1").types(new ValueType("inuse_space", "bytes")).bytes();
    assertThat(add(heap))
        .isEqualTo(
            new Intake.LeftOut(
                Flaw.WRONG_TYPE,
                "its samples are inuse_space/bytes; Go reads samples/count or cpu/nanoseconds"));
    assertThat(flaw(Folders.bytes(Folders.fixture("heap")))).isEqualTo(Flaw.WRONG_TYPE);
    assertThat(flaw(Folders.bytes(Folders.fixture("idle")))).isEqualTo(Flaw.EMPTY);
    assertThat(flaw(Folders.bytes(Folders.fixture("start-lines-none"))))
        .isEqualTo(Flaw.NO_START_LINES);
    assertThat(flaw(FoldedProfile.of("main;serve 1").withoutStartLines().bytes()))
        .isEqualTo(Flaw.NO_START_LINES);
    assertThat(flaw(FoldedProfile.of("main;serve -1").bytes())).isEqualTo(Flaw.NEGATIVE);
    assertThat(flaw(FoldedProfile.of("main;serve 0").bytes())).isEqualTo(Flaw.EMPTY);
    assertThat(flaw(new byte[0])).isEqualTo(Flaw.EMPTY);
    assertThat(flaw(new byte[] {1, 2, 3})).isEqualTo(Flaw.MALFORMED);
    assertThat(flaw(FoldedProfile.of("main;serve 9223372036854775807").period(1).bytes()))
        .isEqualTo(Flaw.OVERFLOW);
  }

  @Test
  void leavesOutWhatWouldOverflowTheSum() throws MergeException {
    byte[] huge = counts("main;serve " + Long.MAX_VALUE / 5 * 2);
    Merge merge = new Merge(new Names(), ProfileReader.DEFAULT_LIMIT);
    assertThat(merge.add("one", huge, 0)).isEqualTo(new Intake.Taken());
    assertThat(merge.add("two", huge, 1)).isInstanceOf(Intake.LeftOut.class);
    assertThat(merge.finish().table().total()).isEqualTo(Long.MAX_VALUE / 5 * 2);
  }

  @Test
  void refusesCpuTimeThatOverflowsWhenScaled() {
    byte[] huge = counts("main;serve " + Long.MAX_VALUE / 4);
    assertThatExceptionOfType(MergeException.class)
        .isThrownBy(() -> merge(List.of(huge, FoldedProfile.of("main;serve 1").period(7).bytes())))
        .withMessageContaining("63 bits");
  }

  @Test
  void statesTheWeightWithoutStartLines() throws MergeException {
    Merged merged =
        merge(
            List.of(
                FoldedProfile.of("main;serve 30").bytes(),
                Folders.bytes(Folders.fixture("start-lines-some"))));
    assertThat(merged.evidence().withoutStartLine()).isBetween(0.01, 0.99);
    assertThat(merge(List.of(FoldedProfile.of("a;b 1").bytes())).evidence().withoutStartLine())
        .isZero();
  }

  @Test
  void namesTheHeaviestProfileByCpuTime() throws MergeException {
    Merged merged =
        merge(
            List.of(
                FoldedProfile.of("main;serve 30").period(HZ_1000).bytes(),
                FoldedProfile.of("main;serve 10").period(HZ_100).bytes()));
    Evidence.Heaviest heaviest = merged.evidence().heaviest().orElseThrow();
    assertThat(heaviest.name()).isEqualTo("1.pprof");
    assertThat(heaviest.share()).isCloseTo(100 / 130.0, within(1e-9));
  }

  @Test
  void tellsWhenItsProfilesWereRecorded() throws MergeException {
    Instant monday = Instant.parse("2026-11-02T10:00:00Z");
    Instant tuesday = Instant.parse("2026-11-03T10:00:00Z");
    Merged merged =
        merge(
            List.of(
                FoldedProfile.of("a;b 1").startedAt(tuesday).bytes(),
                FoldedProfile.of("a;b 1").bytes(),
                FoldedProfile.of("a;b 1").startedAt(monday).bytes()));
    assertThat(merged.evidence().recorded()).contains(new Evidence.Span(monday, tuesday));
  }

  @Test
  void readsTheEvidenceOfACompactProfileFromItsComment() throws MergeException {
    // One sample, two edges: the weights of the compact form are no sample counts.
    Merged merged = merge(List.of(FoldedProfile.of("main;serve+decode 10").bytes()));
    assertThat(merged.table().total()).isEqualTo(20);
    Merged again = merge(List.of(merged.compact(), merged.compact()));
    assertThat(again.evidence().tally())
        .isEqualTo(new Tally(OptionalLong.of(20), OptionalLong.of(200_000_000), 2));
  }

  @Test
  void knowsNoSampleCountWhereTheCommentIsOfAnotherKind() throws MergeException {
    byte[] later = FoldedProfile.of("main;serve 10").comments("go-pgo: v9 samples~10").bytes();
    assertThat(merge(List.of(later)).evidence().tally().samples()).isEmpty();
  }

  private static byte[] counts(String stacks) {
    return FoldedProfile.of(stacks).types(SAMPLES_COUNT).bytes();
  }

  private static List<byte[]> randomProfiles(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<byte[]> profiles = new ArrayList<>();
    long[] periods = {HZ_100, HZ_1000, 3};
    while (profiles.size() < 12) {
      // Every other seed keeps to one rate, where weights stay sample counts.
      long period = seed % 2 == 0 ? HZ_100 : periods[random.nextInt(periods.length)];
      byte[] profile = RandomProfile.bytes(random, period);
      if (add(profile) instanceof Intake.Taken && hasEdges(profile)) {
        profiles.add(profile);
      }
    }
    return profiles;
  }

  private static boolean hasEdges(byte[] profile) {
    try {
      return merge(List.of(profile)).table().total() > 0;
    } catch (MergeException e) {
      throw new AssertionError(e);
    }
  }

  private static Intake add(byte[] file) {
    return new Merge(new Names(), ProfileReader.DEFAULT_LIMIT).add("a file", file, 0);
  }

  private static Flaw flaw(byte[] file) {
    return ((Intake.LeftOut) add(file)).flaw();
  }

  private static Merged merge(List<byte[]> files) throws MergeException {
    Merge merge = new Merge(new Names(), ProfileReader.DEFAULT_LIMIT);
    for (int i = 0; i < files.size(); i++) {
      assertThat(merge.add(i + ".pprof", files.get(i), 0)).isEqualTo(new Intake.Taken());
    }
    return merge.finish();
  }

  private static String preprofile(Merged merged) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      Preprofile.write(merged.table(), text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return text.toString(UTF_8);
  }
}
