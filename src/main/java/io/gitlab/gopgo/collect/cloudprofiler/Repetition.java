package io.gitlab.gopgo.collect.cloudprofiler;

import com.google.api.client.http.HttpBackOffIOExceptionHandler;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpUnsuccessfulResponseHandler;
import com.google.api.client.util.ExponentialBackOff;
import com.google.auth.http.HttpCredentialsAdapter;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// Sets up each request: credentials, timeouts, and which failures are met with another try.
///
/// The library's own handler repeats 5xx only and doesn't know `Retry-After`. The credentials'
/// handler of a 401 comes first and is kept.
final class Repetition implements HttpRequestInitializer {
  private static final Duration CONNECTING = Duration.ofSeconds(20);

  /// Google's own clients give the call 130 s.
  private static final Duration READING = Duration.ofSeconds(150);

  /// With Google's own pauses: almost a minute.
  private static final int TRIES = 10;

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

  private final Optional<HttpCredentialsAdapter> credentials;
  private long requests;

  Repetition(Optional<HttpCredentialsAdapter> credentials) {
    this.credentials = credentials;
  }

  /// How many requests went out.
  long requests() {
    return requests;
  }

  @Override
  public void initialize(HttpRequest request) throws IOException {
    if (credentials.isPresent()) {
      credentials.get().initialize(request);
    }
    request.setConnectTimeout(Math.toIntExact(CONNECTING.toMillis()));
    request.setReadTimeout(Math.toIntExact(READING.toMillis()));
    request.setNumberOfRetries(TRIES);
    // The credentials' handler of a 401 would give the token to whoever a redirect leads to.
    request.setFollowRedirects(false);
    // Its warnings repeat what the exception says.
    request.setLoggingEnabled(false);
    request.setInterceptor(_ -> requests++);
    request.setIOExceptionHandler(new HttpBackOffIOExceptionHandler(pauses()));
    request.setUnsuccessfulResponseHandler(new Answers(credentials, pauses()));
  }

  private static ExponentialBackOff pauses() {
    return new ExponentialBackOff.Builder()
        .setInitialIntervalMillis(1000)
        .setMultiplier(1.3)
        .setMaxIntervalMillis(10_000)
        .setRandomizationFactor(0.1)
        .build();
  }

  private record Answers(Optional<HttpCredentialsAdapter> credentials, ExponentialBackOff pauses)
      implements HttpUnsuccessfulResponseHandler {
    @Override
    public boolean handleResponse(HttpRequest request, HttpResponse response, boolean again)
        throws IOException {
      if (credentials.isPresent() && credentials.get().handleResponse(request, response, again)) {
        // It has put itself in our place, and repeats nothing but a 401.
        request.setUnsuccessfulResponseHandler(this);
        return true;
      }
      int status = response.getStatusCode();
      if (!again || (status != 429 && status < 500)) {
        return false;
      }
      return pause(retryAfter(response).orElse(Duration.ofMillis(pauses.nextBackOffMillis())));
    }

    private static Optional<Duration> retryAfter(HttpResponse response) {
      String seconds = response.getHeaders().getRetryAfter();
      return Optional.ofNullable(seconds)
          .filter(text -> text.matches("\\d{1,6}"))
          .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    /// A server that asks for more patience than a job has is not asked again.
    private static boolean pause(Duration duration) {
      if (duration.compareTo(LONGEST_PAUSE) > 0) {
        return false;
      }
      try {
        Thread.sleep(duration);
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
