package io.gitlab.gopgo.deliver;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a run met and left at a target.
///
/// @param request the merge request that stands for the target's change, if there is one
/// @param requests how many requests went to the target's server
/// @param remarks what its people should know: whole sentences
public record Visit(Optional<Request> request, long requests, List<String> remarks) {
  public static final Visit NONE = counting(0);

  /// A merge request, for people.
  ///
  /// @param reference `!12`
  public record Request(String reference, String url) {}

  /// Nothing but a count.
  public static Visit counting(long requests) {
    return new Visit(Optional.empty(), requests, List.of());
  }

  /// Nothing but a remark.
  public static Visit remarking(String remark) {
    return new Visit(Optional.empty(), 0, List.of(remark));
  }

  /// Both in one.
  public Visit then(Visit later) {
    return new Visit(
        later.request.or(() -> request),
        requests + later.requests,
        Stream.concat(remarks.stream(), later.remarks.stream()).distinct().toList());
  }
}
