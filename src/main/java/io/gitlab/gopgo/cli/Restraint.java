package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.deliver.Target;
import io.gitlab.gopgo.deliver.TargetState;
import io.gitlab.gopgo.judge.Finding;
import io.gitlab.gopgo.report.Proposal;
import io.gitlab.gopgo.report.ServiceResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Takes back proposals that would bother people for nothing, or undo what they did.
///
/// A file that somebody holds is left alone. And where a merge request says the same as the new
/// profiles, within noise and for all services of the change, it stays as it is: a push would cost
/// it its approvals. One that was closed is an answer for each service that it spoke of, until
/// there is something new to say of that service.
record Restraint(Settings settings, Map<Target, Refresh.Reading> readings) {

  /// The results, with kept instead of proposed where nothing should be written.
  List<ServiceResult> apply(List<ServiceResult> results) {
    List<ServiceResult> restrained = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      Settings.Service service = settings.services().get(i);
      restrained.add(withoutClosed(withoutHeld(results.get(i), service), service));
    }
    Map<Target, List<Integer>> proposals = new LinkedHashMap<>();
    for (int i = 0; i < restrained.size(); i++) {
      if (Proposal.of(restrained.get(i)).isPresent()) {
        proposals
            .computeIfAbsent(settings.services().get(i).to().target(), _ -> new ArrayList<>())
            .add(i);
      }
    }
    proposals.forEach((target, services) -> restrain(target, services, restrained));
    return restrained;
  }

  /// The targets whose branch somebody edited, so that a new profile can't be delivered.
  Map<Target, TargetState.Hold> edited(List<ServiceResult> results) {
    Map<Target, TargetState.Hold> edited = new LinkedHashMap<>();
    for (int i = 0; i < results.size(); i++) {
      if (Proposal.of(results.get(i)).isPresent()) {
        Target target = settings.services().get(i).to().target();
        settings.services().get(i).to().files().stream()
            .flatMap(file -> hold(target, file).stream())
            .filter(hold -> hold.rule().equals(TargetState.Hold.EDITED))
            .forEach(hold -> edited.put(target, hold));
      }
    }
    return edited;
  }

  private ServiceResult withoutHeld(ServiceResult result, Settings.Service service) {
    Optional<TargetState.Hold> hold =
        service.to().files().stream()
            .flatMap(file -> hold(service.to().target(), file).stream())
            .findFirst();
    return hold.isEmpty() ? result : kept(result, hold.get().rule(), hold.get().sentence());
  }

  private Optional<TargetState.Hold> hold(Target target, String file) {
    return readings.get(target) instanceof Refresh.Reading.Had had
        ? Optional.ofNullable(had.state().holds().get(file))
        : Optional.empty();
  }

  /// One whose last word somebody closed, and which has nothing else to say.
  private ServiceResult withoutClosed(ServiceResult result, Settings.Service service) {
    List<TargetState.Word> words =
        readings.get(service.to().target()) instanceof Refresh.Reading.Had had
            ? service.to().files().stream()
                .flatMap(file -> Optional.ofNullable(had.state().words().get(file)).stream())
                .toList()
            : List.of();
    return !words.isEmpty()
            && words.stream().noneMatch(TargetState.Word::isOpen)
            && isSettled(result)
        ? kept(
            result,
            "closed",
            "%s proposed the same within noise and was closed; its label `recreate` would open a new one"
                .formatted(words.getFirst().reference()))
        : result;
  }

  /// @param services the numbers of those that are proposed for the target
  private void restrain(Target target, List<Integer> services, List<ServiceResult> results) {
    Optional<TargetState.Request> open =
        readings.get(target) instanceof Refresh.Reading.Had had
            ? had.state().open()
            : Optional.empty();
    if (open.filter(TargetState.Request::isComplete).isPresent()
        && services.stream().allMatch(i -> isSettled(results.get(i)))) {
      for (int i : services) {
        results.set(
            i,
            kept(
                results.get(i),
                "open",
                "%s proposes the same within noise".formatted(open.get().reference())));
      }
    }
  }

  private static boolean isSettled(ServiceResult result) {
    return switch (result.outcome()) {
      case ServiceResult.Failed _ -> false;
      case ServiceResult.Judged judged -> judged.isRequested();
    };
  }

  private static ServiceResult kept(ServiceResult result, String rule, String sentence) {
    return Proposal.of(result)
        .map(proposal ->
            result.with(
                proposal.judged(),
                proposal
                    .verdict()
                    .kept(new Finding(rule, Finding.Level.NOTE, "", "", sentence, ""))))
        .orElse(result);
  }
}
