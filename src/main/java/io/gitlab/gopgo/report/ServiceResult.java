package io.gitlab.gopgo.report;

import io.gitlab.gopgo.collect.Collected;
import io.gitlab.gopgo.collect.Window;
import io.gitlab.gopgo.deliver.Visit;
import io.gitlab.gopgo.judge.Committed;
import io.gitlab.gopgo.judge.Verdict;
import io.gitlab.gopgo.merge.Merged;
import java.util.List;

/// All that a run has to tell of one service.
///
/// @param project its target's name
/// @param files its paths within the project
/// @param visit to its target
public record ServiceResult(
    String service, String project, List<String> files, Outcome outcome, Visit visit) {

  /// How the run ended for the service.
  public sealed interface Outcome {}

  /// It came to a verdict.
  ///
  /// @param isLive whether profiles were recorded for this run, so that the next one has others
  /// @param isRequested whether our last word on the files is the same within noise: a merge
  ///   request that is open, or was closed
  /// @param profile the compact profile's bytes; empty for a withheld one
  /// @param expected whether the settings expect the service to be withheld
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares outcomes.
  public record Judged(
      Window window,
      boolean isLive,
      Collected collected,
      Merged merged,
      List<Committed> committed,
      Verdict verdict,
      boolean isRequested,
      byte[] profile,
      boolean expected)
      implements Outcome {}

  /// Something broke; the other services went on.
  public record Failed(String message) implements Outcome {}

  /// The same service, after its delivery failed.
  public ServiceResult failed(String message) {
    return new ServiceResult(service, project, files, new Failed(message), visit);
  }

  /// The same service with another verdict.
  public ServiceResult with(Judged judged, Verdict verdict) {
    return new ServiceResult(
        service,
        project,
        files,
        new Judged(
            judged.window,
            judged.isLive,
            judged.collected,
            judged.merged,
            judged.committed,
            verdict,
            judged.isRequested,
            judged.profile,
            judged.expected),
        visit);
  }

  /// The same service after another visit to its target.
  public ServiceResult after(Visit later) {
    return new ServiceResult(service, project, files, outcome, visit.then(later));
  }

  /// One word: `proposed`, `kept`, `withheld` or `failed`.
  public String word() {
    return switch (outcome) {
      case Failed _ -> "failed";
      case Judged judged ->
          switch (judged.verdict()) {
            case Verdict.Proposed _ -> "proposed";
            case Verdict.Kept _ -> "kept";
            case Verdict.Withheld _ -> "withheld";
          };
    };
  }
}
