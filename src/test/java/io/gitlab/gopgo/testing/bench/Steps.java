package io.gitlab.gopgo.testing.bench;

import io.gitlab.gopgo.merge.Merge;
import io.gitlab.gopgo.merge.MergeException;
import io.gitlab.gopgo.merge.Merged;
import io.gitlab.gopgo.pgo.EdgeRule;
import io.gitlab.gopgo.pgo.EdgeTable;
import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.Profile;
import io.gitlab.gopgo.pprof.ProfileFormatException;
import io.gitlab.gopgo.pprof.ProfileReader;
import io.gitlab.gopgo.testing.corpus.Corpus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What each step of a merge takes per profile, once it is warm: `bench/steps/run`.
///
/// JMH makes its own subclass of this, and so can't do with a final class.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(Steps.PROFILES)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"})
public class Steps {
  static final int PROFILES = 100;

  private final List<byte[]> files = new ArrayList<>();
  private final List<byte[]> contents = new ArrayList<>();
  private final Names names = new Names();
  private final List<Profile> profiles = new ArrayList<>();
  private final Merge merge = new Merge(new Names(), ProfileReader.DEFAULT_LIMIT);

  @Setup
  public void setUp() throws IOException, ProfileFormatException {
    Corpus corpus = Corpus.ofRecordings(1);
    for (int i = 0; i < PROFILES; i++) {
      byte[] file = corpus.profile(i);
      files.add(file);
      contents.add(inflated(file));
      profiles.add(new ProfileReader(names, ProfileReader.DEFAULT_LIMIT).read(file));
      merge.add("profile " + i, file, 0);
    }
  }

  @Benchmark
  public int inflate() throws IOException {
    int length = 0;
    for (byte[] file : files) {
      length += inflated(file).length;
    }
    return length;
  }

  @Benchmark
  public int decode() throws ProfileFormatException {
    ProfileReader reader = new ProfileReader(names, ProfileReader.DEFAULT_LIMIT);
    int samples = 0;
    for (byte[] content : contents) {
      samples += reader.read(content).sampleCount();
    }
    return samples;
  }

  @Benchmark
  public EdgeTable edges() {
    EdgeRule rule = new EdgeRule(names);
    EdgeTable table = new EdgeTable(names);
    for (Profile profile : profiles) {
      rule.addEdges(profile, 0, table);
    }
    return table;
  }

  /// All of it, as one merge.
  @Benchmark
  public Merged merge() throws MergeException {
    Merge whole = new Merge(new Names(), ProfileReader.DEFAULT_LIMIT);
    for (byte[] file : files) {
      whole.add("profile", file, 0);
    }
    return whole.finish();
  }

  /// One file, whatever the number of profiles.
  @Benchmark
  @OperationsPerInvocation(1)
  public byte[] writeCompact() throws MergeException {
    return merge.finish().compact();
  }

  private static byte[] inflated(byte[] file) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file), 1 << 16)) {
      return in.readAllBytes();
    }
  }
}
