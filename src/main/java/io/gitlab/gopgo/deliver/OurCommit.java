package io.gitlab.gopgo.deliver;

import io.gitlab.gopgo.gitlab.GitLabException;
import io.gitlab.gopgo.gitlab.GitLabProject;
import io.gitlab.gopgo.gitlab.MergeRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The one commit by which a source branch is ahead, and how to tell it from other people's.
final class OurCommit {
  /// The last line of every commit of ours; persisted in people's projects, it doesn't change.
  private static final String TRAILER = "Go-Pgo: v1";

  /// A paragraph that git takes for trailers: ours then joins it.
  private static final Pattern TRAILERS =
      Pattern.compile("(?s).*\\n\\n([A-Za-z][A-Za-z0-9-]*: [^\\n]+\\n?)+");

  private OurCommit() {}

  /// The message with our trailer.
  static String message(String words) {
    return words + (TRAILERS.matcher(words).matches() ? "\n" : "\n\n") + TRAILER;
  }

  /// What the source branch has; empty where there is none.
  static Optional<GitLabProject.Lead> lead(GitLabProject project, String start, String source)
      throws GitLabException {
    Optional<String> head = project.head(source);
    return head.isEmpty() ? Optional.empty() : Optional.of(project.lead(start, head.get()));
  }

  /// Whether nobody else's work is on the source branch: it has one commit of ours, with profiles
  /// alone. Amending keeps a commit's message, so the trailer alone proves nothing.
  ///
  /// @param named files that are profiles whatever their names, beside those that requests name
  static boolean isAll(GitLabProject.Lead lead, Set<String> named, List<MergeRequest> requests) {
    Predicate<String> isProfile =
        path ->
            path.endsWith(".pgo")
                || named.contains(path)
                || requests.stream()
                    .anyMatch(request -> Marker.hashes(request.description()).containsKey(path));
    return lead.messages().size() <= 1
        && lead.messages().stream()
            .allMatch(message -> message.stripTrailing().endsWith("\n" + TRAILER))
        && lead.paths().stream().allMatch(isProfile);
  }

  /// Read again just before the branch is overwritten; a commit that arrives in between is the
  /// remaining race, and stays reachable through the merge request's older versions.
  static void requireAll(GitLabProject project, String start, Change change) throws IOException {
    Optional<GitLabProject.Lead> lead = lead(project, start, change.branch());
    if (lead.isPresent()
        && !isAll(lead.get(), change.files().keySet(), project.mergeRequests(change.branch()))) {
      throw new IOException(
          "%s: somebody committed to %s meanwhile; it is left alone"
              .formatted(project.about().path(), change.branch()));
    }
  }
}
