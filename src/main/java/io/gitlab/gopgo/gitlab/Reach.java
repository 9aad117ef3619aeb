package io.gitlab.gopgo.gitlab;

import java.util.Optional;

/// Whether a GitLab can be reached at all, as far as one run has seen.
///
/// To find out costs a minute of tries. Forty projects of one installation that is down would cost
/// forty of them, so the first one finds out for all. What was found is never kept: the next run
/// tries anew.
final class Reach {
  private boolean hasAnswered;
  private Optional<String> lost = Optional.empty();

  /// Something came back, if only a refusal.
  void answered() {
    hasAnswered = true;
  }

  /// All tries of a read ended without an answer.
  ///
  /// A server that has answered others may only be slow with one large project: that one alone
  /// fails. Without a connection, nobody gets through.
  ///
  /// @param words what happened, for those who aren't tried any more
  void silent(boolean isUnconnected, String words) {
    if (isUnconnected || !hasAnswered) {
      lost = Optional.of(words);
    }
  }

  /// Why further calls would be in vain.
  Optional<String> lost() {
    return lost;
  }
}
