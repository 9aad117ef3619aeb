package io.gitlab.gopgo.collect.merged;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gitlab.gopgo.collect.http.Call;
import io.gitlab.gopgo.collect.http.Credentials;
import io.gitlab.gopgo.collect.http.Urls;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/// Parca, and Polar Signals with the same API: a query over HTTP, a profile in Base64 within JSON.
///
/// @param project of Polar Signals; empty for Parca, which has none
record Parca(String url, String type, String project) implements Profiler {
  @Override
  public Call call(String query, Slice slice, Credentials credentials, Duration timeout) {
    String parameters =
        "mode=MODE_MERGE&report_type=REPORT_TYPE_PPROF&merge.query=%s&merge.start=%s&merge.end=%s"
            .formatted(
                Urls.encoded(type + query),
                Urls.encoded(slice.from().toString()),
                Urls.encoded(slice.to().toString()));
    Call call =
        Call.get(URI.create(url + "/api/profiles/query?" + parameters), credentials, timeout);
    return project.isEmpty() ? call : call.with("projectID", project);
  }

  @Override
  public Optional<Duration> unpack(Path answer, Slice asked, long limit) throws IOException {
    Files.write(answer, profile(Files.readAllBytes(answer)));
    return Optional.empty();
  }

  /// What is no such answer is kept as it is: whoever reads it will say that it is no profile.
  private static byte[] profile(byte[] answer) throws IOException {
    try {
      JsonNode json = new ObjectMapper().readTree(answer);
      return Base64.getDecoder().decode(json.path("pprof").asText());
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return answer;
    }
  }
}
