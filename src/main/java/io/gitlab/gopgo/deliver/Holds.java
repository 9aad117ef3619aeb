package io.gitlab.gopgo.deliver;

import io.gitlab.gopgo.gitlab.MergeRequest;
import io.gitlab.gopgo.pprof.ProfileFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What people did that a refresh must not undo.
final class Holds {
  /// A label by which people say that a closed or undone change is wanted again.
  static final String RECREATE = "recreate";

  private Holds() {}

  /// All files of a branch that somebody else committed to.
  static Map<String, TargetState.Hold> edited(String branch, List<String> files) {
    Map<String, TargetState.Hold> holds = new HashMap<>();
    for (String file : files) {
      holds.put(
          file,
          new TargetState.Hold(
              TargetState.Hold.EDITED,
              "Somebody else committed to %s, so it is left alone. Merge it, or delete the branch to get a fresh one."
                  .formatted(branch)));
    }
    return holds;
  }

  /// The files whose profile was merged and isn't there any more: somebody took it back.
  ///
  /// @param requests the branch's, newest first
  static Map<String, TargetState.Hold> undone(
      List<MergeRequest> requests, Map<String, byte[]> committed, List<String> files) {
    Optional<MergeRequest> last =
        requests.stream()
            .filter(request -> request.state() != MergeRequest.State.CLOSED)
            .findFirst()
            .filter(request -> request.state() == MergeRequest.State.MERGED)
            .filter(request -> !request.labels().contains(RECREATE));
    Map<String, TargetState.Hold> holds = new HashMap<>();
    if (last.isEmpty()) {
      return holds;
    }
    Map<String, String> delivered = Marker.hashes(last.get().description());
    for (String file : files) {
      String hash = delivered.get(file);
      byte[] content = committed.get(file);
      if (hash != null && (content == null || !hash.equals(ProfileFile.contentHash(content)))) {
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
}
