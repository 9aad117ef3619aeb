package io.gitlab.gopgo.testing.corpus;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.SplittableRandom;

/// Valid profiles that no reader should stumble over, each with one thing in excess.
public enum Pathology implements Program {
  /// 100,000 functions, each called once.
  FUNCTIONS(100_000),
  /// Stacks of 500 frames, as pprof's own limits allow.
  FRAMES(2_000),
  /// A million samples.
  SAMPLES(1_000_000),
  /// A million labels, no two alike: five on each of 200,000 samples.
  LABELS(200_000);

  private static final int DEEP = 500;
  private static final int LABELS_EACH = 5;
  private static final int SMALL = 1_000;

  private final int usualSamples;

  Pathology(int usualSamples) {
    this.usualSamples = usualSamples;
  }

  public String fileName() {
    return name().toLowerCase(Locale.ROOT) + ".pprof";
  }

  /// Writes it in full.
  public void writeTo(OutputStream file) throws IOException {
    writeTo(file, usualSamples);
  }

  /// Writes it with another number of samples, where less of the same will do.
  public void writeTo(OutputStream file, int samples) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    try (GoProfileWriter writer =
        new GoProfileWriter(this, Instant.EPOCH, Duration.ofHours(1), 10_000_000, file)) {
      for (int i = 0; i < samples; i++) {
        int[] stack = new int[this == FRAMES ? DEEP : 4];
        for (int frame = 0; frame < stack.length; frame++) {
          stack[frame] = random.nextInt(SMALL);
        }
        if (this == FUNCTIONS) {
          stack[0] = i;
        }
        writer.sample(1 + random.nextInt(3), stack, labels(i));
      }
    }
  }

  private String[] labels(int sample) {
    if (this != LABELS) {
      return new String[0];
    }
    String[] labels = new String[2 * LABELS_EACH];
    for (int i = 0; i < LABELS_EACH; i++) {
      labels[2 * i] = "key" + i;
      labels[2 * i + 1] = "alice%d@example.com".formatted(sample * LABELS_EACH + i);
    }
    return labels;
  }

  @Override
  public String name(int function) {
    return "acme.example/shop/pkg%d.(*Type).f%d".formatted(function % 100, function);
  }

  @Override
  public String file(int function) {
    return "/src/shop/pkg%d/file%d.go".formatted(function % 100, function % 1000);
  }

  @Override
  public int startLine(int function) {
    return 1 + function % 5000;
  }

  @Override
  public long address(int location) {
    return 0x401000L + 32L * location;
  }

  @Override
  public int lines(int location) {
    return 1;
  }

  @Override
  public int function(int location, int line) {
    return location;
  }

  @Override
  public int lineNumber(int location, int line) {
    return startLine(location) + location % 60;
  }

  @Override
  public Mapping mapping() {
    return new Mapping(0x400000, 0x4000_0000, "/app/shop", "");
  }
}
