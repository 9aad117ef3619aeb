package io.gitlab.gopgo.collect.merged;

import io.gitlab.gopgo.collect.http.Call;
import io.gitlab.gopgo.collect.http.Credentials;
import io.gitlab.gopgo.collect.http.HttpFailure;
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
  /// @param call what was asked
  /// @param limit the most bytes that a profile may inflate to
  /// @throws HttpFailure if the answer says no
  Unpacked unpack(Path answer, Call call, Slice asked, long limit) throws IOException;

  /// What an answer tells beside its profile.
  ///
  /// @param ifEmpty what may be behind a profile without samples
  /// @param covered how much of the time it tells to be of; empty where it doesn't tell
  record Unpacked(String ifEmpty, Optional<Duration> covered) {
    static Unpacked of(String ifEmpty) {
      return new Unpacked(ifEmpty, Optional.empty());
    }
  }
}
