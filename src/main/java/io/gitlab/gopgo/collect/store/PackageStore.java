package io.gitlab.gopgo.collect.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.gitlab.gopgo.collect.gitlab.ProjectApi;
import io.gitlab.gopgo.collect.http.HttpCalls;
import io.gitlab.gopgo.collect.http.HttpFailure;
import io.gitlab.gopgo.collect.http.Urls;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// A store in a project's generic packages: a package `go-pgo-SERVICE` with a version for each day.
///
/// GitLab keeps every upload, also of a name that is there; by its name the newest is got. So what
/// is written twice is found once.
final class PackageStore implements Store {
  private static final String PREFIX = "go-pgo-";

  private final ProjectApi project;
  private final HttpCalls http;

  /// GitLab's numbers for the days that were listed, by service.
  private final Map<String, SortedMap<LocalDate, Long>> numbers = new HashMap<>();

  PackageStore(ProjectApi project, HttpCalls http) {
    this.project = project;
    this.http = http;
  }

  @Override
  public SortedSet<LocalDate> days(String service) throws IOException {
    return Collections.unmodifiableSortedSet(new TreeSet<>(list(service).keySet()));
  }

  @Override
  public SortedSet<String> names(String service, LocalDate day) throws IOException {
    Long number = listed(service).get(day);
    if (number == null) {
      return Collections.emptySortedSet();
    }
    SortedSet<String> names = new TreeSet<>();
    for (JsonNode file : project.list(http, "/packages/%d/package_files?".formatted(number))) {
      names.add(file.path("file_name").asText());
    }
    return names;
  }

  @Override
  public byte[] read(String service, LocalDate day, String name) throws IOException {
    return http.read(project.call(file(service, day, name)));
  }

  @Override
  public void write(String service, LocalDate day, String name, byte[] content) throws IOException {
    byte[] _ = http.read(project.put(file(service, day, name), content));
  }

  @Override
  public void delete(String service, LocalDate day) throws IOException {
    Long number = listed(service).get(day);
    if (number == null) {
      return;
    }
    try {
      byte[] _ = http.read(project.delete("/packages/" + number));
    } catch (HttpFailure e) {
      switch (e.kind()) {
        // Somebody else did it, or a repeated request had been heard the first time.
        case MISSING -> {}
        case FORBIDDEN ->
            throw new IOException(
                e.getMessage() + "; removing packages needs the role Maintainer", e);
        default -> throw e;
      }
    }
    listed(service).remove(day);
  }

  @Override
  public void close() {
    http.close();
  }

  private SortedMap<LocalDate, Long> listed(String service) throws IOException {
    SortedMap<LocalDate, Long> known = numbers.get(service);
    return known == null ? list(service) : known;
  }

  private SortedMap<LocalDate, Long> list(String service) throws IOException {
    SortedMap<LocalDate, Long> days = new TreeMap<>();
    String name = PREFIX + service;
    String query = "/packages?package_type=generic&package_name=" + Urls.encoded(name);
    for (JsonNode version : project.list(http, query)) {
      // The search is for a part of the name.
      if (version.path("name").asText().equals(name)) {
        long number = version.path("id").asLong();
        EntryName.day(version.path("version").asText()).ifPresent(day -> days.put(day, number));
      }
    }
    numbers.put(service, days);
    return days;
  }

  private static String file(String service, LocalDate day, String name) {
    return "/packages/generic/%s/%s/%s"
        .formatted(Urls.encoded(PREFIX + service), day, Urls.encoded(name));
  }
}
