package io.gitlab.gopgo.pprof;

import static io.gitlab.gopgo.testing.Proto.message;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.CodedOutputStream;
import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.Folders;
import io.gitlab.gopgo.testing.Go;
import io.gitlab.gopgo.testing.Proto;
import io.gitlab.gopgo.testing.RandomProfile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The policy of `docs/malformed-input.md`, case by case.
class MalformedInputTest {
  private static final byte[] SOUND = FoldedProfile.of("main;serve:12;decode:3 90").bytes();

  /// A broken file and what is said of it.
  @SuppressWarnings("ArrayRecordComponent")
  record Broken(String name, byte[] file, String message) {
    @Override
    public String toString() {
      return name;
    }
  }

  /// Files that Go's tools refuse or choke on.
  static final List<Broken> REFUSED_BY_GO =
      List.of(
          new Broken("text", "a text".getBytes(UTF_8), "wire type"),
          new Broken(
              "varint of eleven bytes",
              message(out -> {
                out.writeTag(12, 0);
                for (int i = 0; i < 11; i++) {
                  out.write((byte) 0x80);
                }
              }),
              "profile.period at offset 11: varint runs past 10 bytes"),
          plus("string beyond the file", out -> head(out, 6, 1000), "runs past the end"),
          plus("negative length", out -> head(out, 2, -1), "negative length"),
          plus("group", out -> out.writeTag(99, 3), "unknown wire type 3"),
          plus("wrong wire type", out -> out.writeFixed64(12, 1), "profile.period at offset"),
          plus(
              "dangling location",
              out -> out.writeByteArray(2, sample(77, 1)),
              "sample.location_id" + behind(3) + "location 77 is nowhere defined"),
          plus("dangling function", out -> out.writeByteArray(4, location(99, 55)), "function 55"),
          plus(
              "location twice",
              out -> out.writeByteArray(4, location(1, 1)),
              "location" + behind(8) + "id 1 stands twice"),
          plus("function 0", out -> out.writeByteArray(5, new byte[0]), "id 0 is reserved"),
          plus("mapping 0", out -> out.writeByteArray(3, new byte[0]), "id 0 is reserved"),
          plus(
              "too few values",
              out -> out.writeByteArray(2, message(sample -> sample.writeInt64(2, 1))),
              "sample" + behind(4) + "1 values, where earlier samples have 2"),
          plus("no values", out -> out.writeByteArray(2, new byte[0]), "no values"),
          plus(
              "more sample types than values",
              out -> out.writeByteArray(1, new byte[0]),
              "samples have 2 values, but there are 3 sample types"),
          plus("string out of range", out -> out.writeInt64(7, 5000), "string 5000 of a table"),
          plus("negative string", out -> out.writeInt64(8, -1), "profile.keep_frames at offset"),
          new Broken(
              "first string not empty",
              message(out -> out.writeString(6, "samples")),
              "profile.string_table at offset 9: the first string must be empty"),
          new Broken("no strings", message(out -> out.writeInt64(12, 1)), "it is missing"),
          new Broken(
              "gzip without end",
              Arrays.copyOf(gzip(SOUND), gzip(SOUND).length - 9),
              "gzip at offset"),
          new Broken("gzip header alone", Arrays.copyOf(gzip(SOUND), 5), "the file ends early"),
          new Broken("gzip with garbage behind", concat(gzip(SOUND), SOUND), "no gzip header"),
          new Broken("gzip with another checksum", flipped(gzip(SOUND), -6), "wrong checksum"));

