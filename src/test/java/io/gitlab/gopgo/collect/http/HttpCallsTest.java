package io.gitlab.gopgo.collect.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gitlab.gopgo.config.Section;
import io.gitlab.gopgo.config.SettingsException;
import io.gitlab.gopgo.testing.Certificate;
import io.gitlab.gopgo.testing.SettingsText;
import io.gitlab.gopgo.testing.http.Nobody;
import io.gitlab.gopgo.testing.http.Reply;
import io.gitlab.gopgo.testing.http.StandInHttp;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCallsTest {
  private static final Duration TIME = Duration.ofSeconds(20);

  @TempDir private Path folder;

  private Section settings(String yaml) {
    return SettingsText.in(
        folder, Map.of("SECRET", "s3cret", "BROKEN", "one\ntwo", "EMPTY", ""), yaml);
  }

  private Credentials credentials(String auth) {
    return Credentials.read(settings("auth: " + auth).optionalSection("auth"));
  }

  private Tls tls(String tls) {
    return Tls.read(settings("tls: " + tls).optionalSection("tls"));
  }

  private static String read(Tls tls, String url, Credentials credentials) throws IOException {
    try (HttpCalls http = new HttpCalls(tls, 1000)) {
      return new String(http.read(Call.get(URI.create(url), credentials, TIME)), UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{bearer: {env: SECRET}} | authorization | Bearer s3cret",
        "{basic: {user: alice, password: {env: SECRET}}} | authorization | Basic YWxpY2U6czNjcmV0",
        "{header: {name: X-Api-Key, value: {env: SECRET}}} | x-api-key | s3cret",
      })
  void showsCredentials(String auth, String header, String value) throws IOException {
    try (StandInHttp server = StandInHttp.start()) {
      server.answer("/a", Reply.of(200, "yes"));
      assertThat(read(Tls.SYSTEM, server.url() + "/a", credentials(auth))).isEqualTo("yes");
      assertThat(server.seen().getFirst().header(header)).isEqualTo(value);
      assertThat(credentials(auth).toString()).doesNotContain("s3cret");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{bearer: {env: NONE}} | the environment variable NONE is not set or empty",
        "{bearer: {env: EMPTY}} | the environment variable EMPTY is not set or empty",
        "{bearer: {env: BROKEN}} | the environment variable BROKEN holds a character that no header",
      })
  void namesTheVariableThatIsWrong(String auth, String words) {
    Credentials credentials = credentials(auth);
    assertThatThrownBy(() -> read(Tls.SYSTEM, "http://127.0.0.1:1/", credentials))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(words)
        .hasMessageNotContaining("two");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{bearer: {env: SECRET}, basic: {user: a, password: {env: SECRET}}}",
        "{basic: {user: 'a:b', password: {env: SECRET}}}",
        "{header: {name: 'X Y', value: {env: SECRET}}}",
        "{header: {name: Host, value: {env: SECRET}}}",
        "{bearer: s3cret}",
        "{token: {env: SECRET}}",
      })
  void refusesCredentialsThatAreNone(String auth) {
    assertThatThrownBy(() -> credentials(auth))
        .isInstanceOf(SettingsException.class)
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void trustsItsOwnAuthorityBesideTheSystems() throws IOException {
    try (StandInHttp server = StandInHttp.startTls(false)) {
      server.answer("/a", Reply.of(200, "yes"));
      Certificate.get().writePem(folder.resolve("ca.pem"));
      assertThat(read(tls("{ca: ca.pem}"), server.url() + "/a", Credentials.NONE)).isEqualTo("yes");
      assertThatThrownBy(() -> read(Tls.SYSTEM, server.url() + "/a", Credentials.NONE))
          .isInstanceOf(HttpFailure.class)
          .hasMessageContaining(server.url() + "/a: no TLS connection")
          .hasMessageContaining("`tls` names another authority");
    }
  }

  @Test
  void showsItsCertificateToItsOwnOriginAlone() throws IOException {
    try (StandInHttp server = StandInHttp.startTls(true);
        StandInHttp other = StandInHttp.startTls(true)) {
      server.answer("/a", Reply.of(200, "yes"));
      server.answer("/b", Reply.redirect(302, "/a"));
      server.answer("/c", Reply.redirect(302, other.url() + "/a"));
      other.answer("/a", Reply.of(200, "yes"));
      Certificate.get().writePem(folder.resolve("ca.pem"));
      Certificate.get().writeKey(folder.resolve("key.pem"));
      Tls tls = tls("{ca: ca.pem, certificate: ca.pem, key: key.pem}");
      assertThat(read(tls, server.url() + "/a", Credentials.NONE)).isEqualTo("yes");
      assertThat(read(tls, server.url() + "/b", Credentials.NONE)).isEqualTo("yes");
      assertThatThrownBy(() -> read(tls, server.url() + "/c", Credentials.NONE))
          .isInstanceOf(HttpFailure.class)
          .hasMessageContaining(other.url());
      assertThat(other.seen()).isEmpty();
      assertThatThrownBy(() -> read(tls("{ca: ca.pem}"), server.url() + "/a", Credentials.NONE))
          .isInstanceOf(HttpFailure.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ca: missing.pem} | missing.pem: no such file",
        "{ca: junk.pem} | junk.pem: expected certificates in PEM form",
        "{certificate: ca.pem, key: missing.pem} | missing.pem: no such file",
        "{certificate: ca.pem, key: junk.pem} | junk.pem: expected a private key in PEM form",
        "{certificate: ca.pem, key: old.pem} | found BEGIN RSA PRIVATE KEY; convert it: openssl pkcs8",
        "{certificate: ca.pem, key: bad.pem} | bad.pem: the key can't be read",
      })
  void namesTheFileThatIsWrong(String tls, String words) throws IOException {
    Certificate.get().writePem(folder.resolve("ca.pem"));
    Files.writeString(folder.resolve("junk.pem"), "junk\n");
    Files.writeString(
        folder.resolve("old.pem"),
        "-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n-----END RSA PRIVATE KEY-----\n");
    Files.writeString(
        folder.resolve("bad.pem"),
        "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n");
    assertThatThrownBy(() -> new HttpCalls(tls(tls), 1000))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(words)
        .hasMessageNotContaining("c2VjcmV0");
  }

  @Test
  void neverGoesFromHttpsToHttp() throws IOException {
    try (StandInHttp server = StandInHttp.startTls(false);
        StandInHttp plain = StandInHttp.start()) {
      server.answer("/a", Reply.redirect(302, plain.url() + "/a?secret=abcdefghijkl"));
      Certificate.get().writePem(folder.resolve("ca.pem"));
      assertThatThrownBy(() -> read(tls("{ca: ca.pem}"), server.url() + "/a", Credentials.NONE))
          .hasMessage(
              "%s/a: answered 302 with a place where we don't go: %s/a; check the URL"
                  .formatted(server.url(), plain.url()));
      assertThat(plain.seen()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://example.com/a",
        "http://alice@127.0.0.1/a",
        "http://%zz/",
        "file:///etc/passwd"
      })
  void goesNowhereElse(String location) {
    try (StandInHttp server = StandInHttp.start()) {
      server.answer("/a", Reply.redirect(302, location));
      assertThatThrownBy(() -> read(Tls.SYSTEM, server.url() + "/a", Credentials.NONE))
          .isInstanceOf(HttpFailure.class)
          .extracting(failure -> ((HttpFailure) failure).kind())
          .isEqualTo(HttpFailure.Kind.REDIRECTED);
    }
  }

  /// A recording must not be made more often than we know. Where a connection ends without a byte,
  /// the JDK asks for each GET once more by itself, and nothing switches that off.
  @Test
  void isRepeatedByTheJdkOnlyWhereNotAByteCame() {
    try (StandInHttp server = StandInHttp.start()) {
      server.answer("/a", Reply.of(200, "half").ending(Reply.End.BROKEN_OFF));
      server.answer("/b", Reply.of(200, "").ending(Reply.End.DROPPED));
      for (String path : List.of("/a", "/b")) {
        assertThatThrownBy(() -> read(Tls.SYSTEM, server.url() + path, Credentials.NONE))
            .isInstanceOf(HttpFailure.class);
      }
      assertThat(server.count("/a")).isEqualTo(3);
      assertThat(server.count("/b")).isEqualTo(6);
    }
  }

  @Test
  void saysThatNobodyListens() {
    try (Nobody nobody = new Nobody()) {
      String url = "http://" + nobody.address() + "/a";
      assertThatThrownBy(() -> read(Tls.SYSTEM, url + "?b=c", Credentials.NONE))
          .hasMessage(url + ": connection refused");
    }
    assertThatThrownBy(() -> read(Tls.SYSTEM, "http://none.invalid/a", Credentials.NONE))
        .hasMessage("http://none.invalid/a: its name can't be resolved");
  }

  @Test
  void leavesNoFileOfALoginPage() {
    try (StandInHttp server = StandInHttp.start()) {
      server.answer("/a", Reply.of(200, "<html>").with("Content-Type", "text/html"));
      Path file = folder.resolve("file");
      assertThatThrownBy(
              () -> {
                try (HttpCalls http = new HttpCalls(Tls.SYSTEM, 1000)) {
                  http.download(
                      Call.get(URI.create(server.url() + "/a"), Credentials.NONE, TIME), file);
                }
              })
          .hasMessageContaining("a web page, perhaps a login");
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void doesNotWaitLongerThanAMinute() {
    try (StandInHttp server = StandInHttp.start()) {
      server.answer("/a", Reply.of(429, "tomorrow").with("Retry-After", "86400"));
      assertThatThrownBy(() -> read(Tls.SYSTEM, server.url() + "/a", Credentials.NONE))
          .hasMessageContaining("answered 429: tomorrow");
      assertThat(server.count("/a")).isEqualTo(1);
    }
  }

  @Test
  void hidesNoMoreThanItMust() {
    Call call =
        Call.get(
            URI.create("https://bucket.example.com/a?X-Sig=abcdef%2Bghijkl&n=10"),
            Credentials.header("K", "SECRET", Optional.of("s3cret")),
            TIME);
    assertThat(call.hide("10 of s3cret: abcdef+ghijkl, abcdef%2Bghijkl"))
        .isEqualTo("10 of [secret]: [secret], [secret]");
  }
}
