package io.gitlab.gopgo.collect.cloudprofiler;

import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.collect.Collected;
import io.gitlab.gopgo.collect.Selection;
import io.gitlab.gopgo.collect.Source;
import io.gitlab.gopgo.collect.Surroundings;
import io.gitlab.gopgo.collect.Window;
import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.SettingsText;
import io.gitlab.gopgo.testing.google.Fault;
import io.gitlab.gopgo.testing.google.StandInCloudProfiler;
import io.gitlab.gopgo.testing.google.UploadedProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The limit `time`, by a clock that goes on by a second whenever somebody looks at it.
class ListingTimeTest {
  private static final Instant NOON = Instant.parse("2026-11-05T12:00:00Z");

  @TempDir private Path folder;
  private final AtomicLong seconds = new AtomicLong();
  private final StandInCloudProfiler profiler = StandInCloudProfiler.withoutAuthentication();

  @AfterEach
  void stop() {
    profiler.close();
  }

  private Collected collect() throws IOException {
    Source source =
        CloudProfilerSource.read(
            SettingsText.in(
                folder,
                "project: acme-production\nurl: '%s'\ncredentials: {none: true}\ntime: 100s\n"
                    .formatted(profiler.url())),
            new Surroundings(
                1 << 20,
                folder.resolve("spool"),
                () -> NOON.plusSeconds(seconds.getAndIncrement()),
                Optional.empty(),
                _ -> {}));
    Selection all = new Selection(_ -> true, Window.ALL, 250, "seed", "");
    return source.collect(List.of(all)).collected().getOrDefault(all, Collected.NONE);
  }

  /// The first request asks for a few profiles, to learn their size; the second one for a page.
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void endsInTheMidstOfAPageWithoutEnd(int request) throws IOException {
    profiler
        .project("acme-production")
        .add(UploadedProfile.cpu("api", NOON, FoldedProfile.of("main;serve:1 9").bytes()));
    profiler.requests().fail(request, Fault.ENDLESS);
    assertThat(collect().shortfalls())
        .containsExactly(
            "The pass over acme-production stopped at its limit of 100 s, after 0 pages; the next run goes on from there.");
    assertThat(folder.resolve("spool")).isDirectoryNotContaining("glob:**.part");
    seconds.set(0);
    assertThat(collect().shortfalls()).as("the next run").isEmpty();
  }
}
