package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.collect.Answer;
import io.gitlab.gopgo.collect.Collected;
import io.gitlab.gopgo.collect.LeftOut;
import io.gitlab.gopgo.collect.Pass;
import io.gitlab.gopgo.config.SettingsException;
import io.gitlab.gopgo.deliver.Target;
import io.gitlab.gopgo.deliver.TargetState;
import io.gitlab.gopgo.deliver.Visit;
import io.gitlab.gopgo.judge.Committed;
import io.gitlab.gopgo.judge.Coverage;
import io.gitlab.gopgo.judge.Judge;
import io.gitlab.gopgo.judge.Verdict;
import io.gitlab.gopgo.merge.Deal;
import io.gitlab.gopgo.merge.Input;
import io.gitlab.gopgo.merge.Intake;
import io.gitlab.gopgo.merge.MergeException;
import io.gitlab.gopgo.merge.Merged;
import io.gitlab.gopgo.merge.WeighedMerge;
import io.gitlab.gopgo.pgo.Fitness;
import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.ProfileFile;
import io.gitlab.gopgo.report.ServiceResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One run of the main job: collect, merge, read the target, judge, render, deliver.
///
/// The services share the pass over a source and nothing else: what breaks for one of them becomes
/// its result, and the others go on.
final class Refresh {
  private final Settings settings;
  private final Console console;
  private final Supply supply;

  Refresh(Settings settings, Supply supply, Console console) {
    this.settings = settings;
    this.supply = supply;
    this.console = console;
  }

  /// The result of every service, in the settings' order.
  List<ServiceResult> run(Delivery delivery) {
    supply.collect(
        settings.services().stream()
            .filter(service -> service.to().target().obstacle().isEmpty())
            .toList());
    Map<Target, Reading> readings = readTargets();
    List<ServiceResult> results = new ArrayList<>();
    for (Settings.Service service : settings.services()) {
      console.progress(
          "judging %s".formatted(service.name()), results.size(), settings.services().size());
      results.add(result(service, isolated(service, readings), readings));
    }
    Restraint restraint = new Restraint(settings, readings);
    List<ServiceResult> restrained = restraint.apply(results);
    Deliveries deliveries = new Deliveries(settings, readings, delivery, console);
    deliveries.explain(restraint.edited(results));
    return deliveries.deliver(restrained);
  }

  /// What the passes over servers cost, by source.
  Map<String, Pass.Listing> listings() {
    return supply.listings();
  }

  /// A mistake of ours, too, must not keep the other services from being served.
  private ServiceResult.Outcome isolated(Settings.Service service, Map<Target, Reading> readings) {
    try {
      return outcome(service, readings);
    } catch (RuntimeException e) {
      return new ServiceResult.Failed(Errors.bug(e));
    }
  }

  /// What a target had, or how reading it failed.
  sealed interface Reading {
    record Had(TargetState state) implements Reading {}

    record Broke(String message) implements Reading {}
  }

  /// Reads each target once, for all its services.
  private Map<Target, Reading> readTargets() {
    Map<Target, List<String>> files = new LinkedHashMap<>();
    for (Settings.Service service : settings.services()) {
      files
          .computeIfAbsent(service.to().target(), _ -> new ArrayList<>())
          .addAll(service.to().files());
    }
    Map<Target, Reading> readings = new HashMap<>();
    Map<List<String>, Target> owners = new HashMap<>();
    files.forEach((target, wanted) -> {
      List<String> aside =
          settings.aside().stream()
              .filter(service -> service.to().target().equals(target))
              .flatMap(service -> service.to().files().stream())
              .toList();
      try {
        TargetState state = target.read(wanted, aside, settings.inflatedLimit());
        Target owner = owners.putIfAbsent(List.of(state.project(), state.branch()), target);
        readings.put(
            target,
            owner == null || state.branch().isEmpty()
                ? new Reading.Had(state)
                : new Reading.Broke(
                    "%s and %s are one project by now, with one branch %s for both; write its present path into `project` of all services"
                        .formatted(owner.project(), target.project(), state.branch())));
      } catch (IOException | SettingsException e) {
        readings.put(target, new Reading.Broke(Errors.words(e)));
      } catch (OutOfMemoryError e) {
        // A committed file may have any size, and GitLab gives it whole.
        readings.put(
            target,
            new Reading.Broke(
                "%s: reading its files takes more memory than Java has (-Xmx)"
                    .formatted(target.project())));
      } catch (RuntimeException e) {
        readings.put(target, new Reading.Broke(Errors.bug(e)));
      }
    });
    return readings;
  }

