package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.judge.Committed;
import io.gitlab.gopgo.merge.Intake;
import io.gitlab.gopgo.merge.Merge;
import io.gitlab.gopgo.merge.MergeException;
import io.gitlab.gopgo.merge.Merged;
import io.gitlab.gopgo.pprof.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads what a target has as profiles, with the names of the new one, so that they can be
/// compared.
///
/// @param inflatedLimit the most bytes that a file may inflate to
record CommittedProfiles(Names names, long inflatedLimit) {
  /// One for each path.
  List<Committed> read(List<String> paths, Map<String, byte[]> contents) throws MergeException {
    List<Committed> profiles = new ArrayList<>();
    for (String path : paths) {
      byte[] content = contents.get(path);
      profiles.add(content == null ? new Committed.Missing(path) : read(path, content));
    }
    return List.copyOf(profiles);
  }

  private Committed read(String path, byte[] content) throws MergeException {
    Merge merge = new Merge(names, inflatedLimit);
    return switch (merge.add(path, content, 0)) {
      case Intake.LeftOut leftOut ->
          new Committed.Useless(path, content.length, leftOut.flaw() + ", " + leftOut.why());
      case Intake.Taken _ -> {
        Merged profile = merge.finish();
        yield profile.table().total() == 0
            ? new Committed.Useless(path, content.length, "it holds no calls")
            : new Committed.Usable(path, content.length, profile);
      }
    };
  }
}
