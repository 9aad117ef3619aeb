package io.gitlab.gopgo.report;

import io.gitlab.gopgo.judge.Committed;
import io.gitlab.gopgo.judge.Comparison;
import io.gitlab.gopgo.judge.Verdict;
import io.gitlab.gopgo.report.ServiceResult.Judged;
import java.util.Optional;
import java.util.stream.Stream;

/// A service whose new profile is to be delivered.
///
/// @param verdict the judgement's, which says so
public record Proposal(ServiceResult result, Judged judged, Verdict.Proposed verdict) {

  /// The proposal in a result, if it is one.
  public static Optional<Proposal> of(ServiceResult result) {
    return switch (result.outcome()) {
      case ServiceResult.Failed _ -> Optional.empty();
      case Judged judged ->
          switch (judged.verdict()) {
            case Verdict.Proposed proposed -> Optional.of(new Proposal(result, judged, proposed));
            case Verdict.Kept _, Verdict.Withheld _ -> Optional.empty();
          };
    };
  }

  /// The new profile beside the committed one, where there is one.
  Optional<Comparison> comparison() {
    return verdict.comparison();
  }

  /// Whether the service has been built without profile-guided optimization so far.
  boolean isFirst() {
    return judged.committed().stream().allMatch(file -> file instanceof Committed.Missing);
  }

  /// The committed file that the new profile was compared with.
  Optional<Committed.Usable> committed() {
    return judged.committed().stream()
        .flatMap(file -> file instanceof Committed.Usable usable ? Stream.of(usable) : Stream.of())
        .filter(file -> comparison().filter(c -> c.path().equals(file.path())).isPresent())
        .findFirst();
  }
}
