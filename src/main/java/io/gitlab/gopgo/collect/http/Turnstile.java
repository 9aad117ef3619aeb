package io.gitlab.gopgo.collect.http;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/// Lets many ask one server at once, until it asks one of them for patience. Then that one waits
/// and asks again alone, and the others wait for it.
///
/// Else each of them would run into the same limit, three times in a row, and what one after the
/// other would have got were lost.
final class Turnstile {
  /// Fair, or those who go on asking would keep the one out who has to ask alone.
  private final ReadWriteLock lock = new ReentrantReadWriteLock(true);

  Visit visit() {
    return new Visit();
  }

  /// One request's way, until it is answered for good. It belongs to one thread.
  final class Visit implements AutoCloseable {
    private @Nullable Lock held;
    private boolean isAlone;

    private Visit() {}

    /// Waits until it may ask; who is inside stays there.
    void enter() throws InterruptedIOException {
      if (held == null) {
        hold(lock.readLock());
      }
    }

    /// Lets nobody else ask before it has waited so long, and asked again. What the others have
    /// asked already is answered meanwhile.
    void holdOthers(Duration wait) throws InterruptedIOException {
      // From now on, not from when the last of the others is answered, or of several that were told
      // the same each would wait for all those before it.
      CompletableFuture<Boolean> over =
          new CompletableFuture<Boolean>()
              .completeOnTimeout(true, wait.toMillis(), TimeUnit.MILLISECONDS);
      if (!isAlone) {
        leave();
        hold(lock.writeLock());
        isAlone = true;
      }
      try {
        boolean _ = over.get();
      } catch (InterruptedException e) {
        throw HttpCalls.interrupted();
      } catch (ExecutionException e) {
        throw new IllegalStateException("nobody makes it fail", e);
      }
    }

    /// Lets others ask.
    void leave() {
      if (held != null) {
        held.unlock();
        held = null;
        isAlone = false;
      }
    }

    @Override
    public void close() {
      leave();
    }

    private void hold(Lock side) throws InterruptedIOException {
      try {
        side.lockInterruptibly();
        held = side;
      } catch (InterruptedException e) {
        throw HttpCalls.interrupted();
      }
    }
  }
}
