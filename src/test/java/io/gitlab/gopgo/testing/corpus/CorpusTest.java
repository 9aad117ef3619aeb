package io.gitlab.gopgo.testing.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.merge.Intake;
import io.gitlab.gopgo.merge.Merge;
import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.ProfileFile;
import io.gitlab.gopgo.pprof.ProfileReader;
import io.gitlab.gopgo.testing.Folders;
import io.gitlab.gopgo.testing.Go;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CorpusTest {
  /// Over several builds, and over a large one.
  private static final int[] INDEXES =
      IntStream.concat(IntStream.range(0, 20), IntStream.of(399, 401, 1200, 1600, 9999)).toArray();

  private final Corpus corpus = Corpus.ofRecordings(1);

  @Test
  void goReadsEveryProfileAndSumsThemAsTheMergeDoes() throws Exception {
    Merge merge = new Merge(new Names(), ProfileReader.DEFAULT_LIMIT);
    byte[] plain =
        Folders.inTemporary(folder -> {
          List<Path> files = new ArrayList<>();
          for (int index : INDEXES) {
            byte[] profile = corpus.profile(index);
            assertThat(merge.add("profile " + index, profile, 0)).isInstanceOf(Intake.Taken.class);
            Path file = Files.write(folder.resolve(index + ".pprof"), profile);
            String raw = text(Go.pprof(List.of("-raw"), List.of(file)));
            assertThat(raw).contains("samples/count cpu/nanoseconds", "Period: 10000000");
            assertThat(raw.contains("endpoint:[/v1/wing")).isEqualTo(raw.contains("user:[alice"));
            files.add(file);
          }
          return Go.pprof(List.of("-symbolize=none", "-proto"), files);
        });
    assertThat(Go.preprofile(merge.finish().compact())).isEqualTo(Go.preprofile(plain));
  }

  @Test
  void theSameSeedGivesTheSameBytesAndEachIndexOthers() {
    Corpus again = Corpus.ofRecordings(1);
    Set<String> hashes = new HashSet<>();
    // Backwards: what was asked for before doesn't matter.
    for (int i = INDEXES.length - 1; i >= 0; i--) {
      byte[] profile = corpus.profile(INDEXES[i]);
      assertThat(again.profile(INDEXES[i])).isEqualTo(profile);
      hashes.add(ProfileFile.contentHash(profile));
      hashes.add(ProfileFile.contentHash(Corpus.ofRecordings(2).profile(INDEXES[i])));
    }
    assertThat(hashes).hasSize(2 * INDEXES.length);
  }

  @Test
  void buildsMoveFilesAndAddressesAndKeepMostOffsets() throws IOException {
    Stacks recorded =
        Stacks.read(List.of(Folders.PROJECT.resolve("examples/quickstart/profiles/worker")));
    Build build = new Build(recorded, 1, 1);
    Program first = build.process(0);
    for (int i = 0; i < 10; i++) {
      build = build.next(i);
    }
    Program later = build.process(4096);
    int all = 0;
    int movedOffsets = 0;
    int movedFunctions = 0;
    for (int location = 0; location < recorded.locations().size(); location++) {
      assertThat(later.address(location)).isNotEqualTo(first.address(location));
      if (first.lines(location) > 0 && !first.name(first.function(location, 0)).startsWith("run")) {
        int function = first.function(location, 0);
        int before = first.lineNumber(location, 0) - first.startLine(function);
        int after = later.lineNumber(location, 0) - later.startLine(function);
        all++;
        movedOffsets += before == after ? 0 : 1;
        movedFunctions += first.startLine(function) == later.startLine(function) ? 0 : 1;
      }
    }
    assertThat(movedOffsets).isBetween(1, all / 10);
    assertThat(movedFunctions).isBetween(all / 2, all);
  }

  @Test
  void ratesTakeTurns() {
    Corpus mixed = corpus.atHertz(100, 1000);
    assertThat(
            List.of(period(mixed.profile(0)), period(mixed.profile(1)), period(mixed.profile(2))))
        .containsExactly("10000000", "1000000", "10000000");
  }

  @Test
  void sizesAreThoseOfAFleet() {
    int[] sizes =
        IntStream.range(0, 200).map(index -> corpus.profile(index).length).sorted().toArray();
    assertThat(sizes[20]).isBetween(15_000, 30_000);
    assertThat(sizes[100]).isBetween(25_000, 35_000);
    assertThat(sizes[180]).isBetween(35_000, 60_000);
  }

  @ParameterizedTest
  @EnumSource
  void goReadsPathologicalOnes(Pathology pathology) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    pathology.writeTo(file, 500);
    assertThat(Go.refusal(file.toByteArray())).isEmpty();
    String raw =
        Folders.inTemporary(folder -> {
          Path profile = Files.write(folder.resolve("x.pprof"), file.toByteArray());
          return text(Go.pprof(List.of("-raw"), List.of(profile)));
        });
    long labels = Arrays.stream(raw.split("@example", -1)).count() - 1;
    assertThat(labels).isEqualTo(pathology == Pathology.LABELS ? 2500 : 0);
  }

  private static String period(byte[] profile) {
    return Folders.inTemporary(folder -> {
      Path file = Files.write(folder.resolve("x.pprof"), profile);
      return text(Go.pprof(List.of("-raw"), List.of(file)))
          .lines()
          .filter(line -> line.startsWith("Period: "))
          .findFirst()
          .orElse("")
          .replace("Period: ", "");
    });
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
