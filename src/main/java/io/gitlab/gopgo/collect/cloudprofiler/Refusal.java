package io.gitlab.gopgo.collect.cloudprofiler;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpResponseException;
import io.gitlab.gopgo.collect.http.Origins;
import java.net.URI;
import java.util.Optional;

/// Answers that say no, in words for people.
final class Refusal {
  private Refusal() {}

  /// Google's own words, and what helps.
  static String words(String project, String url, HttpResponseException e) {
    if (e.getStatusCode() / 100 == 3) {
      return "cloud-profiler/%s answered %d with a redirect to %s, which isn't followed: the credentials are for %s alone; check `url`, and whether a proxy wants a login"
          .formatted(
              project,
              e.getStatusCode(),
              Origins.words(
                  URI.create(url), Optional.ofNullable(e.getHeaders().getLocation()).orElse("")),
              url);
    }
    String message =
        e instanceof GoogleJsonResponseException json && json.getDetails() != null
            ? String.valueOf(json.getDetails().getMessage())
            : "an answer without a reason";
    boolean isDisabled =
        message.contains("has not been used in project") || message.contains("is disabled");
    String hint =
        switch (e.getStatusCode()) {
          case 401 -> "; Google doesn't know these credentials";
          case 403 ->
              isDisabled
                  ? "; enable it: gcloud services enable cloudprofiler.googleapis.com --project="
                      + project
                  : "; needs the role roles/cloudprofiler.viewer in the project " + project;
          case 404 -> "; is there a project %s?".formatted(project);
          case 429 ->
              "; list requests have a quota per day: the position is saved, and a later run goes on from there";
          default -> "";
        };
    return "cloud-profiler/%s answered %d: %s%s"
        .formatted(project, e.getStatusCode(), message.strip(), hint);
  }
}
