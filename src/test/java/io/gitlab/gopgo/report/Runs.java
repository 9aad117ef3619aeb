package io.gitlab.gopgo.report;

import io.gitlab.gopgo.collect.Collected;
import io.gitlab.gopgo.collect.Collected.Spooled;
import io.gitlab.gopgo.collect.LeftOut;
import io.gitlab.gopgo.collect.Origin;
import io.gitlab.gopgo.collect.ProfileHash;
import io.gitlab.gopgo.collect.Window;
import io.gitlab.gopgo.deliver.Visit;
import io.gitlab.gopgo.judge.Committed;
import io.gitlab.gopgo.judge.Judge;
import io.gitlab.gopgo.judge.Thresholds;
import io.gitlab.gopgo.judge.Verdict;
import io.gitlab.gopgo.merge.Intake;
import io.gitlab.gopgo.merge.Merge;
import io.gitlab.gopgo.merge.MergeException;
import io.gitlab.gopgo.merge.Merged;
import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.ProfileReader;
import io.gitlab.gopgo.testing.FoldedProfile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One service's way through merge and judge, from profiles written as folded stacks.
final class Runs {
  private final String service;
  private final Names names = new Names();
  private final Merge merge = new Merge(names, ProfileReader.DEFAULT_LIMIT);
  private final List<Spooled> profiles = new ArrayList<>();
  private final List<LeftOut> leftOut = new ArrayList<>();
  private final List<Committed> committed = new ArrayList<>();
  private Window window = Window.ALL;

  private Runs(String service) {
    this.service = service;
  }

  static Runs of(String service) {
    return new Runs(service);
  }

  /// The days from which profiles are taken.
  Runs window(String text) {
    window = Window.parse(text, Instant.EPOCH).orElseThrow();
    return this;
  }

  /// A profile that is taken; every other one goes to the second half.
  Runs profile(String name, FoldedProfile profile) {
    return profile(name, profile.bytes());
  }

  Runs profile(String name, byte[] bytes) {
    int half = profiles.size() % 2;
    switch (merge.add(name, bytes, half)) {
      case Intake.Taken _ ->
          profiles.add(
              new Spooled(
                  Path.of("spool"),
                  new Origin(name, Map.of(), Optional.empty()),
                  ProfileHash.of(bytes)));
      case Intake.LeftOut(var flaw, String why) ->
          leftOut.add(new LeftOut(name, flaw.toString(), why));
    }
    return this;
  }

  Runs leftOut(String name, String reason, String detail) {
    leftOut.add(new LeftOut(name, reason, detail));
    return this;
  }

  /// What stands at a path of the service, as refresh itself wrote it earlier.
  Runs committed(String path, String stacks) throws MergeException {
    return committed(path, FoldedProfile.of(stacks).bytes());
  }

  Runs committed(String path, byte[] profile) throws MergeException {
    Merge one = new Merge(names, ProfileReader.DEFAULT_LIMIT);
    switch (one.add(path, profile, 0)) {
      case Intake.Taken _ -> {
        Merged merged = one.finish();
        committed.add(new Committed.Usable(path, merged.compact().length, merged));
      }
      case Intake.LeftOut(var flaw, String why) ->
          committed.add(new Committed.Useless(path, profile.length, flaw + ", " + why));
    }
    return this;
  }

  Runs missing(String path) {
    committed.add(new Committed.Missing(path));
    return this;
  }

  /// The judged service of the project `shop`.
  ServiceResult result() throws MergeException {
    Merged merged = merge.finish();
    Verdict verdict = new Judge(Thresholds.DEFAULT).judge(merged, committed);
    return new ServiceResult(
        service,
        "shop",
        committed.stream().map(Committed::path).toList(),
        new ServiceResult.Judged(
            window,
            false,
            new Collected(profiles, profiles.size() + leftOut.size(), leftOut),
            merged,
            committed,
            verdict,
            false,
            verdict instanceof Verdict.Withheld ? new byte[0] : merged.compact(),
            false),
        Visit.NONE);
  }

  Proposal proposal() throws MergeException {
    ServiceResult result = result();
    return Proposal.of(result).orElseThrow(() -> new AssertionError(ClosingTable.why(result)));
  }

  static ServiceResult failed(String service, String message) {
    return new ServiceResult(
        service, "shop", List.of("default.pgo"), new ServiceResult.Failed(message), Visit.NONE);
  }
}
