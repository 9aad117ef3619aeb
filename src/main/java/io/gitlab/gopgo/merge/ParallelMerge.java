package io.gitlab.gopgo.merge;

import io.gitlab.gopgo.pgo.Flaw;
import io.gitlab.gopgo.pprof.Names;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Merges many inputs on all processors: each thread adds up inputs of its own, and in the end
/// their sums are added.
///
/// Because edges only add up, who merged what can't be seen in the result.
public final class ParallelMerge {
  /// Below this number of inputs a further thread costs more than it saves.
  private static final int INPUTS_PER_THREAD = 8;

  private final long inflatedLimit;
  private final List<Input> inputs;
  private final Intake[] intakes;

  private ParallelMerge(long inflatedLimit, List<Input> inputs) {
    this.inflatedLimit = inflatedLimit;
    this.inputs = inputs;
    this.intakes = new Intake[inputs.size()];
  }

  /// A merge of many inputs.
  ///
  /// @param intakes what became of each input, in their order
  public record Result(Merge merge, List<Intake> intakes) {}

  /// Merges the inputs.
  ///
  /// @param names where the result's names are interned
  /// @param inflatedLimit the most bytes that an input may inflate to
  public static Result of(Names names, long inflatedLimit, List<Input> inputs) {
    int threads =
        Math.min(Runtime.getRuntime().availableProcessors(), inputs.size() / INPUTS_PER_THREAD);
    return of(names, inflatedLimit, inputs, threads);
  }

  static Result of(Names names, long inflatedLimit, List<Input> inputs, int threads) {
    ParallelMerge parallel = new ParallelMerge(inflatedLimit, inputs);
    Merge merge = new Merge(names, inflatedLimit);
    if (threads <= 1) {
      parallel.addTo(merge, new AtomicInteger());
    } else if (!parallel.addTo(merge, threads)) {
      // Which input is one too many must not depend on who came first.
      merge = new Merge(names, inflatedLimit);
      parallel.addTo(merge, new AtomicInteger());
    }
    return new Result(merge, List.copyOf(Arrays.asList(parallel.intakes)));
  }

  /// Adds inputs until there are no more.
  private void addTo(Merge merge, AtomicInteger next) {
    for (int i = next.getAndIncrement(); i < intakes.length; i = next.getAndIncrement()) {
      Input input = inputs.get(i);
      intakes[i] = input.unfit().isPresent() ? input.unfit().get() : add(merge, input);
    }
  }

  private static Intake add(Merge merge, Input input) {
    try {
      return merge.add(input.name(), input.content().read(), input.part(), input.factor());
    } catch (IOException e) {
      return Intake.LeftOut.unreadable(e);
    }
  }

  /// Adds all inputs; false where their weights don't fit together, and the sum is worth nothing.
  private boolean addTo(Merge merge, int threads) {
    AtomicInteger next = new AtomicInteger();
    List<Callable<Merge>> sums = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      sums.add(() -> {
        Merge sum = new Merge(new Names(), inflatedLimit);
        addTo(sum, next);
        return sum;
      });
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (Future<Merge> sum : pool.invokeAll(sums)) {
        merge.add(sum.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while merging", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("merging failed", e.getCause());
    } catch (ArithmeticException e) {
      return false;
    }
    return Arrays.stream(intakes).noneMatch(ParallelMerge::isOverflow);
  }

  private static boolean isOverflow(Intake intake) {
    return intake instanceof Intake.LeftOut(Flaw flaw, String _) && flaw == Flaw.OVERFLOW;
  }
}
