package io.gitlab.gopgo.testing.google;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The requests that came since the last reset, and which of them are to fail.
public final class Requests {
  private final List<LoggedRequest> log = new ArrayList<>();
  private final List<Rule> rules = new ArrayList<>();
  private int count;

  private record Rule(Predicate<LoggedRequest> which, Fault fault) {}

  Requests() {}

  /// Counts from 1 again, forgets what came and what is to fail.
  public synchronized void reset() {
    log.clear();
    rules.clear();
    count = 0;
  }

  /// Lets request `number` fail, counted from 1.
  public void fail(int number, Fault fault) {
    failWhere(request -> request.number() == number, fault);
  }

  /// Lets the first requests fail.
  public void failFirst(int number, Fault fault) {
    failWhere(request -> request.number() <= number, fault);
  }

  /// Lets every request fail that this is true of; what becomes of it isn't known yet.
  public synchronized void failWhere(Predicate<LoggedRequest> which, Fault fault) {
    rules.add(new Rule(which, fault));
  }

  /// Those that were answered, in the order in which they came.
  public synchronized List<LoggedRequest> all() {
    return log.stream().sorted(Comparator.comparingInt(LoggedRequest::number)).toList();
  }

  /// How many came.
  public synchronized int count() {
    return count;
  }

  /// The bytes of all bodies on the wire.
  public synchronized long bytes() {
    return log.stream().mapToLong(LoggedRequest::bytes).sum();
  }

  /// Takes a number and the fault that goes with it.
  synchronized LoggedRequest arrive(String method, String path, Map<String, String> parameters) {
    count++;
    LoggedRequest request =
        new LoggedRequest(count, method, path, parameters, 0, 0, Optional.empty());
    Optional<Fault> fault =
        rules.stream().filter(rule -> rule.which().test(request)).map(Rule::fault).findFirst();
    return new LoggedRequest(count, method, path, parameters, 0, 0, fault);
  }

  synchronized void leave(LoggedRequest request) {
    log.add(request);
  }
}
