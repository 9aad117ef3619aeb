package io.gitlab.gopgo.collect;

import io.gitlab.gopgo.collect.cloudprofiler.CloudProfilerSource;
import io.gitlab.gopgo.collect.endpoints.EndpointsSource;
import io.gitlab.gopgo.collect.gitlab.GitLabFilesSource;
import io.gitlab.gopgo.collect.merged.MergedSource;
import io.gitlab.gopgo.collect.storage.StorageSource;
import io.gitlab.gopgo.collect.store.StoreSource;
import io.gitlab.gopgo.collect.urls.UrlsSource;
import io.gitlab.gopgo.config.Section;
import java.util.Map;
import java.util.TreeSet;

/// The kinds of sources, by their word in the settings.
public final class Sources {
  /// Makes a source of its section of the settings.
  private interface Kind {
    Source read(Section section, Surroundings surroundings);
  }

  private static final Map<String, Kind> KINDS =
      Map.of(
          "files", FilesSource::read,
          "cloud-profiler", CloudProfilerSource::read,
          "pprof-endpoints", EndpointsSource::read,
          "urls", UrlsSource::read,
          "gitlab-artifacts", GitLabFilesSource::readArtifacts,
          "gitlab-packages", GitLabFilesSource::readPackages,
          "cloud-storage", StorageSource::read,
          "pyroscope", MergedSource::readPyroscope,
          "parca", MergedSource::readParca,
          "store", StoreSource::read);

  private Sources() {}

  /// Reads one source: a section with one field, named after the kind.
  public static Source read(Section section, Surroundings surroundings) {
    for (String name : section.names()) {
      Kind kind = KINDS.get(name);
      if (kind == null) {
        throw section.unknown(name, name, "kind of source", KINDS.keySet());
      }
      if (section.names().size() > 1) {
        throw section.failure(
            name, "a source is of one kind, here are " + new TreeSet<>(section.names()));
      }
      return kind.read(section.section(name), surroundings);
    }
    throw section.failure("", "expected a kind of source, such as `files: {paths: [profiles]}`");
  }
}
