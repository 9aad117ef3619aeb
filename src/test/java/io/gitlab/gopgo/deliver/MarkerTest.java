package io.gitlab.gopgo.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.testing.FoldedProfile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkerTest {
  private static final byte[] FILE = "a profile".getBytes(StandardCharsets.UTF_8);

  /// The SHA-256 of the text, by another program.
  private static final String HASH =
      "4913b3ed7ccad0513efe87ff54c719305f11f29c1203124041a2aeaf30c14494";

  @ParameterizedTest
  @CsvSource({
    "default.pgo, default.pgo",
    "cmd/api/default.pgo, cmd/api/default.pgo",
    "~a_b-c.d/E0, ~a_b-c.d/E0",
    "a b, a%20b",
    "-->, --%3E",
    "a--!>b, a--%21%3Eb",
    "größe, gr%C3%B6%C3%9Fe",
    "日本, %E6%97%A5%E6%9C%AC",
    "😀, %F0%9F%98%80",
    "100%, 100%25",
    "a%2Fb, a%252Fb",
    "a+b=c&d, a%2Bb%3Dc%26d",
    "\"<script>\", %22%3Cscript%3E%22",
    "@all #1 !2, %40all%20%231%20%212"
  })
  void spellsPaths(String path, String encoded) {
    assertThat(Marker.of(path, FILE))
        .isEqualTo("<!-- go-pgo:v1 file=%s sha256=%s -->".formatted(encoded, HASH));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cmd/api/default.pgo", "a b/ü--> sha256=0 -->\u202E", "100%25+"})
  void losesNothingOfAPath(String path) {
    String marker = Marker.of(path, FILE);
    String encoded =
        marker.replaceAll("^<!-- go-pgo:v1 file=(\\S+) sha256=[0-9a-f]{64} -->$", "$1");
    assertThat(URLDecoder.decode(encoded, StandardCharsets.UTF_8)).isEqualTo(path);
  }

  @Test
  void knowsAFileByItsContentHoweverItWasCompressed() throws IOException {
    byte[] profile = FoldedProfile.of("main;serve 1").bytes();
    String marker = Marker.of("default.pgo", profile);
    assertThat(Marker.of("default.pgo", gzip(profile, Deflater.BEST_SPEED))).isEqualTo(marker);
    assertThat(Marker.of("default.pgo", gzip(profile, Deflater.NO_COMPRESSION))).isEqualTo(marker);
    assertThat(Marker.of("default.pgo", FILE)).isNotEqualTo(marker);
  }

  /// Somebody may have changed the line by hand.
  @Test
  void passesOverLinesThatNameNoFile() {
    String marker = Marker.of("default.pgo", FILE);
    String broken = marker.replace("default.pgo", "100%");
    assertThat(Marker.hashes(broken + "\n" + marker)).containsOnlyKeys("default.pgo");
    assertThat(Marker.peoplesPart(broken + "\n" + marker + "\nmine")).isEqualTo("mine");
  }

  @Test
  void keepsAQuotationBelow() {
    String ours = "Ours.\n\n" + Marker.of("a.pgo", FILE) + "\n" + Marker.of("b.pgo", FILE);
    String theirs = "Before it said:\n\n" + Marker.of("c.pgo", FILE) + "\n\nWhy?";
    assertThat(Marker.peoplesPart(ours + "\n" + theirs)).isEqualTo(theirs);
    assertThat(Marker.hashes(ours + "\n" + theirs)).containsOnlyKeys("a.pgo", "b.pgo");
  }

  /// GitLab runs lines that begin with a slash.
  @ParameterizedTest
  @ValueSource(strings = {"\n\n", "\r\n \r\n", "\n"})
  void makesNoQuickActionOfAnIndentedLine(String between) {
    String marker = Marker.of("default.pgo", FILE);
    assertThat(Marker.peoplesPart(marker + between + "  /merge\n")).isEqualTo("  /merge");
    assertThat(Marker.peoplesPart(" /merge\n")).isEqualTo(" /merge");
  }

  private static byte[] gzip(byte[] content, int level) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out =
        new GZIPOutputStream(bytes) {
          {
            def.setLevel(level);
          }
        }) {
      out.write(content);
    }
    return bytes.toByteArray();
  }
}
