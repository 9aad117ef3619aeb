package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.deliver.Target;
import io.gitlab.gopgo.deliver.TargetState;
import io.gitlab.gopgo.deliver.Visit;
import io.gitlab.gopgo.report.MergeRequest;
import io.gitlab.gopgo.report.Proposal;
import io.gitlab.gopgo.report.ServiceResult;
import io.gitlab.gopgo.report.Standing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The last stage of a run: one change per target. A target that fails takes its own services with
/// it and no others.
record Deliveries(
    Settings settings, Map<Target, Refresh.Reading> readings, Delivery delivery, Console console) {

  /// How a visit ended.
  private sealed interface Ending {
    record Done(Visit visit) implements Ending {}

    record Failed(String message) implements Ending {}
  }

  private interface Errand {
    Visit run() throws IOException;
  }

  void explain(Map<Target, TargetState.Hold> edited) {
    edited.forEach((target, hold) -> {
      try {
        delivery.explain(target, hold);
      } catch (IOException | RuntimeException e) {
        console.complain("%s: %s".formatted(target.project(), Errors.words(e)));
      }
    });
  }

  /// The results after their delivery.
  ///
  /// @param results in the settings' order
  List<ServiceResult> deliver(List<ServiceResult> results) {
    Map<Target, List<Proposal>> proposals = new LinkedHashMap<>();
    for (int i = 0; i < results.size(); i++) {
      List<Proposal> ofTarget = proposals.computeIfAbsent(target(i), _ -> new ArrayList<>());
      Proposal.of(results.get(i)).ifPresent(ofTarget::add);
    }
    Map<Target, Ending> endings = new HashMap<>();
    proposals.forEach((target, ofTarget) -> endings.put(target, ending(target, ofTarget, results)));
    List<ServiceResult> delivered = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      ServiceResult result = results.get(i).after(Visit.counting(target(i).requests()));
      delivered.add(
          switch (endings.get(target(i))) {
            case Ending.Done done -> result.after(done.visit);
            case Ending.Failed failed ->
                Proposal.of(result).isPresent()
                    ? result.failed(failed.message)
                    : result.after(Visit.remarking(failed.message));
            case null -> result;
          });
    }
    return delivered;
  }

  private Target target(int service) {
    return settings.services().get(service).to().target();
  }

  private Ending ending(Target target, List<Proposal> proposals, List<ServiceResult> results) {
    if (!(readings.get(target) instanceof Refresh.Reading.Had had)) {
      return new Ending.Done(Visit.NONE);
    }
    TargetState state = had.state();
    if (!proposals.isEmpty()) {
      return run(
          target,
          () -> {
            List<Standing> standings = new Standings(settings).of(target, state, results);
            MergeRequest request = new MergeRequest(proposals, standings);
            return delivery.deliver(target, target.titled(request.change(state.branch())));
          });
    }
    boolean isTended = state.open().isPresent() && state.holds().isEmpty();
    return isTended ? run(target, () -> delivery.tend(target)) : new Ending.Done(Visit.NONE);
  }

  private static Ending run(Target target, Errand errand) {
    try {
      return new Ending.Done(errand.run());
    } catch (IOException e) {
      return new Ending.Failed("%s: %s".formatted(target.project(), Errors.words(e)));
    } catch (RuntimeException e) {
      return new Ending.Failed("%s: %s".formatted(target.project(), Errors.bug(e)));
    }
  }
}
