package io.gitlab.gopgo.testing;

import static io.gitlab.gopgo.testing.Proto.message;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.random.RandomGenerator;

/// A small, nasty profile: few names, lines and addresses, so that recursion, collisions, repeated
/// pairs, missing functions, missing lines, missing start lines and zero weights are all common.
public final class RandomProfile {
  private static final List<String> STRINGS =
      List.of("", "samples", "count", "cpu", "nanoseconds", "a", "b", "c.func1", "d[go.x]");
  private static final int FIRST_NAME = STRINGS.indexOf("a");

  private RandomProfile() {}

  /// The profile that belongs to the random numbers.
  ///
  /// @param period CPU nanoseconds between two samples
  public static byte[] bytes(RandomGenerator random, long period) {
    int functions = 1 + random.nextInt(6);
    int locations = 1 + random.nextInt(8);
    return message(out -> {
      out.writeByteArray(1, message(type -> type(type, 1, 2)));
      out.writeByteArray(1, message(type -> type(type, 3, 4)));
      for (int i = random.nextInt(12); i >= 0; i--) {
        long value = random.nextInt(5);
        out.writeByteArray(
            2,
            message(sample -> {
              for (int depth = random.nextInt(4); depth > 0; depth--) {
                sample.writeInt64(1, 1 + random.nextInt(locations));
              }
              sample.writeInt64(2, value);
              sample.writeInt64(2, value * period);
            }));
      }
      for (int i = 1; i <= locations; i++) {
        int id = i;
        out.writeByteArray(4, message(location -> location(location, id, functions, random)));
      }
      for (int i = 1; i <= functions; i++) {
        int id = i;
        out.writeByteArray(
            5,
            message(function -> {
              function.writeInt64(1, id);
              function.writeInt64(2, FIRST_NAME + random.nextInt(STRINGS.size() - FIRST_NAME));
              // Mostly there, sometimes not, as in merges of sound and stripped profiles.
              function.writeInt64(5, id == 1 ? 3 : random.nextInt(3));
            }));
      }
      out.writeByteArray(11, message(type -> type(type, 3, 4)));
      out.writeInt64(12, period);
      for (String string : STRINGS) {
        out.writeString(6, string);
      }
    });
  }

  private static void type(CodedOutputStream out, int type, int unit) throws IOException {
    out.writeInt64(1, type);
    out.writeInt64(2, unit);
  }

  private static void location(CodedOutputStream out, int id, int functions, RandomGenerator random)
      throws IOException {
    out.writeInt64(1, id);
    out.writeInt64(3, random.nextInt(3));
    for (int lines = random.nextInt(random.nextInt(10) == 0 ? 60 : 4); lines > 0; lines--) {
      out.writeByteArray(
          4,
          message(line -> {
            line.writeInt64(1, random.nextInt(functions + 1));
            line.writeInt64(2, random.nextInt(5));
          }));
    }
  }
}
