package io.gitlab.gopgo.testing.corpus;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// One build of a program that has the recorded ones' code, some of it several times.
///
/// The recordings are of small programs. A large one has more code of the same kind: so the whole
/// code exists in several wings, each with its own import paths, all over one Go runtime.
///
/// From one build to the next each file grows or shrinks at its head, which moves the lines of its
/// functions and leaves the offsets within them; a few functions get a line more inside, which
/// moves the calls below it; fewer get another name; all addresses change.
final class Build {
  private static final long TEXT = 0x401000;

  private final List<RecordedProfile.Function> functions;
  private final List<RecordedProfile.Location> locations;

  /// Per location, the functions of its lines, innermost first; and whether all wings share it.
  private final int[][] functionAt;

  private final boolean[] shared;

  private final int number;
  private final String id;
  private final String[] name;
  private final int[] startLine;

  /// Per function, the offset from which on lines moved within it, and by how much in total.
  private final int[] movedFrom;

  private final int[] moved;
  private final long[] address;
  private final long end;

  /// The first build.
  Build(Stacks stacks, int wings, long seed) {
    this.functions = stacks.functions();
    this.locations = stacks.locations();
    functionAt = new int[locations.size()][];
    shared = new boolean[locations.size()];
    for (int i = 0; i < shared.length; i++) {
      functionAt[i] =
          locations.get(i).lines().stream()
              .mapToInt(line -> stacks.number(line.function()))
              .toArray();
      shared[i] = Arrays.stream(functionAt[i]).allMatch(this::isRuntime);
    }
    number = 0;
    int size = functions.size() * wings;
    name = new String[size];
    startLine = new int[size];
    movedFrom = new int[size];
    moved = new int[size];
    for (int i = 0; i < size; i++) {
      name[i] = path(i) + functions.get(i % functions.size()).name();
      startLine[i] = functions.get(i % functions.size()).startLine();
      movedFrom[i] = Integer.MAX_VALUE;
    }
    SplittableRandom random = new SplittableRandom(seed);
    address = new long[locations.size() * wings];
    end = layOut(random);
    id = Long.toHexString(random.nextLong());
  }

  private Build(Build before, SplittableRandom random) {
    functions = before.functions;
    locations = before.locations;
    functionAt = before.functionAt;
    shared = before.shared;
    number = before.number + 1;
    name = before.name.clone();
    startLine = before.startLine.clone();
    movedFrom = before.movedFrom.clone();
    moved = before.moved.clone();
    int shift = random.nextInt(12) - 3;
    for (int i = 0; i < name.length; i++) {
      if (i > 0 && !file(i).equals(file(i - 1))) {
        shift = random.nextInt(12) - 3;
      }
      if (isRuntime(i)) {
        continue;
      }
      if (startLine[i] > 0) {
        startLine[i] = Math.max(1, startLine[i] + shift);
      }
      if (random.nextInt(150) == 0) {
        movedFrom[i] = Math.min(movedFrom[i], random.nextInt(30));
        moved[i]++;
      }
      if (random.nextInt(2000) == 0) {
        name[i] += "V" + number;
      }
    }
    address = new long[before.address.length];
    end = layOut(random);
    id = Long.toHexString(random.nextLong());
  }

  Build next(long seed) {
    return new Build(this, new SplittableRandom(seed + number));
  }

  /// Whether the function is there once, whatever the wing.
  private boolean isRuntime(int function) {
    String recorded = functions.get(function % functions.size()).name();
    return recorded.startsWith("runtime.") || recorded.startsWith("internal/runtime/");
  }

  private String path(int function) {
    int wing = function / functions.size();
    return wing == 0 ? "" : "acme.example/wing%d/".formatted(wing);
  }

  private String file(int function) {
    String file = functions.get(function % functions.size()).file();
    int wing = function / functions.size();
    return wing == 0 ? file : "/src/wing%d/%s".formatted(wing, file);
  }

  /// Gives each location its address, each function some bytes, and returns where the code ends.
  private long layOut(SplittableRandom random) {
    long at = TEXT;
    for (int i = 0; i < address.length; i++) {
      at += 1 + random.nextInt(40);
      address[i] = at;
    }
    return (at | 0xfff) + 1;
  }

  /// The location's number in that wing.
  int location(int location, int wing) {
    return shared[location] ? location : location + wing * locations.size();
  }

  /// A process of this build, which the loader put `slide` bytes further up.
  Program process(long slide) {
    return new Running(slide);
  }

  private final class Running implements Program {
    private final long slide;

    Running(long slide) {
      this.slide = slide;
    }

    @Override
    public String name(int function) {
      return name[function];
    }

    @Override
    public String file(int function) {
      return Build.this.file(function);
    }

    @Override
    public int startLine(int function) {
      return startLine[function];
    }

    @Override
    public long address(int location) {
      return slide + address[location];
    }

    @Override
    public int lines(int location) {
      return recorded(location).lines().size();
    }

    @Override
    public int function(int location, int line) {
      int function = functionAt[location % locations.size()][line];
      return isRuntime(function)
          ? function
          : function + location / locations.size() * functions.size();
    }

    @Override
    public int lineNumber(int location, int line) {
      int function = function(location, line);
      RecordedProfile.Line recorded = recorded(location).lines().get(line);
      int offset = recorded.line() - recorded.function().startLine();
      return startLine[function] + offset + (offset >= movedFrom[function] ? moved[function] : 0);
    }

    @Override
    public Mapping mapping() {
      return new Mapping(slide + TEXT - 0x1000, slide + end, "/app/shop", id);
    }

    private RecordedProfile.Location recorded(int location) {
      return locations.get(location % locations.size());
    }
  }
}
