package io.gitlab.gopgo.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SideBySideTest {
  private static final SideBySide FOUR = new SideBySide(4);

  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final CountDownLatch never = new CountDownLatch(1);
  private final List<Integer> taken = new ArrayList<>();

  private static List<Integer> numbers(int end) {
    return IntStream.range(0, end).boxed().toList();
  }

  /// Until somebody interrupts it.
  private int hang() throws IOException {
    try {
      never.await();
      return 0;
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private SideBySide.Task<Integer, Integer> counted(SideBySide.Task<Integer, Integer> task) {
    return number -> {
      begun.incrementAndGet();
      try {
        return task.of(number);
      } finally {
        ended.incrementAndGet();
      }
    };
  }

  /// Whoever takes them slowly has few results waiting, not all.
  @Test
  void keepsNoMoreResultsThanTwiceAsManyAsAtOnce() throws IOException {
    FOUR.inTurn(
        numbers(40),
        counted(number -> number),
        SideBySide.ALL,
        (number, _) -> {
          if (number == 0) {
            letTheOthersRun();
            assertThat(begun).hasValueLessThanOrEqualTo(8);
          }
          taken.add(number);
        });
    assertThat(taken).isEqualTo(numbers(40));
  }

  /// Long enough for forty tasks that do nothing; too short a time could only hide a mistake.
  private static void letTheOthersRun() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void handsOnInTurnWhoeverIsFirst() throws IOException {
    // Each waits for the one behind it, as far as that one is at work at the same time.
    List<CountDownLatch> done = numbers(12).stream().map(_ -> new CountDownLatch(1)).toList();
    FOUR.inTurn(
        numbers(12),
        number -> {
          if (number % 4 != 3) {
            await(done.get(number + 1));
          }
          done.get(number).countDown();
          return number * 10;
        },
        SideBySide.ALL,
        (number, result) -> {
          assertThat(result).isEqualTo(number * 10);
          taken.add(number);
        });
    assertThat(taken).isEqualTo(numbers(12));
  }

  @Test
  void doesSoManyAtOnceAndNoMore() throws IOException {
    CyclicBarrier four = new CyclicBarrier(4);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    FOUR.inTurn(
        numbers(40),
        _ -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          try {
            return four.await();
          } catch (Exception e) {
            throw new IOException(e);
          } finally {
            inside.decrementAndGet();
          }
        },
        SideBySide.ALL,
        (number, _) -> taken.add(number));
    assertThat(taken).hasSize(40);
    assertThat(most).hasValue(4);
  }

  /// Every second result is of use, and three are wanted: so five have to be asked for.
  @Test
  void beginsNothingThatNobodyWants() throws IOException {
    List<Integer> good = new ArrayList<>();
    int asked =
        FOUR.inTurn(
            numbers(100),
            counted(number -> number),
            () -> 3 - good.size(),
            (number, result) -> {
              if (result % 2 == 0) {
                good.add(number);
              }
            });
    assertThat(good).containsExactly(0, 2, 4);
    assertThat(asked).isEqualTo(5);
    assertThat(begun).hasValue(5);
  }

  @Test
  void givesUpWhatIsBehindAFailure() {
    assertThatThrownBy(() ->
            FOUR.inTurn(
                numbers(100),
                counted(number -> {
                  if (number == 1) {
                    throw new IOException("number 1");
                  }
                  return number == 0 ? 0 : hang();
                }),
                SideBySide.ALL,
                (number, _) -> taken.add(number)))
        .hasMessage("number 1");
    assertThat(taken).containsExactly(0);
    assertThat(begun.get()).isBetween(2, 5);
    assertThat(ended).as("nothing goes on").hasValue(begun.get());
  }

  /// The third one fails at once, the second one a little later: one after the other the second one
  /// would have been the first to fail.
  @Test
  void tellsTheFirstFailureInTurn() {
    CountDownLatch hasFailed = new CountDownLatch(1);
    assertThatThrownBy(() ->
            FOUR.inTurn(
                numbers(100),
                number ->
                    switch (number) {
                      case 0 -> 0;
                      case 1 -> {
                        await(hasFailed);
                        throw new IOException("number 1");
                      }
                      case 2 -> {
                        hasFailed.countDown();
                        throw new IOException("number 2");
                      }
                      default -> hang();
                    },
                SideBySide.ALL,
                (number, _) -> taken.add(number)))
        .hasMessage("number 1");
    assertThat(taken).containsExactly(0);
  }

  @Test
  void stopsWhereATakerFails() {
    assertThatThrownBy(() ->
            FOUR.inTurn(
                numbers(100),
                counted(number -> number == 0 ? 0 : hang()),
                SideBySide.ALL,
                (_, _) -> {
                  throw new IOException("the disk is full");
                }))
        .hasMessage("the disk is full");
    assertThat(ended).hasValue(begun.get());
  }

  @Test
  void passesAMistakeOn() {
    assertThatThrownBy(() ->
            FOUR.inTurn(
                numbers(9),
                _ -> {
                  throw new IllegalArgumentException("ours");
                },
                SideBySide.ALL,
                (_, _) -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ours");
  }

  @Test
  void endsWhenItIsInterrupted() {
    Thread caller = Thread.currentThread();
    assertThatThrownBy(() ->
            FOUR.inTurn(
                numbers(9),
                counted(_ -> {
                  caller.interrupt();
                  return hang();
                }),
                SideBySide.ALL,
                (_, _) -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("interrupted");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(ended).hasValue(begun.get());
  }

  @Test
  void hasNoResultForWhatIsLate() throws IOException {
    List<Optional<Integer>> results =
        FOUR.within(
            Duration.ofSeconds(1), numbers(9), counted(number -> number < 3 ? number : hang()));
    assertThat(results.subList(0, 3))
        .containsExactly(Optional.of(0), Optional.of(1), Optional.of(2));
    assertThat(results.subList(3, 9)).containsOnly(Optional.empty());
    assertThat(begun).hasValue(7);
    assertThat(ended).hasValue(7);
  }

  /// Whatever fails, and however long each takes: what is taken, and what is told, is what one
  /// after the other would give.
  @Test
  void isAsOneAfterTheOther() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<Boolean> isBroken = numbers(20).stream().map(_ -> random.nextInt(8) == 0).toList();
      List<Long> nanos = numbers(20).stream().map(_ -> random.nextLong(200_000)).toList();
      int wanted = random.nextInt(22);
      SideBySide.Task<Integer, Integer> task =
          number -> {
            try {
              Thread.sleep(Duration.ofNanos(nanos.get(number)));
            } catch (InterruptedException e) {
              throw new IOException("interrupted", e);
            }
            if (isBroken.get(number)) {
              throw new IOException("number " + number);
            }
            return number;
          };
      assertThat(outcome(FOUR, task, wanted))
          .as("seed %d", seed)
          .isEqualTo(outcome(new SideBySide(1), task, wanted));
    }
  }

  private static String outcome(
      SideBySide sideBySide, SideBySide.Task<Integer, Integer> task, int wanted) {
    List<Integer> taken = new ArrayList<>();
    try {
      int count =
          sideBySide.inTurn(
              numbers(20), task, () -> wanted - taken.size(), (number, _) -> taken.add(number));
      return taken + " " + count;
    } catch (IOException e) {
      return taken + " " + e.getMessage();
    }
  }
}
