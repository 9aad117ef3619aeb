package io.gitlab.gopgo.collect.store;

import io.gitlab.gopgo.collect.SideBySide;
import io.gitlab.gopgo.collect.http.HttpFailure;
import io.gitlab.gopgo.pgo.Flaw;
import io.gitlab.gopgo.pprof.ProfileFile;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// An open store: entries are put there, found and removed.
///
/// An entry's profile is written first and its evidence last; only with both it is there. Whoever
/// is killed in between leaves a file that the next one writes again under the same name.
public final class Shelf implements AutoCloseable {
  /// A collect that was stopped; it isn't broken, and what it had isn't in it either.
  private static final String UNFINISHED = "unfinished";

  private final Store store;

  /// The profiles that were listed, by service: some may be there without their evidence.
  private final Map<String, Set<String>> listed = new HashMap<>();

  Shelf(Store store) {
    this.store = store;
  }

  @Override
  public void close() {
    store.close();
  }

  /// What is found under an entry's name.
  sealed interface Found {
    EntryName name();

    /// Whose evidence can be relied on; its profile isn't read yet.
    record Sound(EntryName name, Entry entry) implements Found {}

    /// Which is named and left out.
    ///
    /// @param reason in the words of a count
    /// @param passing why it couldn't be read just now, where a later run may find it sound
    record Broken(EntryName name, String reason, String why, Optional<HttpFailure> passing)
        implements Found {
      Broken(EntryName name, String reason, String why) {
        this(name, reason, why, Optional.empty());
      }
    }
  }

  /// All of a service's entries of some days, by name.
  List<Found> find(String service, Predicate<LocalDate> wanted) throws IOException {
    List<LocalDate> days = store.days(service).stream().filter(wanted).toList();
    Set<String> all = listed.computeIfAbsent(service, _ -> new HashSet<>());
    List<Named> names = new ArrayList<>();
    SideBySide.USUAL.inTurn(
        days,
        day -> store.names(service, day),
        SideBySide.ALL,
        (day, files) -> {
          all.addAll(files);
          files.stream()
              .flatMap(file -> EntryName.of(file).stream())
              .filter(name -> name.day().equals(day))
              .distinct()
              .sorted()
              .forEach(name -> names.add(new Named(name, files)));
        });
    List<Found> found = new ArrayList<>();
    SideBySide.USUAL.inTurn(
        names,
        named -> find(service, named.name, named.files),
        SideBySide.ALL,
        (_, each) -> found.add(each));
    return found;
  }

  /// An entry's name among its day's files.
  private record Named(EntryName name, Set<String> files) {}

  private Found find(String service, EntryName name, Set<String> files) {
    if (!files.contains(name.evidence())) {
      return new Found.Broken(
          name, UNFINISHED, "its evidence is missing: the collect that wrote it was stopped");
    }
    if (!files.contains(name.profile())) {
      return new Found.Broken(name, Flaw.UNREADABLE.toString(), "its profile is missing");
    }
    try {
      Entry entry = EntryJson.read(store.read(service, name.day(), name.evidence()));
      return entry.key().service().equals(service) && entry.name().equals(name)
          ? new Found.Sound(name, entry)
          : new Found.Broken(
              name, Flaw.MALFORMED.toString(), "its evidence is that of another entry");
    } catch (HttpFailure e) {
      return new Found.Broken(
          name,
          e.kind().toString(),
          String.valueOf(e.getMessage()),
          Optional.of(e).filter(failure -> isPassing(failure.kind())));
    } catch (IOException e) {
      return new Found.Broken(
          name, Flaw.MALFORMED.toString(), "its evidence can't be read: " + e.getMessage());
    }
  }

  private static boolean isPassing(HttpFailure.Kind kind) {
    return kind != HttpFailure.Kind.MISSING && kind != HttpFailure.Kind.TOO_LARGE;
  }

  /// An entry's profile.
  ///
  /// @throws IOException also if it is another one than was put there
  byte[] profile(Entry entry) throws IOException {
    EntryName name = entry.name();
    byte[] profile = store.read(entry.key().service(), name.day(), name.profile());
    String hash = ProfileFile.contentHash(profile);
    if (!hash.equals(entry.content())) {
      throw new IOException(
          "it was changed: its evidence tells the SHA-256 %s, found %s"
              .formatted(entry.content(), hash));
    }
    return profile;
  }

  /// The hashes of all profiles that are in a service's entries of these days.
  ///
  /// @throws IOException also where an entry can't be read just now: its profiles would be put
  ///   there once more, in an entry that is cut in another way
  public Set<String> inputs(String service, Set<LocalDate> days) throws IOException {
    Set<String> inputs = new HashSet<>();
    for (Found found : find(service, days::contains)) {
      switch (found) {
        case Found.Sound sound -> inputs.addAll(sound.entry.inputs());
        // Nobody will read it; put there again it gets whole.
        case Found.Broken broken -> {
          if (broken.passing.isPresent()) {
            throw broken.passing.get();
          }
        }
      }
    }
    return inputs;
  }

  /// Puts an entry there, whatever was left under its name.
  public void add(Entry entry, byte[] profile) throws IOException {
    EntryName name = entry.name();
    String service = entry.key().service();
    // Some GitLabs let nobody upload a name twice.
    if (!isThere(entry)) {
      store.write(service, name.day(), name.profile(), profile);
    }
    store.write(service, name.day(), name.evidence(), EntryJson.write(entry));
  }

  private boolean isThere(Entry entry) {
    try {
      return listed.getOrDefault(entry.key().service(), Set.of()).contains(entry.name().profile())
          && profile(entry).length > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /// What became of old days.
  ///
  /// @param kept those that should have been removed, too
  /// @param why they were not
  public record Pruned(
      SortedSet<LocalDate> removed, SortedSet<LocalDate> kept, Optional<String> why) {}

  /// Removes a service's days before this one. Where that fails nothing is lost, so it is no
  /// failure: most tokens may add and not remove.
  public Pruned prune(String service, LocalDate before) throws IOException {
    TreeMap<LocalDate, Boolean> old = new TreeMap<>();
    Optional<String> why = Optional.empty();
    for (LocalDate day : store.days(service).headSet(before)) {
      if (why.isEmpty()) {
        try {
          store.delete(service, day);
        } catch (IOException e) {
          why = Optional.of(String.valueOf(e.getMessage()));
        }
      }
      old.put(day, why.isEmpty());
    }
    SortedSet<LocalDate> removed = new TreeSet<>();
    SortedSet<LocalDate> kept = new TreeSet<>();
    old.forEach((day, isRemoved) -> (isRemoved ? removed : kept).add(day));
    return new Pruned(removed, kept, why);
  }
}
