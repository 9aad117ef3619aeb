package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.deliver.Target;
import io.gitlab.gopgo.deliver.TargetState;
import io.gitlab.gopgo.judge.Committed;
import io.gitlab.gopgo.judge.Verdict;
import io.gitlab.gopgo.merge.MergeException;
import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.ProfileFile;
import io.gitlab.gopgo.report.ServiceResult;
import io.gitlab.gopgo.report.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The proposals of an open merge request that a run has nothing better for.
///
/// A change is one commit with all of its files, so whatever isn't in it is gone from the merge
/// request. A run without a service, or one whose source failed, must not take back what an earlier
/// run found for it. Where this run found that the committed profile will do, it may.
record Standings(Settings settings) {

  /// What stays of a target's open merge request beside the new proposals.
  ///
  /// @param results in the settings' order
  List<Standing> of(Target target, TargetState state, List<ServiceResult> results) {
    List<Settings.Service> services = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      if (isWithoutAnswer(results.get(i))) {
        services.add(settings.services().get(i));
      }
    }
    services.addAll(settings.aside());
    return services.stream()
        .filter(service -> service.to().target().equals(target))
        .flatMap(service -> standing(service, state).stream())
        .toList();
  }

  private static boolean isWithoutAnswer(ServiceResult result) {
    return switch (result.outcome()) {
      case ServiceResult.Failed _ -> true;
      case ServiceResult.Judged judged ->
          switch (judged.verdict()) {
            case Verdict.Withheld _ -> true;
            case Verdict.Proposed _, Verdict.Kept _ -> false;
          };
    };
  }

  private Optional<Standing> standing(Settings.Service service, TargetState state) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    for (String file : service.to().files()) {
      TargetState.Word word = state.words().get(file);
      if (word != null && word.isOpen() && isWanted(file, word, state)) {
        files.put(file, word.content());
      }
    }
    return files.isEmpty() ? Optional.empty() : standing(service.name(), files, state);
  }

  /// Not where the target has it by now, nor where it may not go.
  private static boolean isWanted(String file, TargetState.Word word, TargetState state) {
    byte[] committed = state.committed().get(file);
    return !state.holds().containsKey(file)
        && !state.broken().containsKey(file)
        && (committed == null || !ProfileFile.sameContent(committed, word.content()));
  }

  private Optional<Standing> standing(
      String service, SortedMap<String, byte[]> files, TargetState state) {
    CommittedProfiles reader = new CommittedProfiles(new Names(), settings.inflatedLimit());
    String first = files.firstKey();
    try {
      Committed proposed = reader.read(List.of(first), Map.of(first, files.get(first))).getFirst();
      Committed committed = reader.read(List.of(first), state.committed()).getFirst();
      return proposed instanceof Committed.Usable usable
          ? Optional.of(new Standing(service, files, usable, committed))
          : Optional.empty();
    } catch (MergeException e) {
      return Optional.empty();
    }
  }
}
