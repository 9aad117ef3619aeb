package io.gitlab.gopgo.collect.merged;

import io.gitlab.gopgo.collect.http.Call;
import io.gitlab.gopgo.collect.http.Credentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A server that merges the profiles of a query over a time.
///
/// @see Pyroscope
/// @see Parca
sealed interface Profiler permits Pyroscope, Parca {
  /// The request for a merged profile.
  ///
  /// @param query in the server's language, such as `{service_name="api"}`
  Call call(String query, Slice slice, Credentials credentials, Duration timeout);

  /// Makes a profile of the answer in a file, in its place.
  ///
  /// @param limit the most bytes of it
  /// @return how much of the time the answer tells to be of
  Optional<Duration> unpack(Path answer, Slice asked, long limit) throws IOException;
}