  private ServiceResult.Outcome outcome(Settings.Service service, Map<Target, Reading> readings) {
    return switch (readings.get(service.to().target())) {
      case Reading.Had had -> outcome(service, had.state);
      case Reading.Broke broke -> new ServiceResult.Failed(broke.message);
      case null -> throw new IllegalStateException("not read: " + service.to().target().project());
    };
  }

  private ServiceResult.Outcome outcome(Settings.Service service, TargetState state) {
    return switch (supply.of(service)) {
      case Answer.Gave gave -> outcome(service, gave, state);
      case Answer.Broke broke -> new ServiceResult.Failed(broke.message());
    };
  }

  private ServiceResult.Outcome outcome(
      Settings.Service service, Answer.Gave gave, TargetState state) {
    for (String file : service.to().files()) {
      String broken = state.broken().get(file);
      if (broken != null) {
        return new ServiceResult.Failed(broken);
      }
    }
    try {
      return judged(service, gave, state);
    } catch (MergeException e) {
      return new ServiceResult.Failed(Errors.words(e));
    }
  }

  private ServiceResult.Judged judged(Settings.Service service, Answer.Gave gave, TargetState state)
      throws MergeException {
    Collected chosen = gave.collected();
    Names names = new Names();
    WeighedMerge.Result merge =
        WeighedMerge.of(
            names,
            settings.inflatedLimit(),
            chosen.profiles().stream().map(profile -> candidate(profile, gave)).toList(),
            service.weighing());
    Collected collected = chosen;
    for (int i = 0; i < merge.dropped().size(); i++) {
      Collected.Spooled profile = chosen.profiles().get(i);
      if (merge.dropped().get(i).isPresent()) {
        WeighedMerge.Dropped why = merge.dropped().get(i).get();
        collected =
            collected.without(
                profile, new LeftOut(profile.origin().name(), why.reason(), why.why()));
      }
    }
    Merged merged = merge.merged();
    CommittedProfiles reader = new CommittedProfiles(names, settings.inflatedLimit());
    List<Committed> committed = reader.read(service.to().files(), state.committed());
    Judge judge = new Judge(service.thresholds());
    Verdict verdict =
        judge.judge(
            merged, committed, new Coverage(collected.shortfalls(), collected.isPartialAllowed()));
    boolean isRequested =
        verdict instanceof Verdict.Proposed
            && isSame(judge, merged, reader, service, state.words());
    // All services' results are kept until the end, so they hold no more than reports need.
    return new ServiceResult.Judged(
        service.window(),
        service.from().stream().anyMatch(feed -> settings.source(feed).isLive()),
        collected,
        merged.whole(),
        committed,
        verdict,
        isRequested,
        verdict instanceof Verdict.Withheld ? new byte[0] : merged.compact(),
        service.expectedWithheld());
  }

  private static boolean isSame(
      Judge judge,
      Merged merged,
      CommittedProfiles reader,
      Settings.Service service,
      Map<String, TargetState.Word> words) {
    Map<String, byte[]> contents = new HashMap<>();
    words.forEach((file, word) -> contents.put(file, word.content()));
    try {
      return judge.isWithinNoise(merged, reader.read(service.to().files(), contents));
    } catch (MergeException e) {
      return false;
    }
  }

  private WeighedMerge.Candidate candidate(Collected.Spooled profile, Answer.Gave gave) {
    String name = profile.origin().name();
    Fitness.Unfit unfit = gave.unfit().get(profile.hash());
    return new WeighedMerge.Candidate(
        unfit != null
            ? Input.unfit(name, new Intake.LeftOut(unfit.flaw(), unfit.why()))
            : new Input(
                name,
                Deal.part(profile.hash().bytes()),
                () -> ProfileFile.read(profile.file(), settings.inflatedLimit())),
        gave.sources().getOrDefault(profile.hash(), ""),
        profile.origin().labels().getOrDefault("version", ""),
        profile.origin().time());
  }

  private ServiceResult result(
      Settings.Service service, ServiceResult.Outcome outcome, Map<Target, Reading> readings) {
    Target target = service.to().target();
    Visit visit = readings.get(target) instanceof Reading.Had had ? had.state.visit() : Visit.NONE;
    return new ServiceResult(
        service.name(), target.project(), service.to().files(), outcome, visit);
  }
}
