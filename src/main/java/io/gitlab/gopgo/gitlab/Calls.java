package io.gitlab.gopgo.gitlab;

import java.time.Duration;
import org.gitlab4j.api.GitLabApiException;

/// Makes calls, again where that is safe, and gives what went wrong GitLab's own words.
///
/// A read may be repeated at will. A write is repeated only after an answer that says nothing was
/// done (429, and 409 for a lock); after any other failure its fate is unknown, and whoever wrote
/// must look first.
final class Calls {
  /// From a quarter of a second on, the doubling pauses between nine tries make a minute: the
  /// period of GitLab's own rate limits, and about what a restart takes.
  private static final int TRIES = 9;

  private final Duration pause;

  /// What gitlab4j does.
  interface Call<T> {
    T make() throws GitLabApiException;
  }

  /// @param pause before the second try; doubled before each further one
  Calls(Duration pause) {
    this.pause = pause;
  }

  <T> T read(String what, Call<T> call) throws GitLabException {
    return make(what, call, true);
  }

  <T> T write(String what, Call<T> call) throws GitLabException {
    return make(what, call, false);
  }

  private <T> T make(String what, Call<T> call, boolean isRead) throws GitLabException {
    Duration wait = pause;
    for (int tried = 1; ; tried++) {
      GitLabApiException failure;
      try {
        return call.make();
      } catch (GitLabApiException e) {
        failure = e;
      } catch (RuntimeException e) {
        // The pager wraps what later pages throw.
        failure =
            e.getCause() instanceof GitLabApiException cause ? cause : new GitLabApiException(e);
      }
      int status = failure.getHttpStatus();
      boolean nothingDone = status == 429 || isLocked(failure);
      boolean passing = nothingDone || (isRead && (status == 0 || status >= 500));
      if (!passing || tried == TRIES) {
        throw new GitLabException(status, words(what, failure), failure);
      }
      sleep(retryAfter(failure, wait));
      wait = wait.multipliedBy(2);
    }
  }

  private static boolean isLocked(GitLabApiException failure) {
    return failure.getHttpStatus() == 409
        && String.valueOf(failure.getMessage()).contains("Resource lock");
  }

  /// As long as the server asks for, but never longer than its own period.
  private static Duration retryAfter(GitLabApiException failure, Duration otherwise) {
    var headers = failure.getHeaders();
    String seconds = headers == null ? null : headers.getFirst("Retry-After");
    return seconds != null && seconds.matches("\\d{1,4}")
        ? Duration.ofSeconds(Math.min(60, Long.parseLong(seconds)))
        : otherwise;
  }

  private static void sleep(Duration duration) throws GitLabException {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GitLabException(0, "interrupted", e);
    }
  }

  private static String words(String what, GitLabApiException failure) {
    String message = String.valueOf(failure.getMessage());
    String hint =
        switch (failure.getHttpStatus()) {
          case 401 -> "; is the token valid, and of this GitLab?";
          case 403 -> "; the token's user needs the role Developer and the scope api";
          case 404 -> "; it doesn't exist, or the token may not see it";
          default -> "";
        };
    return failure.getHttpStatus() == 0
        ? "%s: no answer (%s)".formatted(what, message)
        : "%s: GitLab answered %d: %s%s".formatted(what, failure.getHttpStatus(), message, hint);
  }
}
