package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.judge.Verdict;
import io.gitlab.gopgo.report.ServiceResult;
import java.util.List;

/// What the program's end means, for scripts and pipelines.
enum ExitCode {
  /// Done, or nothing to do.
  DONE(0),
  /// Something broke, at least for one service.
  FAILED(1),
  /// Wrong usage or settings: nothing was begun.
  USAGE(2),
  /// Nothing broke, but at least one profile was not good enough.
  WITHHELD(3);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /// The one of two that matters more.
  ExitCode and(ExitCode other) {
    if (this == FAILED || other == FAILED) {
      return FAILED;
    }
    return this == DONE ? other : this;
  }

  /// A failure beats a withheld service, and that beats success.
  static ExitCode of(List<ServiceResult> results) {
    if (results.stream().anyMatch(result -> result.outcome() instanceof ServiceResult.Failed)) {
      return FAILED;
    }
    return results.stream().anyMatch(ExitCode::isUnexpectedlyWithheld) ? WITHHELD : DONE;
  }

  private static boolean isUnexpectedlyWithheld(ServiceResult result) {
    return switch (result.outcome()) {
      case ServiceResult.Failed _ -> false;
      case ServiceResult.Judged judged ->
          judged.verdict() instanceof Verdict.Withheld && !judged.expected();
    };
  }
}
