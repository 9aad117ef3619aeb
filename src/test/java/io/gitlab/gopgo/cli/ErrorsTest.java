package io.gitlab.gopgo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Nobody composed the words of an internal error, so nobody kept secrets out of them.
class ErrorsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://[::::]:80/p?token=s3cret | http://[::::]:80/p?…",
        "http://alice:s3cret@[::::]/p | http://…@[::::]/p",
        "https://alice:s3/cret@a b/p | https://…@a b/p",
        "http://[::::]#s3cret | http://[::::]?…",
      })
  void tellsNoSecretOfAUrl(String url, String told) {
    RuntimeException bug =
        catchThrowableOfType(IllegalArgumentException.class, () -> URI.create(url));
    assertThat(Errors.bug(bug))
        .startsWith("internal error, please report it: java.lang.IllegalArgumentException: ")
        .endsWith(": " + told);
    assertThat(Errors.words(bug)).isEqualTo(Errors.bug(bug));
    assertThat(Errors.trace(bug))
        .contains("Caused by: java.net.URISyntaxException", told, "at java.base/java.net.URI")
        .doesNotContain("s3");
  }

  @Test
  void leavesOtherWordsAsTheyAre() {
    assertThat(Errors.words(new Failure(ExitCode.USAGE, "HTTPS_PROXY=http://user:password@host")))
        .isEqualTo("HTTPS_PROXY=http://user:password@host");
  }
}