  /// Files that Go reads, though they break a build later or serve no one but an attacker.
  static final List<Broken> REFUSED_BY_US =
      List.of(
          new Broken(
              "line feed in a name",
              FoldedProfile.of("main;ser@ve 1").bytesWith('@', '\n'),
              "a line break in a function name would break the build"),
          new Broken(
              "carriage return in a name",
              FoldedProfile.of("main;ser@ve 1").bytesWith('@', '\r'),
              "a line break in a function name would break the build"),
          new Broken(
              "name of 64 KiB",
              FoldedProfile.of("main;" + "x".repeat(1 << 16) + " 1").bytes(),
              "65536 bytes, Go's compiler reads at most 65535"),
          plus("field number 0", out -> out.write((byte) 0), "field number 0"),
          plus(
              "300 inlined frames",
              out ->
                  out.writeByteArray(
                      4,
                      message(location -> {
                        location.writeInt64(1, 99);
                        for (int i = 0; i < 300; i++) {
                          location.writeByteArray(4, new byte[0]);
                        }
                      })),
              "300 inlined frames in one location, at most 256 are read"),
          plus(
              "line beyond every file",
              out ->
                  out.writeByteArray(
                      4,
                      message(location -> {
                        location.writeInt64(1, 99);
                        location.writeByteArray(4, message(line -> line.writeInt64(2, 1L << 40)));
                      })),
              "line.line" + behind(13) + "line 1099511627776 is out of range"),
          plus(
              "100 values in a sample",
              out ->
                  out.writeByteArray(2, message(sample -> sample.writeByteArray(2, new byte[100]))),
              "more than 64 values"),
          plus(
              "100 sample types",
              out -> {
                for (int i = 0; i < 100; i++) {
                  out.writeByteArray(1, new byte[0]);
                }
              },
              "more than 64 sample types"));

  @ParameterizedTest
  @FieldSource("REFUSED_BY_GO")
  void refusesWhatGoRefuses(Broken broken) {
    assertThatRefusing(broken);
    assertThat(Go.refusal(broken.file)).as("Go's own words").isNotEmpty();
  }

  @ParameterizedTest
  @FieldSource("REFUSED_BY_US")
  void refusesWhatWouldDoHarmLater(Broken broken) {
    assertThatRefusing(broken);
  }

  private static void assertThatRefusing(Broken broken) {
    assertThatExceptionOfType(ProfileFormatException.class)
        .isThrownBy(() -> read(broken.file))
        .withMessageContaining(broken.message)
        .withMessageMatching("[a-z_.]+( 99)? at offset \\d+: .*");
  }

