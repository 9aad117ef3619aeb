package io.gitlab.gopgo.collect;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/// Does for many things what mostly waits for a server, some at once, and hands the results on as
/// if it had been one after the other.
///
/// The order of results, and which failure is the one that is told, don't depend on who is first;
/// when it returns, none of its threads is left, however it ends. Results wait until their turn
/// comes: at most twice as many as are got at once.
///
/// @param atOnce how many at once
public record SideBySide(int atOnce) {
  /// Hides most of the waiting, and no server takes it for an attack.
  public static final SideBySide USUAL = new SideBySide(4);

  /// For those who want all results.
  public static final IntSupplier ALL = () -> Integer.MAX_VALUE;

  /// What is done for a thing, on a thread of its own; it may be interrupted.
  public interface Task<T, R> {
    R of(T thing) throws IOException;
  }

  /// Who takes the results, on the caller's thread.
  public interface Taker<T, R> {
    void take(T thing, R result) throws IOException;
  }

  /// Does the task for each thing in turn, as long as results are wanted.
  ///
  /// @param wanted how many more results are going to be taken at least, whatever they are: no task
  ///   is begun for more, so that no server is asked in vain
  /// @return how many results were taken
  /// @throws IOException the first one in the order of the things. Those behind it are given up at
  ///   once, those before it are still taken
  public <T, R> int inTurn(List<T> things, Task<T, R> task, IntSupplier wanted, Taker<T, R> taker)
      throws IOException {
    try (ExecutorService threads = threads()) {
      Turns<T, R> turns = new Turns<>(threads, task);
      try {
        int taken = 0;
        for (; taken < things.size() && wanted.getAsInt() > 0; taken++) {
          turns.begin(things, taken + Math.min(wanted.getAsInt(), 2 * atOnce));
          taker.take(things.get(taken), turns.next());
        }
        return taken;
      } finally {
        threads.shutdownNow();
      }
    }
  }

  /// Does the task for each thing; the result is empty where the time was over first. Nothing is
  /// begun after that.
  ///
  /// @param time for all of them
  public <T, R> List<Optional<R>> within(Duration time, List<T> things, Task<T, R> task)
      throws IOException {
    try (ExecutorService threads = threads()) {
      try {
        List<Future<R>> begun = new ArrayList<>();
        things.forEach(thing -> begun.add(threads.submit(() -> task.of(thing))));
        threads.shutdown();
        boolean _ = threads.awaitTermination(time.toMillis(), TimeUnit.MILLISECONDS);
        List<Optional<R>> results = new ArrayList<>();
        for (Future<R> each : begun) {
          results.add(each.isDone() ? Optional.of(result(each)) : Optional.empty());
        }
        return results;
      } catch (InterruptedException e) {
        throw interrupted();
      } finally {
        // Not one after the other: whoever is stopped first would make room for one that waits.
        List<Runnable> _ = threads.shutdownNow();
      }
    }
  }

  private ExecutorService threads() {
    return Executors.newFixedThreadPool(atOnce, Thread.ofVirtual().factory());
  }

  private static <R> R result(Future<R> task) throws IOException, InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException failure -> throw failure;
        case RuntimeException mistake -> throw mistake;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  private static IOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted");
  }

  /// The tasks whose results weren't taken yet, in the order of their things.
  private static final class Turns<T, R> {
    private final ExecutorService threads;
    private final Task<T, R> task;
    private final Deque<Future<R>> waiting = new ArrayDeque<>();
    private int begun;
    private int firstFailed = Integer.MAX_VALUE;

    Turns(ExecutorService threads, Task<T, R> task) {
      this.threads = threads;
      this.task = task;
    }

    synchronized void begin(List<T> things, int end) {
      while (begun < Math.min(Math.min(end, things.size()), firstFailed)) {
        int number = begun++;
        waiting.addLast(threads.submit(() -> done(number, things.get(number))));
      }
    }

    private R done(int number, T thing) throws IOException {
      boolean isGood = false;
      try {
        R result = task.of(thing);
        isGood = true;
        return result;
      } finally {
        if (!isGood) {
          giveUpBehind(number);
        }
      }
    }

    /// Nobody is going to take their results.
    private synchronized void giveUpBehind(int number) {
      firstFailed = Math.min(firstFailed, number + 1);
      Iterator<Future<R>> latestFirst = waiting.descendingIterator();
      for (int later = begun - 1; later > number; later--) {
        latestFirst.next().cancel(true);
      }
    }

    R next() throws IOException {
      Future<R> mine;
      synchronized (this) {
        mine = waiting.removeFirst();
      }
      try {
        return SideBySide.result(mine);
      } catch (InterruptedException e) {
        throw interrupted();
      }
    }
  }
}
