package io.gitlab.gopgo.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T00:00:00Z, 7d, 2026-11-15/2026-11-22",
    "2026-11-22T00:00:00.000000001Z, 7d, 2026-11-15/2026-11-22",
    "2026-11-22T23:59:59.999999999Z, 7d, 2026-11-15/2026-11-22",
    "2026-11-23T00:00:00Z, 7d, 2026-11-16/2026-11-23",
    "2026-11-22T12:00:00Z, 1d, 2026-11-21/2026-11-22",
    "2028-03-01T01:00:00Z, 1d, 2028-02-29/2028-03-01",
    "2027-01-03T12:00:00Z, 7d, 2026-12-27/2027-01-03",
    "2026-11-22T12:00:00Z, 9999d, 1999-07-08/2026-11-22"
  })
  void endsDaysAtTheLastMidnight(Instant now, String text, String window) {
    assertThat(Window.parse(text, now)).map(Window::toString).contains(window);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-11-01/2026-11-08", "2028-02-29/2028-03-01", "all"})
  void readsWhatItWrites(String text) {
    assertThat(Window.parse(text, NOON)).map(Window::toString).contains(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "d",
        "0d",
        "07d",
        "-7d",
        "7",
        "7D",
        "7 d",
        " 7d",
        "7d\n",
        "1w",
        "24h",
        "10000d",
        "٧d",
        "ALL",
        "2026-11-08",
        "2026-11-08/2026-11-01",
        "2026-11-01/2026-11-01",
        "2026-02-30/2026-03-01",
        "2027-02-29/2027-03-01",
        "2026-11-31/2026-12-01",
        "2026-13-01/2026-13-02",
        "2026-00-01/2026-01-02",
        "2026-1-1/2026-1-8",
        "2026-11-01/7d",
        "2026-11-01T00:00:00Z/2026-11-08T00:00:00Z",
        "2026-11-01/2026-11-08/2026-11-15"
      })
  void refusesAnythingElse(String text) {
    assertThat(Window.parse(text, NOON)).isEmpty();
  }

  @Test
  void holdsItsFirstInstantAndNotItsLast() {
    Window window = Window.parse("2026-11-01/2026-11-08", NOON).orElseThrow();
    assertThat(window.contains(Instant.parse("2026-10-31T23:59:59.999999999Z"))).isFalse();
    assertThat(window.contains(Instant.parse("2026-11-01T00:00:00Z"))).isTrue();
    assertThat(window.contains(Instant.parse("2026-11-07T23:59:59.999999999Z"))).isTrue();
    assertThat(window.contains(Instant.parse("2026-11-08T00:00:00Z"))).isFalse();
  }

  @Test
  void holdsAllOfTime() {
    assertThat(Window.ALL.contains(Instant.EPOCH)).isTrue();
    assertThat(Window.ALL.contains(Instant.parse("9999-12-31T23:59:59Z"))).isTrue();
    assertThat(Window.parse("all", NOON)).contains(Window.ALL);
  }
}