  @Test
  void refusesABadNameEachTimeItComes() {
    byte[] bad = FoldedProfile.of("main;ser@ve 1").bytesWith('@', '\n');
    ProfileReader reader = new ProfileReader(new Names(), ProfileReader.DEFAULT_LIMIT);
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(ProfileFormatException.class).isThrownBy(() -> reader.read(bad));
    }
  }

  @Test
  void readsTagsThatTakeMoreBytesThanTheyNeed() throws ProfileFormatException {
    byte[] file =
        concat(
            FoldedProfile.of("main;serve 1").bytes(),
            message(out -> {
              out.writeRawBytes(new byte[] {(byte) 0xe0, 0, 5}); // A period of 5.
              out.writeByteArray(3, new byte[] {(byte) 0x88, 0, 99}); // A mapping of id 99.
            }));
    assertThat(Go.refusal(file)).isEmpty();
    assertThat(read(file).header().period()).isEqualTo(5);
  }

  /// A field's number has more bits than an int: cut off, this one would be a period of 7.
  @Test
  void passesOverFieldsFarBeyondProfileProto() throws ProfileFormatException {
    byte[] file =
        concat(
            FoldedProfile.of("main;serve 1").period(5).bytes(),
            message(out -> {
              out.writeUInt64NoTag(1L << 35 | 12 << 3);
              out.writeInt64NoTag(7);
            }));
    assertThat(Go.refusal(file)).isEmpty();
    assertThat(read(file).header().period()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"inlining", "layout-a", "generics"})
  void endsEveryPrefixInAnErrorOrAProfile(String fixture) {
    byte[] gzip = Folders.bytes(Folders.fixture(fixture));
    byte[] raw = inflate(gzip);
    for (int length = 1; length < raw.length; length++) {
      readOrRefuse(Arrays.copyOf(raw, length));
    }
    for (int length = 1; length < gzip.length; length++) {
      byte[] prefix = Arrays.copyOf(gzip, length);
      assertThatExceptionOfType(ProfileFormatException.class).isThrownBy(() -> read(prefix));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void endsEveryBitFlipInAnErrorOrAProfile(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] raw = inflate(Folders.bytes(Folders.fixture("layout-b")));
    for (int i = 0; i < 5_000; i++) {
      byte[] flipped = raw.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        int bit = random.nextInt(raw.length * 8);
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
      }
      readOrRefuse(flipped);
    }
  }

  private static byte[] inflate(byte[] gzip) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads everything, one after the other, into the same memory.
  private final ProfileReader reused = new ProfileReader(new Names(), ProfileReader.DEFAULT_LIMIT);

  /// What an earlier file left behind, sound or not, changes nothing.
  private void readOrRefuse(byte[] file) {
    String outcome = outcome(new ProfileReader(new Names(), ProfileReader.DEFAULT_LIMIT), file);
    assertThat(outcome(reused, file)).isEqualTo(outcome);
  }

  private static String outcome(ProfileReader reader, byte[] file) {
    try {
      return content(reader.read(file));
    } catch (ProfileFormatException e) {
      assertThat(e).hasMessageContaining(" at offset ");
      return String.valueOf(e.getMessage());
    }
  }

  private static String content(Profile profile) {
    StringBuilder content = new StringBuilder(profile.header().toString());
    for (int sample = 0; sample < profile.sampleCount(); sample++) {
      content.append("\nsample ").append(profile.leaf(sample)).append(' ');
      content.append(profile.caller(sample));
      for (int type = 0; type < profile.header().sampleTypes().size(); type++) {
        content.append(' ').append(profile.value(sample, type));
      }
    }
    for (int location = 0; location < profile.locationCount(); location++) {
      content.append("\nlocation ").append(profile.address(location));
      for (int i = profile.firstLine(location); i < profile.lastLine(location); i++) {
        content.append(' ').append(profile.function(i)).append(':').append(profile.lineNumber(i));
      }
    }
    for (int function = 0; function < profile.functionCount(); function++) {
      content.append("\nfunction ").append(profile.names().text(profile.name(function)));
      content.append(' ').append(profile.startLine(function));
    }
    return content.toString();
  }

  /// Sizes, numbering of ids and layouts of all kinds, one after the other.
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void readsEachAsIfItWereTheFirst(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Path> fixtures = Folders.fixtures();
    for (int i = 0; i < 200; i++) {
      byte[] file =
          random.nextBoolean()
              ? RandomProfile.bytes(random, 10_000_000)
              : Folders.bytes(fixtures.get(random.nextInt(fixtures.size())));
      readOrRefuse(
          random.nextInt(5) == 0 ? Arrays.copyOf(file, random.nextInt(file.length)) : file);
    }
  }

  @Test
  void stopsABombAtTheLimit() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
      for (int i = 0; i < 300; i++) {
        gzip.write(new byte[1 << 20]);
      }
    }
    assertThat(bomb.size()).isLessThan(400_000);
    assertThatExceptionOfType(ProfileFormatException.class)
        .isThrownBy(() -> new ProfileReader(new Names(), 1 << 20).read(bomb.toByteArray()))
        .satisfies(e ->
            assertThat(e.words())
                .as("nothing says that it is damaged")
                .endsWith("inflates to more than the limit of 1048576 bytes"));
  }

  @Test
  void readsAFileOfExactlyTheLimit() throws ProfileFormatException {
    ProfileReader reader = new ProfileReader(new Names(), SOUND.length);
    assertThat(reader.read(SOUND).sampleCount()).isOne();
    assertThat(reader.read(gzip(SOUND)).sampleCount()).isOne();
    ProfileReader tighter = new ProfileReader(new Names(), SOUND.length - 1);
    assertThatExceptionOfType(ProfileFormatException.class).isThrownBy(() -> tighter.read(SOUND));
    assertThatExceptionOfType(ProfileFormatException.class)
        .isThrownBy(() -> tighter.read(gzip(SOUND)));
  }

  @Test
  void takesAnEmptyFileForAProfileWithoutSamplesAsGoDoes() throws ProfileFormatException {
    assertThat(read(new byte[0]).sampleCount()).isZero();
    assertThat(read(gzip(new byte[0])).sampleCount()).isZero();
    assertThat(Go.refusal(new byte[0])).isEmpty();
  }

  @Test
  void readsGzipInSeveralMembersAsGoDoes() throws ProfileFormatException {
    byte[] members =
        concat(gzip(Arrays.copyOf(SOUND, 100)), gzip(Arrays.copyOfRange(SOUND, 100, SOUND.length)));
    assertThat(read(members).sampleCount()).isOne();
    assertThat(Go.refusal(members)).isEmpty();
  }

  @Test
  void readsPackedAndUnpackedListsAlike() throws ProfileFormatException {
    Profile profile =
        read(
            concat(
                SOUND,
                message(out -> {
                  out.writeByteArray(2, sample(1, 2));
                  out.writeByteArray(
                      2,
                      message(sample -> {
                        sample.writeByteArray(1, new byte[] {1, 2});
                        sample.writeByteArray(2, new byte[] {5, 50});
                      }));
                })));
    assertThat(profile.sampleCount()).isEqualTo(3);
    for (int sample = 1; sample <= 2; sample++) {
      assertThat(profile.leaf(sample)).isZero();
      assertThat(profile.caller(sample)).isEqualTo(1);
      assertThat(profile.value(sample, 0)).isEqualTo(5);
      assertThat(profile.value(sample, 1)).isEqualTo(50);
    }
  }

  @Test
  void skipsFieldsThatItDoesNotKnow() throws ProfileFormatException {
    Profile profile =
        read(
            concat(
                SOUND,
                message(out -> {
                  for (int i = 0; i < 100_000; i++) {
                    out.writeInt64(1000, i);
                  }
                  out.writeString(1001, "later");
                  out.writeFixed32(1002, 1);
                  out.writeFixed64(1003, 1);
                })));
    assertThat(profile.sampleCount()).isOne();
  }

  private static Profile read(byte[] file) throws ProfileFormatException {
    return new ProfileReader(new Names(), ProfileReader.DEFAULT_LIMIT).read(file);
  }

  /// A sound profile with something behind it.
  private static Broken plus(String name, Proto.Body body, String message) {
    return new Broken(name, concat(SOUND, message(body)), message);
  }

  /// A place so many bytes behind the sound profile's end.
  private static String behind(int bytes) {
    return " at offset " + (SOUND.length + bytes) + ": ";
  }

  private static byte[] sample(long... stack) {
    return message(sample -> {
      for (long location : stack) {
        sample.writeInt64(1, location);
      }
      sample.writeInt64(2, 5);
      sample.writeInt64(2, 50);
    });
  }

  private static byte[] location(long id, long function) {
    return message(location -> {
      location.writeInt64(1, id);
      location.writeByteArray(4, message(line -> line.writeInt64(1, function)));
    });
  }

  private static void head(CodedOutputStream out, int field, int length) throws IOException {
    out.writeTag(field, 2);
    out.writeInt32NoTag(length);
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  /// The bytes with one bit changed, `fromEnd` being negative.
  private static byte[] flipped(byte[] bytes, int fromEnd) {
    bytes[bytes.length + fromEnd] ^= 1;
    return bytes;
  }

  private static byte[] gzip(byte[] content) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(file)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return file.toByteArray();
  }
}
