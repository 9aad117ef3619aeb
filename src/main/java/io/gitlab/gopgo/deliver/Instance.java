package io.gitlab.gopgo.deliver;

import io.gitlab.gopgo.gitlab.GitLab;
import io.gitlab.gopgo.gitlab.GitLabProject;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// A GitLab installation of the settings.
///
/// @param name its name there
/// @param today the day of the run, for how long its token will do
record Instance(String name, GitLab gitlab, LocalDate today) {
  /// Time enough for somebody to read of it in two weekly runs.
  private static final int DAYS_OF_WARNING = 14;

  /// A warning about a token that ends soon.
  Optional<String> expiry(GitLabProject project) {
    return gitlab
        .tokenExpiry(project)
        .filter(day -> ChronoUnit.DAYS.between(today, day) <= DAYS_OF_WARNING)
        .map(day ->
            "the token in %s for the GitLab %s expires on %s; rotate it before, or refreshes will fail"
                .formatted(gitlab.token().variable(), name, day));
  }
}
