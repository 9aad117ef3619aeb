package io.gitlab.gopgo.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.pgo.Flaw;
import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.ProfileReader;
import io.gitlab.gopgo.pprof.ValueType;
import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.RandomProfile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelMergeTest {
  private static final int THREADS = 4;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void givesWhatOneThreadGives(long seed) throws MergeException {
    List<Input> inputs = randomInputs(seed);
    ParallelMerge.Result one = merge(inputs, 1);
    ParallelMerge.Result many = merge(inputs, THREADS);
    assertThat(many.intakes()).isEqualTo(one.intakes());
    Merged merged = many.merge().finish();
    Merged expected = one.merge().finish();
    assertThat(merged.compact()).isEqualTo(expected.compact());
    assertThat(merged.evidence()).isEqualTo(expected.evidence());
    assertThat(merged.parts()).hasSameSizeAs(expected.parts());
    for (int part = 0; part < merged.parts().size(); part++) {
      assertThat(text(merged.parts().get(part))).isEqualTo(text(expected.parts().get(part)));
    }
  }

  @Test
  void leavesOutTheLastOfThoseThatOverflowTogether() throws MergeException {
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      inputs.add(input(i, counts("main;serve " + Long.MAX_VALUE / 40)));
    }
    requireLastLeftOut(merge(inputs, THREADS));
  }

  /// As many for each thread, so that what overflows is neither a thread's sum nor a part's.
  @Test
  void leavesOutTheLastWhereOnlyTheSumOfAllOverflows() throws MergeException {
    CyclicBarrier oneEach = new CyclicBarrier(THREADS);
    AtomicInteger reads = new AtomicInteger();
    byte[] file = counts("main;serve " + Long.MAX_VALUE / 40);
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      inputs.add(
          new Input(
              i + ".pprof",
              i % Deal.PARTS,
              () -> {
                if (reads.getAndIncrement() < 60) {
                  await(oneEach);
                }
                return file;
              }));
    }
    requireLastLeftOut(merge(inputs, THREADS));
  }

  /// A weight without an edge is a weight that a limit sees and a sum doesn't: by the sum, what one
  /// thread leaves out would be taken where another thread has the rest.
  @Test
  void leavesOutTheSameWhereWeightsHaveNoEdges() throws MergeException {
    byte[] edges = counts("main;serve:1;decode:2 " + (1L << 61));
    byte[] none = counts("main %d\nmain;serve 1".formatted((1L << 62) + (1L << 61)));
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      byte[] small = counts("main;serve 1");
      inputs.add(input(i, i == 0 ? edges : i == 1 ? none : small));
    }
    ParallelMerge.Result one = merge(inputs, 1);
    assertThat(one.intakes().get(1)).isInstanceOf(Intake.LeftOut.class);
    CyclicBarrier both = new CyclicBarrier(2);
    AtomicInteger reads = new AtomicInteger();
    List<Input> apart =
        inputs.stream()
            .map(input ->
                new Input(
                    input.name(),
                    input.part(),
                    () -> {
                      if (reads.getAndIncrement() < 2) {
                        await(both);
                      }
                      return input.content().read();
                    }))
            .toList();
    ParallelMerge.Result two = merge(apart, 2);
    assertThat(two.intakes()).isEqualTo(one.intakes());
    assertThat(two.merge().finish().compact()).isEqualTo(one.merge().finish().compact());
  }

  private static void requireLastLeftOut(ParallelMerge.Result merge) throws MergeException {
    List<Intake> taken = merge.intakes().stream().filter(Intake.Taken.class::isInstance).toList();
    assertThat(merge.intakes()).startsWith(taken.toArray(Intake[]::new));
    assertThat(merge.intakes().getLast())
        .isInstanceOfSatisfying(
            Intake.LeftOut.class, out -> assertThat(out.flaw()).isEqualTo(Flaw.OVERFLOW));
    assertThat(merge.merge().finish().table().total())
        .isEqualTo(taken.size() * (Long.MAX_VALUE / 40));
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void goesOnBehindAnInputThatCannotBeRead() throws MergeException {
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      inputs.add(input(i, FoldedProfile.of("main;serve 1").bytes()));
    }
    inputs.add(
        7,
        new Input(
            "gone.pprof",
            0,
            () -> {
              throw new IOException("no such file");
            }));
    ParallelMerge.Result merge = merge(inputs, THREADS);
    assertThat(merge.intakes().get(7))
        .isEqualTo(new Intake.LeftOut(Flaw.UNREADABLE, "no such file"));
    assertThat(merge.merge().finish().table().total()).isEqualTo(20);
  }

  private static ParallelMerge.Result merge(List<Input> inputs, int threads) {
    return ParallelMerge.of(new Names(), ProfileReader.DEFAULT_LIMIT, inputs, threads);
  }

  private static List<Input> randomInputs(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      inputs.add(input(i, RandomProfile.bytes(random, i % 3 == 0 ? 1_000_000 : 10_000_000)));
    }
    return inputs;
  }

  private static Input input(int number, byte[] file) {
    return new Input(number + ".pprof", number % Deal.PARTS, () -> file);
  }

  private static byte[] counts(String stacks) {
    return FoldedProfile.of(stacks).types(ValueType.SAMPLES_COUNT).bytes();
  }

  /// The part's edges in their order, which sums of fractions depend on.
  private static String text(Merged.Part part) {
    StringBuilder text = new StringBuilder(part.tally().comment());
    for (int edge = 0; edge < part.table().size(); edge++) {
      Names names = part.table().names();
      text.append('\n')
          .append(names.text(part.table().caller(edge)))
          .append(' ')
          .append(names.text(part.table().callee(edge)))
          .append(' ')
          .append(part.table().offset(edge))
          .append(' ')
          .append(part.table().weight(edge));
    }
    return text.toString();
  }
}
