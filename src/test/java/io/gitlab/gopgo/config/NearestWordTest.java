package io.gitlab.gopgo.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestWordTest {
  private static final List<String> FIELDS =
      List.of("enabled", "expected", "from", "judge", "profiles", "seed", "to", "window");

  @ParameterizedTest
  @CsvSource({
    "windw, window",
    "widnow, window",
    "Window, window",
    "PROFILES, profiles",
    "profile, profiles",
    "enable, enabled",
    "expect, expected",
    "form, from",
    "too, to",
    "sed, seed"
  })
  void guessesWhatWasMeant(String word, String meant) {
    assertThat(NearestWord.of(word, FIELDS)).contains(meant);
  }

  @Test
  void guessesNothingFarFetched() {
    assertThat(NearestWord.of("schedule", FIELDS)).isEmpty();
    assertThat(NearestWord.of("", FIELDS)).isEmpty();
    assertThat(NearestWord.of("id", FIELDS)).isEmpty();
    assertThat(NearestWord.of("window", List.of())).isEmpty();
  }

  @Test
  void takesTheFirstByNameOfEquallyNearWords() {
    assertThat(NearestWord.of("cat", List.of("hat", "bat", "rat"))).contains("bat");
  }

  @Test
  void copesWithAWordAsLongAsAFile() {
    assertThat(NearestWord.of("w".repeat(1 << 20), FIELDS)).isEmpty();
  }
}
