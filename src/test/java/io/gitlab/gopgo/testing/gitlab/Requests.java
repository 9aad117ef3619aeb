package io.gitlab.gopgo.testing.gitlab;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The requests that came since the last reset, and which of them are to fail.
public final class Requests {
  private final List<LoggedRequest> log = new ArrayList<>();
  private final List<String> unknownParameters = new ArrayList<>();
  private final Map<Integer, Fault> planned = new HashMap<>();
  private final List<Rule> rules = new ArrayList<>();
  private int count;

  /// Requests that fail wherever they stand.
  private record Rule(Predicate<LoggedRequest> which, Fault fault) {}

  Requests() {}

  /// Counts from 1 again, forgets what came and what is to fail.
  public synchronized void reset() {
    log.clear();
    unknownParameters.clear();
    planned.clear();
    rules.clear();
    count = 0;
  }

  /// Lets request `number` fail, counted from 1.
  public synchronized void fail(int number, Fault fault) {
    planned.put(number, fault);
  }

  /// Lets every request fail that this is true of; status and fault aren't known yet.
  public synchronized void failWhere(Predicate<LoggedRequest> which, Fault fault) {
    rules.add(new Rule(which, fault));
  }

  public synchronized List<LoggedRequest> all() {
    return List.copyOf(log);
  }

  /// Everything but GET and HEAD.
  public synchronized List<LoggedRequest> writes() {
    return log.stream().filter(LoggedRequest::isWrite).toList();
  }

  /// The writes since the last time that somebody took them; what is to fail stays so.
  synchronized List<LoggedRequest> takeWrites() {
    List<LoggedRequest> writes = writes();
    log.clear();
    return writes;
  }

  public synchronized int count() {
    return count;
  }

  /// Parameters that GitLab doesn't declare at the address and so ignores: `METHOD path: name`.
  public synchronized List<String> unknownParameters() {
    return List.copyOf(unknownParameters);
  }

  /// Takes a number and the fault that goes with it.
  synchronized LoggedRequest arrive(String method, String path, String query, String token) {
    count++;
    LoggedRequest request =
        new LoggedRequest(count, method, path, query, 0, token, Optional.empty());
    Optional<Fault> fault =
        Optional.ofNullable(planned.get(count))
            .or(() ->
                rules.stream()
                    .filter(rule -> rule.which().test(request))
                    .map(Rule::fault)
                    .findFirst());
    return new LoggedRequest(count, method, path, query, 0, token, fault);
  }

  synchronized void leave(LoggedRequest request, int status) {
    log.add(
        new LoggedRequest(
            request.number(),
            request.method(),
            request.path(),
            request.query(),
            status,
            request.token(),
            request.fault()));
  }

  synchronized void unknown(String place) {
    unknownParameters.add(place);
  }
}
