package io.gitlab.gopgo.collect;

import io.gitlab.gopgo.config.Section;
import io.gitlab.gopgo.pgo.Fitness;
import io.gitlab.gopgo.pgo.Flaw;
import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.Profile;
import io.gitlab.gopgo.pprof.ProfileFile;
import io.gitlab.gopgo.pprof.ProfileFormatException;
import io.gitlab.gopgo.pprof.ProfileReader;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;

/// Profiles in files: folders and globs, whatever put them there.
///
/// Each file is read once to learn its hash, its time and whether the compiler could use it at all:
/// were that left to the merge, unfit files would take the places of fit ones.
final class FilesSource implements Source {
  private static final String PATH = "path";

  private final Path folder;
  private final List<String> paths;
  private final long inflatedLimit;

  private FilesSource(Path folder, List<String> paths, long inflatedLimit) {
    this.folder = folder;
    this.paths = paths;
    this.inflatedLimit = inflatedLimit;
  }

  static Source read(Section section, Surroundings surroundings) {
    List<String> paths = section.texts("paths");
    paths.forEach(path -> glob(section, path));
    section.done();
    return new FilesSource(section.folder(), paths, surroundings.inflatedLimit());
  }

  /// A glob of the settings; a broken one is a mistake there, to be told before anything is read.
  private static Glob glob(Section section, String text) {
    try {
      Path _ = section.folder().resolve(text);
      return Glob.of(text);
    } catch (InvalidPathException e) {
      throw section.failure("paths", "no valid path: " + e.getReason());
    } catch (PatternSyntaxException e) {
      throw section.failure("paths", "no valid glob: " + e.getDescription());
    }
  }

  @Override
  public Set<String> labels() {
    return Set.of(PATH);
  }

  /// `paths` narrows the source to some of its files: globs from the folder before the first
  /// wildcard of the source's own path.
  @Override
  public Predicate<Origin> filter(Section from) {
    if (!from.has("paths")) {
      return _ -> true;
    }
    List<Glob> globs = from.texts("paths").stream().map(text -> glob(from, text)).toList();
    return origin -> {
      String path = origin.labels().getOrDefault(PATH, "");
      return globs.stream().anyMatch(glob -> glob.matches(path));
    };
  }

  @Override
  public Pass collect(List<Selection> selections) throws IOException {
    Map<Selection, Choice> choices = new LinkedHashMap<>();
    selections.forEach(selection -> choices.put(selection, new Choice(selection)));
    for (InputFiles.Found found : find()) {
      Origin unread =
          new Origin(name(found.file()), Map.of(PATH, found.relative()), Optional.empty());
      List<Choice> interested =
          choices.entrySet().stream()
              .filter(entry -> entry.getKey().filter().test(unread))
              .map(Map.Entry::getValue)
              .toList();
      if (!interested.isEmpty()) {
        offer(found, unread, interested);
      }
    }
    Map<Selection, Collected> collected = new LinkedHashMap<>();
    choices.forEach((selection, choice) -> collected.put(selection, choice.collected()));
    return new Pass(collected, Optional.empty());
  }

  private Iterable<InputFiles.Found> find() throws IOException {
    Map<Path, InputFiles.Found> files = new LinkedHashMap<>();
    for (String path : paths) {
      for (InputFiles.Found found : InputFiles.find(folder, path)) {
        files.putIfAbsent(found.file(), found);
      }
    }
    return files.values();
  }

  /// The path as the settings would write it: no message names the machine's own folders unless the
  /// settings do.
  private String name(Path file) {
    return paths.stream().anyMatch(path -> path.startsWith("/"))
        ? file.toString()
        : folder.relativize(file).toString();
  }

  private void offer(InputFiles.Found found, Origin unread, List<Choice> choices) {
    String name = unread.name();
    byte[] bytes;
    Profile profile;
    try {
      bytes = ProfileFile.read(found.file(), inflatedLimit);
      profile = new ProfileReader(new Names(), inflatedLimit).read(bytes);
    } catch (IOException e) {
      leaveOut(choices, name, Flaw.UNREADABLE, String.valueOf(e.getMessage()));
      return;
    } catch (ProfileFormatException e) {
      leaveOut(
          choices, name, Flaw.MALFORMED, e.getMessage() + "; it is damaged, or no pprof profile");
      return;
    }
    switch (Fitness.of(profile)) {
      case Fitness.Unfit unfit -> leaveOut(choices, name, unfit.flaw(), unfit.why());
      case Fitness.Fit _ -> {
        Origin origin = new Origin(name, unread.labels(), time(profile));
        ProfileHash hash = ProfileHash.of(bytes);
        choices.forEach(choice -> choice.offer(found.file(), origin, hash));
      }
    }
  }

  private static void leaveOut(List<Choice> choices, String name, Flaw flaw, String why) {
    LeftOut profile = new LeftOut(name, flaw.toString(), why);
    choices.forEach(choice -> choice.leaveOut(profile));
  }

  private static Optional<Instant> time(Profile profile) {
    long nanos = profile.header().timeNanos();
    return nanos > 0 ? Optional.of(Instant.EPOCH.plusNanos(nanos)) : Optional.empty();
  }
}
