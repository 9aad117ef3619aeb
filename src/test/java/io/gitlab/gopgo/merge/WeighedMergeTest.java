package io.gitlab.gopgo.merge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.gitlab.gopgo.merge.WeighedMerge.Candidate;
import io.gitlab.gopgo.merge.WeighedMerge.Dropped;
import io.gitlab.gopgo.merge.Weighing.Sources;
import io.gitlab.gopgo.merge.Weighing.Versions;
import io.gitlab.gopgo.pgo.EdgeTable;
import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.ProfileReader;
import io.gitlab.gopgo.pprof.ValueType;
import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.Go;
import io.gitlab.gopgo.testing.RandomProfile;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeighedMergeTest {
  private static final Instant MONDAY = Instant.parse("2026-11-02T00:00:00Z");
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 9);
  private static final Weighing NINE_TO_ONE =
      weighing(new Sources.Shares(Map.of("production", 0.9, "benchmarks", 0.1)));

  private final List<Candidate> candidates = new ArrayList<>();

  @Test
  void givesEachSourceItsShareHoweverMuchItRecorded() throws MergeException {
    add("production", "main;serve 300\nmain;read 100");
    add("benchmarks", "main;sort 5000\nmain;read 5000");
    Merged merged = merge(NINE_TO_ONE).merged();
    // 10,400 samples of 10 ms: the whole stays 104 s, 93.6 s of it for production.
    assertThat(new String(Go.preprofile(merged.compact()), UTF_8))
        .isEqualTo(
            """
            GO PREPROFILE V1
            main
            serve
            0 70200000000
            main
            read
            0 28600000000
            main
            sort
            0 5200000000
            """);
    assertThat(weighed(merged).shares())
        .containsExactly(
            new Weighed.Share("benchmarks", 1, 10_000.0 / 10_400, 0.1),
            new Weighed.Share("production", 1, 400.0 / 10_400, 0.9));
    assertThat(weighed(merged).scale()).isEqualTo(1);
    assertThat(merged.evidence().tally().samples()).hasValue(10_400);
    assertThat(merged.evidence().heaviest())
        .hasValueSatisfying(heaviest -> assertThat(heaviest.share()).isCloseTo(0.9, within(1e-9)));
  }

  @Test
  void comparesSourcesByCpuTimeAndNotByCounts() throws MergeException {
    candidates.add(candidate("production", "", FoldedProfile.of("main;serve 300"), MONDAY));
    candidates.add(
        candidate("benchmarks", "", FoldedProfile.of("main;sort 3000").period(1_000_000), MONDAY));
    assertThat(weighed(merge(NINE_TO_ONE).merged()).shares())
        .containsExactly(
            new Weighed.Share("benchmarks", 1, 0.5, 0.1),
            new Weighed.Share("production", 1, 0.5, 0.9));
  }

  @Test
  void givesTheShareOfASilentSourceToTheOthers() throws MergeException {
    add("production", "main;serve 300");
    Merged merged = merge(NINE_TO_ONE).merged();
    assertThat(weight(merged, "serve")).isEqualTo(3_000_000_000L);
    assertThat(weighed(merged).shares()).containsExactly(new Weighed.Share("production", 1, 1, 1));
  }

  @Test
  void multipliesTheCpuTimeOfASource() throws MergeException {
    add("production", "main;serve 300");
    add("benchmarks", "main;sort 300");
    Merged merged = merge(weighing(new Sources.Multipliers(Map.of("benchmarks", 0.5)))).merged();
    assertThat(weight(merged, "serve")).isEqualTo(3_000_000_000L);
    assertThat(weight(merged, "sort")).isEqualTo(1_500_000_000L);
    assertThat(weighed(merged).shares().getFirst().after()).isCloseTo(1 / 3.0, within(1e-12));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void losesLessThanOnePartInAMillion(long seed) throws MergeException {
    SplittableRandom random = new SplittableRandom(seed);
    Names names = new Names();
    double rare = Math.pow(10, -random.nextDouble() * 6);
    List<Candidate> few = new ArrayList<>();
    List<Candidate> many = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      byte[] file = RandomProfile.bytes(random, i % 3 == 0 ? 1_000_000 : 10_000_000);
      (i % 4 == 0 ? few : many).add(candidate(i, i % 4 == 0 ? "few" : "many", "", file, MONDAY));
    }
    candidates.addAll(few);
    candidates.addAll(many);
    Merged merged =
        WeighedMerge.of(
                names,
                ProfileReader.DEFAULT_LIMIT,
                candidates,
                weighing(new Sources.Shares(Map.of("few", rare, "many", 1 - rare))))
            .merged();
    EdgeTable one = sum(names, few);
    EdgeTable other = sum(names, many);
    double nanos = one.total() + other.total();
    EdgeTable table = merged.table();
    assertThat(table.size()).isPositive();
    for (int edge = 0; edge < table.size(); edge++) {
      double exact =
          (rare * weightOf(one, table, edge) / one.total()
                  + (1 - rare) * weightOf(other, table, edge) / other.total())
              * nanos
              * weighed(merged).scale();
      assertThat(table.weight(edge) / exact).isCloseTo(1, within(1e-6));
      assertThat(table.weight(edge)).isPositive();
    }
  }

  @Test
  void saysThatItCannotWeighSoUnevenly() {
    add("production", "main;serve " + Long.MAX_VALUE / 40_000_000);
    add("benchmarks", "main;sort " + Long.MAX_VALUE / 40_000_000 + "\nmain;rare 1");
    Weighing uneven =
        weighing(new Sources.Shares(Map.of("production", 1 - 1e-9, "benchmarks", 1e-9)));
    assertThatExceptionOfType(MergeException.class)
        .isThrownBy(() -> merge(uneven))
        .withMessageContaining("which 63 bits can't tell to one part in a million");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void givesTheSameBytesInAnyOrder(long seed) throws MergeException {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 30; i++) {
      byte[] file = RandomProfile.bytes(random, 10_000_000);
      candidates.add(
          candidate(
              i,
              i % 3 == 0 ? "benchmarks" : "production",
              "1." + i % 4,
              file,
              MONDAY.plus(Duration.ofHours(i))));
    }
    Weighing all =
        new Weighing(
            new Sources.Shares(Map.of("production", 0.9, "benchmarks", 0.1)),
            new Versions.HalfLife(Duration.ofHours(2)),
            OptionalDouble.of(0.1),
            OptionalDouble.empty(),
            Guard.NONE);
    byte[] once = merge(all).merged().compact();
    Collections.shuffle(candidates, new Random(seed));
    assertThat(merge(all).merged().compact()).isEqualTo(once);
  }

  @Test
  void isThePlainSumWithoutRules() throws MergeException {
    add("production", "main;serve 300");
    add("benchmarks", "main;sort 300");
    Merged merged = merge(Weighing.NONE).merged();
    assertThat(weight(merged, "serve")).isEqualTo(300);
    assertThat(merged.weighed()).isEmpty();
    // A rule that finds nothing to do changes nothing either.
    Merged capped = merge(capped(0.5)).merged();
    assertThat(capped.compact()).isEqualTo(merged.compact());
    assertThat(weighed(capped).rules())
        .containsExactly(
            new Weighed.Applied("cap", "scaled 0 profiles down to 50.0 % of the weight", ""));
  }

  @Test
  void scalesAHeavyProfileDownToTheCap() throws MergeException {
    add("production", "main;heavy 7000");
    for (int i = 0; i < 4; i++) {
      add("production", "main;light%d 750".formatted(i));
    }
    Merged merged = merge(capped(0.4)).merged();
    // 0.4 of 5,000: the other 3,000 are the remaining 0.6.
    assertThat(weight(merged, "heavy")).isEqualTo(20_000_000_000L);
    assertThat(weight(merged, "light0")).isEqualTo(7_500_000_000L);
    assertThat(weighed(merged).rules())
        .containsExactly(
            new Weighed.Applied("cap", "scaled 1 profile down to 40.0 % of the weight", "0.pprof"));
    assertThat(merged.evidence().heaviest().orElseThrow().share()).isCloseTo(0.4, within(1e-9));
  }

  @Test
  void capsAProfilesShareOfTheWholeAlsoWhereItsSourceHasAShare() throws MergeException {
    for (int i = 0; i < 5; i++) {
      add("production", "main;serve%d 1000".formatted(i));
    }
    add("benchmarks", "main;heavy 9000");
    add("benchmarks", "main;light 1000");
    Weighing rules =
        new Weighing(
            new Sources.Shares(Map.of("production", 0.6, "benchmarks", 0.4)),
            new Versions.All(),
            OptionalDouble.of(0.3),
            OptionalDouble.empty(),
            Guard.NONE);
    Merged merged = merge(rules).merged();
    double total = merged.table().total();
    assertThat(weight(merged, "heavy") / total).isCloseTo(0.3, within(1e-6));
    assertThat(weight(merged, "light") / total).isCloseTo(0.1, within(1e-6));
    assertThat(weight(merged, "serve0") / total).isCloseTo(0.12, within(1e-6));
  }

  @Test
  void leavesProfilesAloneThatAreTooFewForTheCap() throws MergeException {
    add("production", "main;heavy 7000");
    add("production", "main;light 1000");
    Merged merged = merge(capped(0.05)).merged();
    assertThat(weight(merged, "heavy")).isEqualTo(7000);
    assertThat(weighed(merged).rules().getFirst().sentence())
        .isEqualTo("2 profiles can't all weigh at most 5.0 %, so none was scaled down");
  }

  @Test
  void keepsTheNewestVersionsByNumber() throws MergeException {
    add("production", "1.9.0", "main;old 10", 3);
    add("production", "1.10.0", "main;now 10", 1);
    add("production", "1.10.1-rc1", "main;next 10", 2);
    add("production", "", "main;nameless 10", 0);
    WeighedMerge.Result result = merge(versions(new Versions.Newest(2)));
    assertThat(result.dropped())
        .containsExactly(
            Optional.of(new Dropped("older version", "")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertThat(result.merged().table().total()).isEqualTo(30);
    assertThat(weighed(result.merged()).rules())
        .containsExactly(
            new Weighed.Applied(
                "versions",
                "kept the newest 2 of 3 versions, left out 1 profile of older ones",
                "1.10.1-rc1, 1.10.0"));
  }

  @Test
  void saysThatNoProfileTellsItsVersion() throws MergeException {
    add("production", "", "main;nameless 10", 0);
    WeighedMerge.Result result = merge(versions(new Versions.Newest(2)));
    assertThat(weighed(result.merged()).rules().getFirst().sentence())
        .isEqualTo("no profile tells its version, so none was left out for its age");
  }

  @Test
  void keepsTheVersionsThatCameLastWhereNamesDoNotTell() throws MergeException {
    add("production", "f00", "main;a 10", 0);
    add("production", "a11", "main;b 10", 24);
    add("production", "f00", "main;c 10", 48);
    WeighedMerge.Result result = merge(versions(new Versions.Newest(1)));
    assertThat(weighed(result.merged()).rules().getFirst().subject()).isEqualTo("a11");
    assertThat(result.merged().evidence().tally().profiles()).isEqualTo(1);
  }

  @Test
  void halvesVersionsByTheirAge() throws MergeException {
    add("production", "f00", "main;a 1000", 0);
    add("production", "a11", "main;b 1000", 24);
    add("production", "b22", "main;c 1000", 48);
    add("production", "", "main;d 1000", 0);
    Merged merged = merge(versions(new Versions.HalfLife(Duration.ofDays(1)))).merged();
    assertThat(weight(merged, "a")).isEqualTo(2_500_000_000L);
    assertThat(weight(merged, "b")).isEqualTo(5_000_000_000L);
    assertThat(weight(merged, "c")).isEqualTo(10_000_000_000L);
    assertThat(weight(merged, "d")).isEqualTo(10_000_000_000L);
    // Kish: 2.75² / (0.25² + 0.5² + 1 + 1) · 1,000
    assertThat(merged.evenSamples()).isCloseTo(3270.27, within(0.01));
  }

  @Test
  void leavesOddDurationsOut() throws MergeException {
    for (int seconds : List.of(10, 10, 11, 30, 0)) {
      add("production", FoldedProfile.of("main;serve 10").lasting(Duration.ofSeconds(seconds)));
    }
    // Another source may record for longer.
    add("benchmarks", FoldedProfile.of("main;sort 10").lasting(Duration.ofSeconds(30)));
    WeighedMerge.Result result =
        merge(
            new Weighing(
                new Sources.AsTheyAre(),
                new Versions.All(),
                OptionalDouble.empty(),
                OptionalDouble.of(0.25),
                Guard.NONE));
    assertThat(result.dropped().stream().map(Optional::isPresent))
        .containsExactly(false, false, false, true, false, false);
    assertThat(weight(result.merged(), "serve")).isEqualTo(40);
    assertThat(weighed(result.merged()).rules().getFirst().sentence())
        .isEqualTo(
            "left out 1 profile whose duration is more than 25.0 % off the median of its source");
  }

  @Test
  void needsToKnowTheCpuTime() {
    candidates.add(
        candidate(
            "production",
            "",
            FoldedProfile.of("main;serve 1").types(ValueType.SAMPLES_COUNT).period(0),
            MONDAY));
    assertThatExceptionOfType(MergeException.class)
        .isThrownBy(() -> merge(NINE_TO_ONE))
        .withMessageContaining("0.pprof counts samples without telling its period");
  }

  @Test
  void namesWhatCannotBeRead() throws MergeException {
    add("production", "main;serve 300");
    candidates.add(candidate(1, "production", "", "no profile".getBytes(UTF_8), MONDAY));
    WeighedMerge.Result result = merge(NINE_TO_ONE);
    assertThat(result.dropped().getLast().orElseThrow().reason()).isEqualTo("malformed");
  }

  @Test
  void guardsAFunctionByAnotherNameAndKeepsAllWeights() throws MergeException {
    add("production", "main;serve 300\nmain;slow:2 100\nslow:2;leaf 7");
    Merged plain = merge(Weighing.NONE).merged();
    Merged merged = merge(guarded(Guard.of(List.of("slow"), TODAY))).merged();
    assertThat(new String(Go.preprofile(merged.compact()), UTF_8))
        .isEqualTo(
            new String(Go.preprofile(plain.compact()), UTF_8)
                .replace("main\nslow\n", "main\nslow.go-pgo-guard\n"))
        .contains("slow\nleaf\n2 7\n");
    assertThat(merged.evenSamples()).isEqualTo(407);
    assertThat(weighed(merged).rules())
        .containsExactly(
            new Weighed.Applied(
                "guard", "kept from being inlined for 24.570 % of the weight", "slow"));
    assertThat(Guard.isOther(plain.table(), plain)).isFalse();
    assertThat(Guard.isOther(merged.table(), merged)).isFalse();
    assertThat(Guard.isOther(merged.table(), plain)).isTrue();
  }

  @Test
  void guardsWhatIsKnownUntilItExpires() throws MergeException {
    String function = "google.golang.org/grpc/internal/transport.(*loopyWriter).processData";
    add("production", "main;%s 300".formatted(function));
    Merged before = merge(guarded(Guard.of(List.of("known"), TODAY))).merged();
    assertThat(weight(before, function)).isZero();
    assertThat(weight(before, function + ".go-pgo-guard")).isEqualTo(300);
    Merged after = merge(guarded(Guard.of(List.of("known"), LocalDate.of(2027, 12, 1)))).merged();
    assertThat(weight(after, function)).isEqualTo(300);
    assertThat(weighed(after).rules())
        .containsExactly(
            new Weighed.Applied(
                "guard",
                "not applied any more; https://github.com/golang/go/issues/65532, expired 2027-12-01",
                function));
  }

  @Test
  void guardsEverySourceOfAWeighedMerge() throws MergeException {
    add("production", "main;slow 300\nmain;serve 100");
    add("benchmarks", "main;slow 50\nmain;sort 100");
    Weighing both =
        new Weighing(
            NINE_TO_ONE.sources(),
            new Versions.All(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            Guard.of(List.of("slow"), TODAY));
    Merged merged = merge(both).merged();
    assertThat(weight(merged, "slow")).isZero();
    assertThat(weight(merged, "slow.go-pgo-guard"))
        .isEqualTo(weight(merge(NINE_TO_ONE).merged(), "slow"));
    assertThat(weighed(merged).slices())
        .allSatisfy(slice -> assertThat(weight(slice.merged(), "slow")).isZero());
  }

  private static Weighing guarded(Guard guard) {
    return new Weighing(
        new Sources.AsTheyAre(),
        new Versions.All(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        guard);
  }

  private static Weighing weighing(Sources sources) {
    return new Weighing(
        sources, new Versions.All(), OptionalDouble.empty(), OptionalDouble.empty(), Guard.NONE);
  }

  private static Weighing versions(Versions versions) {
    return new Weighing(
        new Sources.AsTheyAre(),
        versions,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        Guard.NONE);
  }

  private static Weighing capped(double share) {
    return new Weighing(
        new Sources.AsTheyAre(),
        new Versions.All(),
        OptionalDouble.of(share),
        OptionalDouble.empty(),
        Guard.NONE);
  }

  private void add(String source, String stacks) {
    add(source, FoldedProfile.of(stacks));
  }

  private void add(String source, FoldedProfile profile) {
    candidates.add(candidate(source, "", profile, MONDAY));
  }

  private void add(String source, String version, String stacks, int hour) {
    candidates.add(
        candidate(source, version, FoldedProfile.of(stacks), MONDAY.plus(Duration.ofHours(hour))));
  }

  private Candidate candidate(
      String source, String version, FoldedProfile profile, Instant recorded) {
    return candidate(candidates.size(), source, version, profile.bytes(), recorded);
  }

  private static Candidate candidate(
      int number, String source, String version, byte[] file, Instant recorded) {
    Input input = new Input(number + ".pprof", number % Deal.PARTS, () -> file);
    return new Candidate(input, source, version, Optional.of(recorded));
  }

  private WeighedMerge.Result merge(Weighing weighing) throws MergeException {
    return WeighedMerge.of(new Names(), ProfileReader.DEFAULT_LIMIT, candidates, weighing);
  }

  private static Weighed weighed(Merged merged) {
    return merged.weighed().orElseThrow();
  }

  private static long weight(Merged merged, String callee) {
    Names names = merged.table().names();
    return merged.table().weightOf(names.intern("main"), names.intern(callee), 0);
  }

  private static EdgeTable sum(Names names, List<Candidate> some) throws MergeException {
    return ParallelMerge.of(
            names, ProfileReader.DEFAULT_LIMIT, some.stream().map(Candidate::input).toList())
        .merge()
        .finish()
        .table();
  }

  private static double weightOf(EdgeTable table, EdgeTable whole, int edge) {
    return table.weightOf(whole.caller(edge), whole.callee(edge), whole.offset(edge));
  }
}
