package io.gitlab.gopgo.collect.gitlab;

import com.fasterxml.jackson.databind.JsonNode;
import io.gitlab.gopgo.collect.Origin;
import io.gitlab.gopgo.collect.Pass;
import io.gitlab.gopgo.collect.Quorum;
import io.gitlab.gopgo.collect.Selection;
import io.gitlab.gopgo.collect.SideBySide;
import io.gitlab.gopgo.collect.Source;
import io.gitlab.gopgo.collect.Surroundings;
import io.gitlab.gopgo.collect.http.Downloads;
import io.gitlab.gopgo.collect.http.Downloads.Remote;
import io.gitlab.gopgo.collect.http.HttpCalls;
import io.gitlab.gopgo.collect.http.Tls;
import io.gitlab.gopgo.collect.http.Urls;
import io.gitlab.gopgo.config.Section;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Files that jobs left on a GitLab, which is how profiles of benchmarks arrive.
public final class GitLabFilesSource implements Source {
  private final Set<String> labels;
  private final Downloads.Listing files;
  private final Quorum quorum;
  private final Surroundings surroundings;

  private GitLabFilesSource(
      Set<String> labels, Downloads.Listing files, Quorum quorum, Surroundings surroundings) {
    this.labels = labels;
    this.files = files;
    this.quorum = quorum;
    this.surroundings = surroundings;
  }

  /// Reads a source `gitlab-artifacts`.
  public static Source readArtifacts(Section section, Surroundings surroundings) {
    Artifacts artifacts =
        new Artifacts(
            ProjectApi.read(section, surroundings),
            section.text("ref"),
            section.text("job"),
            section.texts("paths"));
    Quorum quorum = Quorum.read(section);
    section.done();
    return new GitLabFilesSource(Set.of("path"), artifacts, quorum, surroundings);
  }

  /// Reads a source `gitlab-packages`.
  public static Source readPackages(Section section, Surroundings surroundings) {
    Packages packages =
        new Packages(ProjectApi.read(section, surroundings), section.text("package"));
    Quorum quorum = Quorum.read(section);
    section.done();
    return new GitLabFilesSource(Set.of("path", "version"), packages, quorum, surroundings);
  }

  @Override
  public Optional<Set<String>> labels() {
    return Optional.of(labels);
  }

  @Override
  public Predicate<Origin> filter(Section from) {
    return _ -> true;
  }

  @Override
  public Pass collect(List<Selection> selections) throws IOException {
    return Downloads.pass(this, selections, surroundings, Tls.SYSTEM, quorum, files);
  }

  /// Files of the last successful pipeline of a branch or tag.
  private record Artifacts(ProjectApi project, String ref, String job, List<String> paths)
      implements Downloads.Listing {
    @Override
    public List<Remote> remotes(HttpCalls http) {
      List<Remote> remotes = new ArrayList<>();
      for (String path : paths) {
        String encoded =
            Arrays.stream(path.split("/", -1)).map(Urls::encoded).collect(Collectors.joining("/"));
        remotes.add(
            new Remote(
                new Origin(path, Map.of("path", path), Optional.empty()),
                project.call(
                    "/jobs/artifacts/%s/raw/%s?job=%s"
                        .formatted(Urls.encoded(ref), encoded, Urls.encoded(job))),
                Optional.empty()));
      }
      return remotes;
    }
  }

  /// The files of all versions of a generic package.
  private record Packages(ProjectApi project, String name) implements Downloads.Listing {
    @Override
    public List<Remote> remotes(HttpCalls http) throws IOException {
      List<Version> versions = new ArrayList<>();
      String query = "/packages?package_type=generic&package_name=" + Urls.encoded(name);
      for (JsonNode version : project.list(http, query)) {
        // The search is for a part of the name.
        if (version.path("name").asText().equals(name)) {
          versions.add(new Version(version.path("version").asText(), version.path("id").asLong()));
        }
      }
      List<Remote> remotes = new ArrayList<>();
      SideBySide.USUAL.inTurn(
          versions,
          version -> project.list(http, "/packages/%d/package_files?".formatted(version.id)),
          SideBySide.ALL,
          (version, files) -> files.forEach(file -> remotes.add(remote(version, file))));
      return remotes;
    }

    /// @param id GitLab's number for it
    private record Version(String number, long id) {}

    private Remote remote(Version version, JsonNode file) {
      String path = file.path("file_name").asText();
      return new Remote(
          new Origin(
              "%s/%s/%s".formatted(name, version.number, path),
              Map.of("path", path, "version", version.number),
              Optional.empty()),
          project.call(
              "/packages/generic/%s/%s/%s"
                  .formatted(Urls.encoded(name), Urls.encoded(version.number), Urls.encoded(path))),
          time(file.path("created_at").asText()));
    }

    private static Optional<Instant> time(String text) {
      try {
        return text.isEmpty()
            ? Optional.empty()
            : Optional.of(OffsetDateTime.parse(text).toInstant());
      } catch (DateTimeParseException e) {
        return Optional.empty();
      }
    }
  }
}
