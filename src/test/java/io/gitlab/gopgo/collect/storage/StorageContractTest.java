package io.gitlab.gopgo.collect.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.collect.SourceContract;
import io.gitlab.gopgo.testing.http.Reply;
import io.gitlab.gopgo.testing.http.StandInHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// With the key of a service account, for which the token server gives the secret.
class StorageContractTest extends SourceContract {
  private static final String LIST = "/storage/v1/b/acme-profiles/o";

  private final StandInHttp tokens = StandInHttp.start();

  @BeforeEach
  void makeKey() throws GeneralSecurityException, IOException {
    String key =
        Base64.getMimeEncoder()
            .encodeToString(
                KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate().getEncoded())
            .replace("\r\n", "\\n");
    Files.writeString(
        folder.resolve("key.json"),
        """
        {"type": "service_account", "client_email": "a@example.com", "client_id": "1",
         "private_key_id": "1", "project_id": "acme", "token_uri": "%s/token",
         "private_key": "-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----\\n"}
        """
            .formatted(tokens.url(), key));
    tokens.answer(
        "/token",
        Reply.json(
            "{\"access_token\": \"%s\", \"token_type\": \"Bearer\", \"expires_in\": 3600}"
                .formatted(SECRET)));
  }

  @AfterEach
  void stopTokens() {
    tokens.close();
  }

  @Override
  protected Map<String, String> environment() {
    Path key = folder.resolve("key.json");
    return Map.of("SECRET", SECRET, "GOOGLE_APPLICATION_CREDENTIALS", key.toString());
  }

  @Override
  protected String settings() {
    return """
    cloud-storage:
      bucket: acme-profiles
      prefix: gitaly/
      url: %s
      timeout: %s
    """
        .formatted(server.url(), timeout);
  }

  @Override
  protected String path() {
    return LIST + "/gitaly/2026/cpu.pprof";
  }

  @Override
  protected String shownPath() {
    return LIST + "/gitaly%2F2026%2Fcpu.pprof";
  }

  @Override
  protected void serve(Reply reply) {
    server.answer(
        LIST,
        request ->
            request.uri().getQuery().contains("pageToken=more")
                ? Reply.json(
                    """
                    {"items": [{"name": "gitaly/2026/cpu.pprof",
                                "timeCreated": "2026-11-05T12:00:11.123Z"}]}
                    """)
                : Reply.json("{\"nextPageToken\": \"more\"}"));
    server.answer(path(), reply);
  }

  @Override
  protected void serveEight(IntFunction<Reply> answer) {
    server.answer(
        LIST,
        Reply.json(
            IntStream.range(0, 8)
                .mapToObj("{\"name\": \"gitaly/%d\"}"::formatted)
                .collect(Collectors.joining(",", "{\"items\": [", "]}"))));
    for (int i = 0; i < 8; i++) {
      int number = i;
      server.answer(LIST + "/gitaly/" + number, _ -> answer.apply(number));
    }
  }

  @Test
  void listsBelowThePrefix() {
    serve(profile(bytes()));
    assertThat(pass().collected().profiles().getFirst().origin().labels())
        .containsExactly(Map.entry("path", "2026/cpu.pprof"));
    assertThat(server.seen().getFirst().uri().getQuery())
        .isEqualTo("fields=nextPageToken,items(name,timeCreated)&prefix=gitaly/&pageToken=");
    assertThat(server.seen().getLast().uri().getQuery()).isEqualTo("alt=media");
  }

  /// A server that repeats itself, which here ends in case nobody notices.
  @Test
  void endsAListingThatGoesInARing() {
    AtomicInteger asked = new AtomicInteger();
    server.answer(
        LIST,
        _ ->
            asked.incrementAndGet() > 20
                ? Reply.json("{}")
                : Reply.json("{\"nextPageToken\": \"again\"}"));
    assertThat(failure())
        .isEqualTo(
            server.url()
                + LIST
                + ": the list of objects has no end: the server gave the token of page 2 twice; a longer `prefix` makes it shorter");
    assertThat(asked).hasValue(2);
  }

  @Test
  void endsAListingThatGoesOnAndOn() {
    AtomicInteger asked = new AtomicInteger();
    server.answer(
        LIST,
        _ ->
            asked.incrementAndGet() > 1100
                ? Reply.json("{}")
                : Reply.json("{\"nextPageToken\": \"%d\"}".formatted(asked.get())));
    assertThat(failure())
        .isEqualTo(
            server.url()
                + LIST
                + ": the list of objects has no end: more than 1,000 pages; a longer `prefix` makes it shorter");
    assertThat(asked).hasValue(1000);
  }

  @Test
  void needsTheListing() {
    server.answer(LIST, Reply.of(403, "does not have storage.objects.list access"));
    assertThat(failure())
        .startsWith(server.url() + LIST + ": answered 403: does not have storage.objects.list");
  }

  @Test
  void saysThatTheLoginFailed() {
    tokens.answer("/token", Reply.of(400, "{\"error\": \"invalid_grant\"}"));
    assertThat(failure()).contains("the login at Google failed");
  }
}
