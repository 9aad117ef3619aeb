package io.gitlab.gopgo.merge;

import io.gitlab.gopgo.pgo.EdgeTable;
import io.gitlab.gopgo.pgo.Fitness;
import io.gitlab.gopgo.pgo.Tally;
import io.gitlab.gopgo.pgo.WeightType;
import io.gitlab.gopgo.pprof.Names;
import java.util.SortedMap;
import java.util.TreeMap;

/// The sum of all inputs whose weights mean the same, so that they can be added as they are.
final class Stratum {
  /// What the weights of a stratum count: samples at one rate, or CPU time.
  ///
  /// @param period CPU nanoseconds between two samples, 0 for unknown
  /// @param factor what they count beside those of other strata
  record Key(WeightType weightType, long period, double factor) implements Comparable<Key> {
    static Key of(Fitness.Fit fit, double factor) {
      return new Key(fit.weightType(), fit.period(), factor);
    }

    @Override
    public int compareTo(Key other) {
      int byType = weightType.compareTo(other.weightType);
      int byPeriod = byType != 0 ? byType : Long.compare(period, other.period);
      return byPeriod != 0 ? byPeriod : Double.compare(factor, other.factor);
    }
  }

  /// By the part that profiles were dealt into.
  final SortedMap<Integer, Sum> parts = new TreeMap<>();

  /// The first input by name, for messages about the stratum.
  private String example;

  /// What the edges of all inputs can add up to, judged before they are added. Inputs are left out
  /// by it, and not by what the edges came to: that would be known sooner or later, by threads.
  long mostWeight;

  long withoutStartLine;
  String heaviestName = "";
  long heaviestWeight;

  private final Names names;

  Stratum(Names names, String example) {
    this.names = names;
    this.example = example;
  }

  /// One part's edges and what they were made of.
  static final class Sum {
    final EdgeTable table;
    Tally tally = Tally.NONE;

    Sum(Names names) {
      table = new EdgeTable(names);
    }
  }

  /// Adds a stratum with other names, of which [Names#internAll] knows the numbers here.
  ///
  /// @throws ArithmeticException where the sum of all parts might not fit into 63 bits
  void add(Stratum other, int[] mine) {
    mostWeight = Math.addExact(mostWeight, other.mostWeight);
    other.parts.forEach((number, sum) -> {
      Sum part = part(number);
      part.table.addAll(sum.table, mine);
      part.tally = part.tally.plus(sum.tally);
    });
    withoutStartLine += other.withoutStartLine;
    weigh(other.heaviestName, other.heaviestWeight);
    mention(other.example);
  }

  void mention(String name) {
    if (name.compareTo(example) < 0) {
      example = name;
    }
  }

  String example() {
    return example;
  }

  /// What all of it was made of.
  Tally tally() {
    return parts.values().stream().map(sum -> sum.tally).reduce(Tally.NONE, Tally::plus);
  }

  Sum part(int part) {
    return parts.computeIfAbsent(part, _ -> new Sum(names));
  }

  /// Of equally heavy profiles the first by name, so that the order of inputs doesn't show.
  void weigh(String name, long weight) {
    if (weight > heaviestWeight || (weight == heaviestWeight && name.compareTo(heaviestName) < 0)) {
      heaviestName = name;
      heaviestWeight = weight;
    }
  }
}
