package io.gitlab.gopgo.deliver;

import io.gitlab.gopgo.gitlab.GitLabException;
import io.gitlab.gopgo.gitlab.GitLabProject;
import io.gitlab.gopgo.gitlab.MergeRequest;
import io.gitlab.gopgo.pprof.ProfileFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Our last word on each file, as a project's merge requests have it.
///
/// @param requests the source branch's, newest first
/// @param changed what the source branch changes by now; none for a job's token, which may not ask
record LastWords(GitLabProject project, List<MergeRequest> requests, Set<String> changed) {

  /// The open request, which may be an old one that somebody opened again.
  Optional<MergeRequest> open() {
    return requests.stream()
        .filter(request -> request.state() == MergeRequest.State.OPEN)
        .findFirst();
  }

  /// Whether the open request may hold something for a file.
  boolean isNamed(String file) {
    return open()
        .filter(request ->
            changed.contains(file) || Marker.hashes(request.description()).containsKey(file))
        .isPresent();
  }

  /// What the open request proposes and an update takes out, because nobody names it any more.
  ///
  /// @param named the files of all services that may have a part in the request
  Optional<String> strangers(Set<String> named) {
    Set<String> strangers = new TreeSet<>(changed);
    strangers.removeAll(named);
    return strangers.isEmpty()
        ? Optional.empty()
        : open()
            .map(request ->
                """
                %s also proposes %s, which no enabled service of these settings delivers: an update \
                takes it out; should other settings deliver to this branch, too, give one of them a \
                `mergeRequest.branchPrefix` of its own\
                """
                    .formatted(request.reference(), String.join(", ", strangers)));
  }

  /// What the open request proposes, else what the newest one proposed that named the file, if
  /// somebody closed it.
  Map<String, TargetState.Word> of(List<String> files) throws GitLabException {
    Map<String, TargetState.Word> words = new HashMap<>();
    for (String file : files) {
      Optional<TargetState.Word> word = openWord(file);
      if (word.isEmpty()) {
        word = closedWord(file);
      }
      word.ifPresent(last -> words.put(file, last));
    }
    return words;
  }

  /// Whether the open request's description speaks of the files that it has. One without markers
  /// was emptied by somebody, which is their choice.
  static boolean isComplete(
      MergeRequest open, List<String> files, Map<String, TargetState.Word> words) {
    Map<String, String> told = Marker.hashes(open.description());
    return told.isEmpty()
        || files.stream()
            .allMatch(file -> {
              TargetState.Word word = words.get(file);
              String found =
                  word != null && word.isOpen() ? ProfileFile.contentHash(word.content()) : "";
              return told.getOrDefault(file, "").equals(found);
            });
  }

  /// A branch also holds what it doesn't change, as its start had it: an old profile of the target
  /// branch is no proposal.
  private Optional<TargetState.Word> openWord(String file) throws GitLabException {
    if (!isNamed(file)) {
      return Optional.empty();
    }
    MergeRequest request = open().orElseThrow();
    String hash = Marker.hashes(request.description()).get(file);
    return word(request, file)
        .filter(
            word -> changed.contains(file) || ProfileFile.contentHash(word.content()).equals(hash));
  }

  private Optional<TargetState.Word> closedWord(String file) throws GitLabException {
    Optional<MergeRequest> last =
        requests.stream()
            .filter(request -> request.state() != MergeRequest.State.OPEN)
            .filter(request -> {
              Set<String> named = Marker.hashes(request.description()).keySet();
              return named.isEmpty() || named.contains(file);
            })
            .findFirst()
            .filter(request -> request.state() == MergeRequest.State.CLOSED)
            .filter(request -> !request.labels().contains(Holds.RECREATE));
    return last.isEmpty() ? Optional.empty() : word(last.get(), file);
  }

  private Optional<TargetState.Word> word(MergeRequest request, String file)
      throws GitLabException {
    return project
        .file(file, request.ref())
        .map(content ->
            new TargetState.Word(
                request.reference(), request.state() == MergeRequest.State.OPEN, content));
  }
}
