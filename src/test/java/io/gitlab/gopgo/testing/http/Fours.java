package io.gitlab.gopgo.testing.http;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// Answers each four requests when all four have come, the first one last; so their number must be
/// a multiple of four, and whoever asks fewer at once gets nothing.
public final class Fours {
  private final CyclicBarrier four = new CyclicBarrier(4);
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  /// The same reply, in its turn.
  public Reply meet(Reply reply) {
    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
    try {
      Thread.sleep(20L * four.await(20, TimeUnit.SECONDS));
      return reply;
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException("there were no four", e);
    } finally {
      inside.decrementAndGet();
    }
  }

  /// How many requests there were at once.
  public int most() {
    return most.get();
  }
}
