package io.gitlab.gopgo.deliver;

import io.gitlab.gopgo.gitlab.GitLabException;
import io.gitlab.gopgo.gitlab.GitLabProject;
import io.gitlab.gopgo.gitlab.MergeRequest;
import io.gitlab.gopgo.gitlab.Note;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Lets a merge request merge by itself, where the settings ask for it.
///
/// GitLab ends auto-merge when a branch gets new commits, so it is set again after each of ours.
/// Somebody who cancels it is respected for the rest of the request's life.
final class AutoMerge {
  /// Statuses that pass by themselves in seconds: GitLab still computes, or the pipeline of the new
  /// commit doesn't exist yet.
  private static final Set<String> PASSING =
      Set.of(
          "unchecked",
          "checking",
          "preparing",
          "approvals_syncing",
          "ci_must_pass",
          "ci_still_running",
          "mergeable");

  /// With doubling pauses from a quarter of a second on: a quarter of a minute.
  private static final int TRIES = 7;

  /// Auto-merge waits for a pipeline; where there is none, nothing is going to change. GitLab makes
  /// one within a second or two of a commit, and a project without CI shall not cost every run the
  /// whole time: four seconds.
  private static final int TRIES_WITHOUT_PIPELINE = 5;

  private static final Duration PAUSE = Duration.ofMillis(250);

  private AutoMerge() {}

  /// Sets it, unless it is set or somebody cancelled it; why that failed, as a sentence.
  ///
  /// @param tip the source branch's head, of which GitLab's merge request learns a moment later
  static Optional<String> set(GitLabProject project, MergeRequest request, String tip)
      throws GitLabException {
    MergeRequest now = request;
    if (now.autoMerge() || isCancelled(project.notes(request))) {
      return Optional.empty();
    }
    String words = "";
    Duration pause = PAUSE;
    for (int tried = 1; tried <= TRIES; tried++) {
      now = project.again(request);
      if (now.autoMerge() || now.state() != MergeRequest.State.OPEN) {
        return Optional.empty();
      }
      boolean isCurrent = now.head().equals(tip);
      if (isCurrent && !isComputing(now.status())) {
        try {
          project.mergeWhenReady(now);
          return Optional.empty();
        } catch (GitLabException e) {
          if (!e.isRefusal()) {
            throw e;
          }
          words = "; " + e.getMessage();
          if (!e.isNotYet()) {
            break;
          }
          if (now.status().equals("mergeable") && tried >= TRIES_WITHOUT_PIPELINE) {
            words += "; it waits for a pipeline, and GitLab has none for this merge request";
            break;
          }
        }
      }
      if (isCurrent && !PASSING.contains(now.status())) {
        break;
      }
      if (tried < TRIES) {
        sleep(pause);
        pause = pause.multipliedBy(2);
      }
    }
    return Optional.of(
        "auto-merge of %s can't be set: its status is %s%s"
            .formatted(request.reference(), now.status(), words));
  }

  private static boolean isComputing(String status) {
    return Set.of("unchecked", "checking", "preparing", "approvals_syncing").contains(status);
  }

  /// By GitLab's own words: it writes "enabled an automatic merge", "aborted the automatic merge
  /// because …" for a push, and this for a person.
  private static boolean isCancelled(List<Note> notes) {
    return notes.stream()
        .anyMatch(
            note -> note.isSystem() && note.body().startsWith("canceled the automatic merge"));
  }

  private static void sleep(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
