package io.gitlab.gopgo.collect;

import io.gitlab.gopgo.pgo.Fitness;
import io.gitlab.gopgo.pgo.Flaw;
import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.Profile;
import io.gitlab.gopgo.pprof.ProfileFile;
import io.gitlab.gopgo.pprof.ProfileFormatException;
import io.gitlab.gopgo.pprof.ProfileReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// One pass's choices, one for each selection: where a source offers what it has found.
///
/// A profile is read when it is offered, to learn its hash, its time and whether the compiler could
/// use it at all: were that left to the merge, unfit profiles would take the places of fit ones.
public final class Choices {
  private final Map<Selection, Choice> choices = new LinkedHashMap<>();
  private final long inflatedLimit;

  /// @param source whose pass this is: windows don't bind a live one
  public Choices(Source source, List<Selection> selections, long inflatedLimit) {
    for (Selection selection : selections) {
      Window window = source.isLive() ? Window.ALL : selection.window();
      choices.put(selection, new Choice(selection, window));
    }
    this.inflatedLimit = inflatedLimit;
  }

  /// Whose filter takes what is known of a profile before it is read.
  public List<Selection> interested(Origin origin) {
    return choices.keySet().stream().filter(selection -> selection.filter().test(origin)).toList();
  }

  /// Offers a profile's file to some of the selections.
  ///
  /// @param origin what is known of it; where it has no time, the profile's own counts
  /// @return why it was left out for all of them, if it was no fit profile
  public Optional<LeftOut> offer(Path file, Origin origin, Collection<Selection> to) {
    return offer(file, origin, ProfileHash::of, to);
  }

  /// The same for a profile whose identity isn't its content: sums of two quiet hours may be equal,
  /// and none of them is a copy.
  public Optional<LeftOut> offer(
      Path file, Origin origin, ProfileHash identity, Collection<Selection> to) {
    return offer(file, origin, _ -> identity, to);
  }

  private Optional<LeftOut> offer(
      Path file, Origin origin, Function<byte[], ProfileHash> identity, Collection<Selection> to) {
    byte[] bytes;
    Profile profile;
    try {
      bytes = ProfileFile.read(file, inflatedLimit);
      profile = new ProfileReader(new Names(), inflatedLimit).read(bytes);
    } catch (IOException e) {
      return leaveOut(origin, Flaw.UNREADABLE.toString(), String.valueOf(e.getMessage()), to);
    } catch (ProfileFormatException e) {
      return leaveOut(origin, Flaw.MALFORMED.toString(), e.words(), to);
    }
    return switch (Fitness.of(profile)) {
      case Fitness.Unfit unfit -> leaveOut(origin, unfit.flaw().toString(), unfit.why(), to);
      case Fitness.Fit _ -> {
        Origin timed =
            new Origin(origin.name(), origin.labels(), origin.time().or(() -> time(profile)));
        ProfileHash hash = identity.apply(bytes);
        to.forEach(selection -> choice(selection).offer(file, timed, hash));
        yield Optional.empty();
      }
    };
  }

  /// A profile that was found and can't be taken.
  public Optional<LeftOut> leaveOut(
      Origin origin, String reason, String why, Collection<Selection> of) {
    LeftOut profile = new LeftOut(origin.name(), reason, why);
    of.forEach(selection -> choice(selection).leaveOut(profile));
    return Optional.of(profile);
  }

  /// How many more a selection may have.
  public int room(Selection selection) {
    return choice(selection).room();
  }

  /// Profiles that could have been taken, and that nobody looked at.
  public void alsoFound(Selection selection, long more) {
    choice(selection).alsoFound(more);
  }

  /// Counts what was found for a selection, by a label.
  public void count(Selection selection, String label, String value) {
    choice(selection).count(label, value);
  }

  /// What is missing for a selection, as a whole sentence.
  ///
  /// @param isAllowed whether the rest may be taken all the same
  public void fallShort(Selection selection, String sentence, boolean isAllowed) {
    choice(selection).fallShort(sentence, isAllowed);
  }

  /// What was chosen, by selection.
  public Map<Selection, Collected> collected() {
    Map<Selection, Collected> collected = new LinkedHashMap<>();
    choices.forEach((selection, choice) -> collected.put(selection, choice.collected()));
    return collected;
  }

  /// Closes the pass of a source that spools: only chosen profiles keep their files.
  public Pass pass(Spool spool) throws IOException {
    Map<Selection, Collected> collected = collected();
    Set<String> names =
        collected.values().stream()
            .flatMap(each -> each.profiles().stream())
            .map(profile -> profile.origin().name())
            .collect(Collectors.toSet());
    spool.retain(names);
    return new Pass(collected, Optional.empty());
  }

  private Choice choice(Selection selection) {
    Choice choice = choices.get(selection);
    if (choice == null) {
      throw new IllegalArgumentException("no selection of this pass: " + selection.text());
    }
    return choice;
  }

  private static Optional<Instant> time(Profile profile) {
    long nanos = profile.header().timeNanos();
    return nanos > 0 ? Optional.of(Instant.EPOCH.plusNanos(nanos)) : Optional.empty();
  }
}
