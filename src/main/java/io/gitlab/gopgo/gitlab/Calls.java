package io.gitlab.gopgo.gitlab;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.gitlab4j.api.GitLabApiException;
import org.gitlab4j.api.Pager;
import org.glassfish.jersey.message.internal.MessageBodyProviderNotFoundException;

/// Makes calls, again where that is safe, and gives what went wrong GitLab's own words.
///
/// A read may be repeated at will. A write is repeated only after an answer that says nothing was
/// done (429, and 409 for a lock); after any other failure its fate is unknown, and whoever wrote
/// must look first.
final class Calls {
  /// From a quarter of a second on, the doubling pauses between nine tries make a minute: the
  /// period of GitLab's own rate limits, and about what a restart takes.
  private static final int TRIES = 9;

  /// Whoever doesn't answer in time keeps the whole run waiting, each time; a login page stays one.
  private static final int FEW_TRIES = 3;

  static final int PER_PAGE = 100;

  private final String url;
  private final Supplier<Token> token;
  private final Duration pause;
  private final Reach reach;
  private long made;

  /// What gitlab4j does.
  interface Call<T> {
    T make() throws GitLabApiException;
  }

  /// @param url of the GitLab, for messages
  /// @param token which one, for messages; known once there are calls
  /// @param pause before the second try; doubled before each further one
  /// @param reach shared by all who call the same GitLab
  Calls(String url, Supplier<Token> token, Duration pause, Reach reach) {
    this.url = url;
    this.token = token;
    this.pause = pause;
    this.reach = reach;
  }

  <T> T read(String what, Call<T> call) throws GitLabException {
    return make(what, call, true);
  }

  /// All pages of a list, each a read of its own: what the library's own lists throw on a later
  /// page says nothing of its status.
  <T> List<T> pages(String what, Call<Pager<T>> call) throws GitLabException {
    Pager<T> pager = read(what, call);
    // The pager came with its first page.
    List<T> items = new ArrayList<>(pager.next());
    while (pager.hasNext()) {
      items.addAll(read(what, pager::next));
    }
    return items;
  }

  /// How many requests were made, the repeated ones included.
  long made() {
    return made;
  }

  <T> T write(String what, Call<T> call) throws GitLabException {
    return make(what, call, false);
  }

  private <T> T make(String what, Call<T> call, boolean isRead) throws GitLabException {
    if (reach.lost().isPresent()) {
      throw new GitLabException(
          0, "%s: not tried again: %s".formatted(what, reach.lost().get()), null);
    }
    Duration wait = pause;
    for (int tried = 1; ; tried++) {
      GitLabApiException failure;
      made++;
      try {
        T answer = call.make();
        reach.answered();
        return answer;
      } catch (GitLabApiException e) {
        failure = e;
      } catch (RuntimeException e) {
        // The pager wraps what later pages throw.
        failure =
            e.getCause() instanceof GitLabApiException cause ? cause : new GitLabApiException(e);
      }
      int status = failure.getHttpStatus();
      if (status != 0) {
        reach.answered();
      }
      boolean nothingDone = status == 429 || isLocked(failure);
      boolean passing =
          nothingDone
              || (isRead && (status == 0 || status >= 500) && !isOf(failure, SSLException.class));
      if (!passing || tried == (isSlowOrForeign(failure) ? FEW_TRIES : TRIES)) {
        if (status == 0 && isRead) {
          reach.silent(isUnconnected(failure), noAnswer(failure));
        }
        throw new GitLabException(status, words(what, failure, isRead), failure);
      }
      sleep(retryAfter(failure, wait));
      wait = wait.multipliedBy(2);
    }
  }

  /// Whether something answered with success, but not with GitLab's JSON.
  private static boolean isForeign(Throwable failure) {
    return isOf(failure, MessageBodyProviderNotFoundException.class)
        || (isOf(failure, JsonParseException.class) && !isOf(failure, JsonEOFException.class));
  }

  /// Whether a few tries tell as much as all.
  private static boolean isSlowOrForeign(Throwable failure) {
    return isOf(failure, SocketTimeoutException.class) || isForeign(failure);
  }

  /// Whether a failure is of this kind, however deep below it: a certificate that isn't trusted is
  /// not trusted a second later either.
  private static boolean isOf(Throwable failure, Class<? extends Throwable> kind) {
    Throwable cause = failure;
    while (cause != null && !kind.isInstance(cause)) {
      cause = cause.getCause();
    }
    return cause != null;
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

  private static boolean isUnconnected(Throwable failure) {
    return isOf(failure, UnknownHostException.class)
        || isOf(failure, ConnectException.class)
        || isOf(failure, NoRouteToHostException.class);
  }

  private String noAnswer(GitLabApiException failure) {
    if (isForeign(failure)) {
      return "%s answered, but not as a GitLab does: perhaps with a login page; is `url` right?"
          .formatted(url);
    }
    return "no answer from %s (%s)%s".formatted(url, failure.getMessage(), missing(failure));
  }

  /// What to look at where nobody answered.
  private static String missing(Throwable failure) {
    if (isOf(failure, CertPathBuilderException.class)) {
      return "; its certificate is of no authority that is trusted: name the authority's own in CI_SERVER_TLS_CA_FILE";
    }
    return isUnconnected(failure) ? "; is `url` right, and does the job need HTTPS_PROXY?" : "";
  }

  private String words(String what, GitLabApiException failure, boolean isRead) {
    String message = String.valueOf(failure.getMessage());
    String hint =
        switch (failure.getHttpStatus()) {
          case 301, 302, 303, 307, 308 ->
              "; it sends elsewhere, to %s: is `url` right?"
                  .formatted(GitLabException.location(failure).orElse("nowhere"));
          case 401, 403, 404 -> "; " + token.get().refused(failure.getHttpStatus(), isRead);
          default -> "";
        };
    return failure.getHttpStatus() == 0
        ? "%s: %s".formatted(what, noAnswer(failure))
        : "%s: GitLab answered %d: %s%s".formatted(what, failure.getHttpStatus(), message, hint);
  }
}
