package io.gitlab.gopgo.collect.store;

import io.gitlab.gopgo.collect.Choices;
import io.gitlab.gopgo.collect.Origin;
import io.gitlab.gopgo.collect.Pass;
import io.gitlab.gopgo.collect.Quorum;
import io.gitlab.gopgo.collect.Selection;
import io.gitlab.gopgo.collect.Source;
import io.gitlab.gopgo.collect.Spool;
import io.gitlab.gopgo.collect.Surroundings;
import io.gitlab.gopgo.collect.gitlab.ProjectApi;
import io.gitlab.gopgo.collect.http.HttpCalls;
import io.gitlab.gopgo.collect.http.Tls;
import io.gitlab.gopgo.config.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What earlier runs of `go-pgo collect` have kept.
///
/// An entry is taken as one profile, whatever number is in it, and by default all of a window's
/// entries are: they are few, and each is what is left of an hour.
public final class StoreSource implements Source {
  private static final Pattern DAYS = Pattern.compile("([1-9]\\d{0,3})d");
  private static final int KEPT_DAYS = 35;
  private static final String SERVICE = "service";

  private final Place place;
  private final int keptDays;
  private final Quorum quorum;
  private final Surroundings surroundings;

  /// The service that an entry of `from` asks for, by the entry's text.
  private final Map<String, String> services = new HashMap<>();

  /// Where the store is.
  private sealed interface Place {
    record Folder(Path folder) implements Place {}

    record Packages(ProjectApi project) implements Place {}
  }

  private StoreSource(Place place, int keptDays, Quorum quorum, Surroundings surroundings) {
    this.place = place;
    this.keptDays = keptDays;
    this.quorum = quorum;
    this.surroundings = surroundings;
  }

  /// Reads a source `store`.
  public static Source read(Section section, Surroundings surroundings) {
    Place place =
        section.has("folder")
            ? new Place.Folder(section.path("folder"))
            : new Place.Packages(ProjectApi.read(section, surroundings));
    int days =
        section.parsed(
            "keep",
            KEPT_DAYS,
            "a number of days such as 35d",
            text -> {
              Matcher match = DAYS.matcher(text);
              return match.matches()
                  ? Optional.of(Integer.parseInt(match.group(1)))
                  : Optional.empty();
            });
    Quorum quorum = Quorum.read(section);
    section.done();
    return new StoreSource(place, days, quorum, surroundings);
  }

  /// The store itself, to put profiles there.
  public Shelf open() throws IOException {
    return new Shelf(
        switch (place) {
          case Place.Folder(Path folder) -> new FolderStore(folder, surroundings.inflatedLimit());
          case Place.Packages(ProjectApi project) ->
              new PackageStore(project, new HttpCalls(Tls.SYSTEM, surroundings.inflatedLimit()));
        });
  }

  /// Where people see what is kept; nowhere for a folder.
  public Optional<String> page() {
    return switch (place) {
      case Place.Folder _ -> Optional.empty();
      case Place.Packages(ProjectApi project) -> project.page("/-/packages");
    };
  }

  /// The first day that is kept.
  public LocalDate firstDay() {
    return LocalDate.ofInstant(surroundings.clock().instant(), ZoneOffset.UTC).minusDays(keptDays);
  }

  /// What the store calls the service of a selection.
  public String service(Selection selection) {
    String service = services.get(selection.text());
    if (service == null) {
      throw new IllegalArgumentException("no selection of this source: " + selection.text());
    }
    return service;
  }

  @Override
  public Optional<Set<String>> labels() {
    return Optional.of(Entry.Key.LABELS);
  }

  @Override
  public int usualCount() {
    return Integer.MAX_VALUE;
  }

  /// `service` says whose profiles are the service's.
  @Override
  public Predicate<Origin> filter(Section from) {
    String service = from.text(SERVICE);
    if (!service.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")) {
      throw from.failure(
          SERVICE,
          "expected letters, digits and `._-`, at most 63, found \"%s\"".formatted(service));
    }
    services.put(from.canonical(), service);
    return _ -> true;
  }

  @Override
  public Pass collect(List<Selection> selections) throws IOException {
    Spool spool = new Spool(surroundings.spool(), surroundings.inflatedLimit());
    Choices choices = new Choices(this, selections, surroundings.inflatedLimit());
    Map<String, List<Selection>> byService = new LinkedHashMap<>();
    for (Selection selection : selections) {
      byService.computeIfAbsent(service(selection), _ -> new ArrayList<>()).add(selection);
    }
    try (Shelf shelf = open()) {
      for (Map.Entry<String, List<Selection>> service : byService.entrySet()) {
        List<Shelf.Found> found =
            shelf.find(
                service.getKey(),
                day -> service.getValue().stream().anyMatch(each -> isIn(each, day)));
        surroundings
            .progress()
            .accept("%s has %d entries in the store".formatted(service.getKey(), found.size()));
        new Taking(service.getKey(), service.getValue(), shelf, spool, choices).take(found, quorum);
      }
    }
    return choices.pass(spool);
  }

  /// Days are UTC's, as windows are.
  static boolean isIn(Selection selection, LocalDate day) {
    return selection.window().contains(day.atStartOfDay().toInstant(ZoneOffset.UTC));
  }
}
