package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.collect.Answer;
import io.gitlab.gopgo.collect.Collected.Spooled;
import io.gitlab.gopgo.collect.ProfileHash;
import io.gitlab.gopgo.collect.handover.HandoverWriter;
import io.gitlab.gopgo.merge.Intake;
import io.gitlab.gopgo.pgo.Fitness;
import io.gitlab.gopgo.pgo.Flaw;
import io.gitlab.gopgo.pgo.TwoFrames;
import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.Profile;
import io.gitlab.gopgo.pprof.ProfileFile;
import io.gitlab.gopgo.pprof.ProfileFormatException;
import io.gitlab.gopgo.pprof.ProfileReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// One run of `go-pgo fan-out`: passes the sources once, and puts what they gave for each service
/// where other jobs find it. Judging is theirs, and so is telling what broke.
final class FanOut {
  private final Settings settings;
  private final Supply supply;
  private final Console console;

  FanOut(Settings settings, Supply supply, Console console) {
    this.settings = settings;
    this.supply = supply;
    this.console = console;
  }

  /// What becomes of one chosen profile.
  private sealed interface Condensed {
    /// @param content the SHA-256 of its file, decompressed
    record Kept(String content) implements Condensed {}

    record Useless(Fitness.Unfit why) implements Condensed {}
  }

  void run(HandoverWriter handover) throws IOException {
    supply.collect(settings.services());
    try (ExecutorService pool =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      for (Settings.Service service : settings.services()) {
        Answer answer = handedOver(handover, service, pool);
        switch (answer) {
          case Answer.Gave gave ->
              console.print("%s: %s".formatted(service.name(), gave.collected().sentence()));
          case Answer.Broke(String message) -> {
            handover.broke(service.name(), message);
            console.complain("%s: %s".formatted(service.name(), message));
          }
        }
      }
    }
  }

  /// A mistake of ours, too, must not keep the other services from being handed over.
  private Answer handedOver(HandoverWriter handover, Settings.Service service, ExecutorService pool)
      throws IOException {
    try {
      Answer answer = supply.of(service);
      if (answer instanceof Answer.Gave gave) {
        put(handover, service.name(), gave, pool);
      }
      return answer;
    } catch (RuntimeException e) {
      return new Answer.Broke(Errors.bug(e));
    }
  }

  private void put(HandoverWriter handover, String service, Answer.Gave gave, ExecutorService pool)
      throws IOException {
    Path place = handover.place(service);
    List<Spooled> profiles = gave.collected().profiles();
    List<Callable<Condensed>> tasks = new ArrayList<>();
    profiles.forEach(profile -> tasks.add(() -> condensed(profile, place)));
    Map<ProfileHash, String> contents = new HashMap<>();
    Map<ProfileHash, Fitness.Unfit> unfit = new HashMap<>(gave.unfit());
    try {
      List<Future<Condensed>> done = pool.invokeAll(tasks);
      for (int i = 0; i < profiles.size(); i++) {
        switch (done.get(i).get()) {
          case Condensed.Kept(String content) -> contents.put(profiles.get(i).hash(), content);
          case Condensed.Useless(Fitness.Unfit why) -> unfit.put(profiles.get(i).hash(), why);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while writing profiles", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException("a profile of %s".formatted(service), e.getCause());
    }
    handover.gave(service, new Answer.Gave(gave.collected(), gave.sources(), unfit), contents);
  }

  /// What is wrong with a profile is told in the words in which a merge would tell it.
  private Condensed condensed(Spooled spooled, Path place) throws IOException {
    Profile profile;
    try {
      byte[] bytes = ProfileFile.read(spooled.file(), settings.inflatedLimit());
      profile = new ProfileReader(new Names(), settings.inflatedLimit()).read(bytes);
    } catch (IOException e) {
      return useless(Intake.LeftOut.unreadable(e));
    } catch (ProfileFormatException e) {
      return useless(Intake.LeftOut.malformed(e));
    }
    return switch (Fitness.of(profile)) {
      case Fitness.Unfit unfit -> new Condensed.Useless(unfit);
      case Fitness.Fit _ ->
          new Condensed.Kept(HandoverWriter.write(place, spooled.hash(), TwoFrames.write(profile)));
    };
  }

  private static Condensed useless(Intake.LeftOut leftOut) {
    Flaw flaw = leftOut.flaw();
    return new Condensed.Useless(new Fitness.Unfit(flaw, leftOut.why()));
  }
}
