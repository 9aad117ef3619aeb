package io.gitlab.gopgo.deliver;

import io.gitlab.gopgo.gitlab.GitLabException;
import io.gitlab.gopgo.gitlab.GitLabProject;
import io.gitlab.gopgo.gitlab.MergeRequest;
import io.gitlab.gopgo.pprof.ProfileFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What people did that a refresh must not undo.
final class Holds {
  /// A label by which people say that a closed or undone change is wanted again.
  static final String RECREATE = "recreate";

  private Holds() {}

  /// All files of a branch whose open merge request somebody sent to another branch: a push would
  /// change what is proposed there.
  ///
  /// @param requests the branch's, whatever their target
  static Map<String, TargetState.Hold> retargeted(
      String target, List<MergeRequest> requests, List<String> files) {
    Map<String, TargetState.Hold> holds = new HashMap<>();
    for (MergeRequest request : requests) {
      if (request.state() == MergeRequest.State.OPEN && !request.targetBranch().equals(target)) {
        for (String file : files) {
          holds.put(
              file,
              new TargetState.Hold(
                  "retargeted",
                  "Somebody let %s merge into %s instead of %s, so its branch is left alone: merge it, close it or send it back to go on."
                      .formatted(request.reference(), request.targetBranch(), target)));
        }
      }
    }
    return holds;
  }

  /// All files of a branch that somebody else committed to.
  ///
  /// GitLab closes the merge requests of a branch that is deleted, and a closed one is an answer:
  /// only its label takes that back.
  ///
  /// @param last the branch's last merge request
  static Map<String, TargetState.Hold> edited(
      String branch, Optional<MergeRequest> last, List<String> files) {
    String label =
        last.filter(request -> request.state() != MergeRequest.State.MERGED)
            .map(
                request -> " and put the label `%s` on %s".formatted(RECREATE, request.reference()))
            .orElse("");
    Map<String, TargetState.Hold> holds = new HashMap<>();
    for (String file : files) {
      holds.put(
          file,
          new TargetState.Hold(
              TargetState.Hold.EDITED,
              "Somebody else committed to %s, so it is left alone: merge it, or delete the branch%s to get a fresh one."
                  .formatted(branch, label)));
    }
    return holds;
  }

  /// The files whose profile was merged and taken back: they are gone, or again what they were
  /// before. One that somebody replaced by yet another is as good as any committed profile.
  ///
  /// The last one that delivered a file counts, however many came later for others.
  ///
  /// @param requests the branch's, newest first
  static Map<String, TargetState.Hold> undone(
      GitLabProject project,
      List<MergeRequest> requests,
      Map<String, byte[]> committed,
      List<String> files)
      throws GitLabException {
    Map<String, TargetState.Hold> holds = new HashMap<>();
    for (String file : files) {
      Optional<MergeRequest> last =
          requests.stream()
              .filter(request -> request.state() == MergeRequest.State.MERGED)
              .filter(request -> Marker.hashes(request.description()).containsKey(file))
              .findFirst()
              .filter(request -> !request.labels().contains(RECREATE));
      if (last.isPresent() && isTakenBack(project, last.get(), file, committed.get(file))) {
        holds.put(
            file,
            new TargetState.Hold(
                "undone",
                "%s was merged, but its profile is no longer there: somebody took it back. Put the label `%s` on %s to go on."
                    .formatted(last.get().reference(), RECREATE, last.get().reference())));
      }
    }
    return holds;
  }

  private static boolean isTakenBack(
      GitLabProject project, MergeRequest merged, String file, byte @Nullable [] content)
      throws GitLabException {
    if (content == null) {
      return true;
    }
    String told = Marker.hashes(merged.description()).get(file);
    return !ProfileFile.contentHash(content).equals(told)
        // A run that died behind its commit left the description of an earlier one.
        && !isAt(Optional.of(merged.ref()), project, file, content)
        && isAt(project.parent(merged.ref()), project, file, content);
  }

  private static boolean isAt(
      Optional<String> ref, GitLabProject project, String file, byte[] content)
      throws GitLabException {
    return ref.isPresent()
        && project
            .file(file, ref.get())
            .filter(there -> ProfileFile.sameContent(there, content))
            .isPresent();
  }
}
