package io.gitlab.gopgo.collect;

import io.gitlab.gopgo.config.Section;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;

/// Profiles in files: folders and globs, whatever put them there.
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
  public Optional<Set<String>> labels() {
    return Optional.of(Set.of(PATH));
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
    Choices choices = new Choices(this, selections, inflatedLimit);
    Set<Selection> without = new LinkedHashSet<>(selections);
    Collection<InputFiles.Found> files = find();
    for (InputFiles.Found found : files) {
      Origin unread =
          new Origin(name(found.file()), Map.of(PATH, found.relative()), Optional.empty());
      List<Selection> interested = choices.interested(unread);
      if (!interested.isEmpty()) {
        choices.offer(found.file(), unread, interested);
        interested.forEach(without::remove);
      }
    }
    // Most often a typo, so it is told; no reason to withhold what other sources gave.
    String nothing =
        files.isEmpty()
            ? "No file matches %s.".formatted(String.join(", ", paths))
            : "Of the %,d files that match %s, none matches the service's own `paths` and labels."
                .formatted(files.size(), String.join(", ", paths));
    without.forEach(selection -> choices.fallShort(selection, nothing, true));
    return new Pass(choices.collected(), Optional.empty());
  }

  private Collection<InputFiles.Found> find() throws IOException {
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
}
