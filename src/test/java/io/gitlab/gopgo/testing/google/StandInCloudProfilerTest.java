package io.gitlab.gopgo.testing.google;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.GenericJson;
import com.google.api.client.json.JsonObjectParser;
import com.google.api.client.json.gson.GsonFactory;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The stand-in as Google's own HTTP client sees it.
class StandInCloudProfilerTest {
  private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
  private static final byte[] BYTES = "pprof".getBytes(UTF_8);

  private final AccessTokens tokens = new AccessTokens();
  private final StandInCloudProfiler profiler = StandInCloudProfiler.start(tokens);
  private final CloudProject project = profiler.project("acme").grant("user:alice");
  private String token = tokens.issue("user:alice");

  @AfterEach
  void stop() {
    profiler.close();
  }

  private HttpResponse get(String query) throws IOException {
    return get("acme", query);
  }

  private HttpResponse get(String projectId, String query) throws IOException {
    return request(projectId, query).execute();
  }

  private HttpRequest request(String projectId, String query) throws IOException {
    HttpRequest request =
        new NetHttpTransport()
            .createRequestFactory()
            .buildGetRequest(
                new GenericUrl(
                    profiler.url() + "/v2/projects/" + projectId + "/profiles?" + query));
    if (!token.isEmpty()) {
      request.getHeaders().setAuthorization("Bearer " + token);
    }
    // One connection for each request: the JDK repeats a GET on a used one by itself.
    request.getHeaders().set("Connection", "close");
    request.setParser(new JsonObjectParser(GsonFactory.getDefaultInstance()));
    request.setReadTimeout(1000);
    return request;
  }

  private String text(String query) throws IOException {
    return get(query + "&prettyPrint=false").parseAsString();
  }

  private GenericJson page(String query) throws IOException {
    return get(query).parseAs(GenericJson.class);
  }

  private static List<?> profiles(GenericJson page) {
    return page.get("profiles") instanceof List<?> list ? list : List.of();
  }

  private static String nextToken(GenericJson page) {
    return page.get("nextPageToken") instanceof String next ? next : "";
  }

  /// The names of all profiles, from the first page to the last.
  private List<String> names(String query) throws IOException {
    List<String> names = new ArrayList<>();
    String next = "";
    do {
      GenericJson page = page(query + (next.isEmpty() ? "" : "&pageToken=" + next));
      for (Object profile : profiles(page)) {
        names.add(((Map<?, ?>) profile).get("name") + "");
      }
      next = nextToken(page);
    } while (!next.isEmpty());
    return names;
  }

  private static UploadedProfile minute(long minute) {
    return UploadedProfile.cpu("target-" + minute % 3, NOON.plusSeconds(60 * minute), BYTES)
        .named("" + minute);
  }

  private void addMinutes(int count) {
    LongStream.range(0, count).forEach(minute -> project.add(minute(minute)));
  }

  private void refused(int code, String status, String words, String query) {
    assertThatThrownBy(() -> get(query))
        .isInstanceOfSatisfying(
            HttpResponseException.class,
            e -> {
              assertThat(e.getStatusCode()).isEqualTo(code);
              assertThat(e.getContent()).contains("\"" + status + "\"").contains(words);
            });
  }

  @Test
  void profilesComeAsProto3Json() throws IOException {
    project.add(
        UploadedProfile.cpu("gitaly", NOON.plusMillis(5), BYTES)
            .inZone("europe-west1-b")
            .onInstance("gitaly-7")
            .lasting(Duration.ofMillis(9500))
            .named("p1"),
        UploadedProfile.cpu("", Instant.EPOCH, new byte[0])
            .inLanguage("")
            .ofType(ProfileType.PROFILE_TYPE_UNSPECIFIED)
            .lasting(Duration.ZERO)
            .named("p2"));
    assertThat(text("pageSize=2"))
        .isEqualTo(
            """
            {"profiles":[\
            {"name":"p1","profileType":"CPU",\
            "deployment":{"projectId":"acme","target":"gitaly",\
            "labels":{"language":"go","zone":"europe-west1-b"}},\
            "duration":"9.500s","profileBytes":"cHByb2Y=","labels":{"instance":"gitaly-7"},\
            "startTime":"2026-11-01T12:00:00.005Z"},\
            {"name":"p2","deployment":{"projectId":"acme"}}]}\
            """);
    assertThat(get("pageSize=2").parseAsString()).contains("\n  \"profiles\" : [");
    project.typesAsNumbers().withoutInstanceLabels().withUnknownFields();
    assertThat(text(""))
        .contains("\"profileType\":1")
        .doesNotContain("gitaly-7")
        .startsWith("{\"futureNull\":null,\"futureField\":[{");
    assertThat(profiler.project("empty").grant("user:alice").id()).isEqualTo("empty");
    assertThat(get("empty", "prettyPrint=false").parseAsString()).isEqualTo("{}");
  }

  @Test
  void pagesFollowOneAnother() throws IOException {
    addMinutes(25);
    assertThat(names("pageSize=10")).hasSize(25).first().isEqualTo("0");
    assertThat(profiler.requests().all())
        .extracting(request -> request.parameter("pageSize"))
        .containsExactly("10", "10", "10");
    assertThat(nextToken(page("pageSize=10"))).isEqualTo(project.pageToken(2, 10, ""));
    assertThat(profiles(page("pageToken=" + project.pageToken(3, 0, "")))).isEmpty();
    project.shortPages(4);
    assertThat(profiles(page("pageSize=10"))).hasSize(4);
    assertThat(names("pageSize=10")).hasSize(25);
  }

  @Test
  void tokensInsistOnUnchangedParameters() throws IOException {
    addMinutes(25);
    String next = nextToken(page("pageSize=10&fields=nextPageToken"));
    assertThat(page("pageSize=10&fields=nextPageToken&pageToken=" + next)).isNotEmpty();
    for (String query : List.of("pageSize=11&fields=nextPageToken", "pageSize=10", "fields=*")) {
      refused(400, "INVALID_ARGUMENT", "bad page token", query + "&pageToken=" + next);
    }
    refused(400, "INVALID_ARGUMENT", "bad page token", "pageToken=junk");
    project.expirePageTokens();
    refused(
        400,
        "INVALID_ARGUMENT",
        "bad page token",
        "pageSize=10&fields=nextPageToken&pageToken=" + next);
    assertThat(names("pageSize=10")).hasSize(25);
    refused(400, "INVALID_ARGUMENT", "page_size", "pageSize=-1");
    refused(400, "INVALID_ARGUMENT", "Unknown name \\\"filter\\\"", "filter=cpu");
  }

  @Test
  void masksChooseFields() throws IOException {
    project.add(minute(1).inZone("z").onInstance("i"), minute(2)).withUnknownFields();
    String rest = ",nextPageToken&pageSize=1";
    assertThat(text("fields=profiles(name,deployment(target,labels/zone),startTime)" + rest))
        .isEqualTo(
            """
            {"profiles":[{"name":"1","deployment":{"target":"target-1","labels":{"zone":"z"}},\
            "startTime":"2026-11-01T12:01:00Z"}],"nextPageToken":"%s"}\
            """
                .formatted(
                    project.pageToken(
                        2,
                        1,
                        "profiles(name,deployment(target,labels/zone),startTime),nextPageToken")));
    assertThat(text("fields=profiles/name,profiles/duration"))
        .isEqualTo(
            "{\"profiles\":[{\"name\":\"1\",\"duration\":\"10s\"},{\"name\":\"2\",\"duration\":\"10s\"}]}");
    assertThat(text("fields=profiles")).contains("profileBytes").contains("futureField");
    assertThat(text("fields=skippedProfiles")).isEqualTo("{}");
    for (String mask :
        List.of("profile", "profiles(name", "profiles/name/x", "a,,b", "profiles)")) {
      refused(400, "INVALID_ARGUMENT", "Cannot find matching fields", "fields=" + mask);
    }
  }

  @Test
  void profilesAreSkippedAndComeBack() throws IOException {
    addMinutes(6);
    project.skip(1, 2, 2).skipAlways(2, 3);
    for (int call = 1; call <= 3; call++) {
      GenericJson page = page("pageSize=3");
      assertThat(profiles(page)).hasSize(call <= 2 ? 1 : 3);
      assertThat(page.containsKey("skippedProfiles")).isEqualTo(call <= 2);
      String second = text("pageSize=3&pageToken=" + nextToken(page));
      assertThat(second).isEqualTo("{\"skippedProfiles\":3}");
    }
  }

  @Test
  void anyOrderListsEverythingOnce() throws IOException {
    addMinutes(7);
    project.order(Order.newestFirst(), Order.byTarget(), Order.shuffled(3), Order.asUploaded());
    assertThat(names("pageSize=3")).containsExactly("6", "5", "4", "3", "2", "1", "0");
    assertThat(names("pageSize=3")).containsExactly("0", "3", "6", "1", "4", "2", "5");
    assertThat(names("pageSize=3")).containsExactlyInAnyOrder("0", "1", "2", "3", "4", "5", "6");
    assertThat(names("pageSize=3")).isEqualTo(names("pageSize=2")).first().isEqualTo("0");
    for (long count = 1; count < 300; count++) {
      var shuffled = Order.shuffled(count).of(count);
      assertThat(LongStream.range(0, count).map(shuffled).sorted().toArray())
          .isEqualTo(LongStream.range(0, count).toArray());
    }
  }

  @Test
  void anyPageOfMillionsIsNear() throws IOException {
    project.generate(2_000_000, StandInCloudProfilerTest::minute).order(Order.newestFirst());
    String fields = "profiles/name,nextPageToken";
    String token1900 = project.pageToken(1900, 1000, fields);
    GenericJson page = page("pageSize=1000&fields=" + fields + "&pageToken=" + token1900);
    assertThat(profiles(page)).hasSize(1000).first().asString().contains("100999");
    assertThat(nextToken(page)).isEqualTo(project.pageToken(1901, 1000, fields));
    assertThat(profiles(page("fields=profiles/name&pageSize=5000"))).hasSize(1000);
    project.order(Order.shuffled(1));
    assertThat(profiles(page("fields=profiles/name"))).hasSize(1000).doesNotHaveDuplicates();
    refused(400, "INVALID_ARGUMENT", "bad page token", "pageToken=" + token1900);
  }

  @Test
  void pagesOfManyMegabytesAreStreamed() throws IOException {
    byte[] bytes = new byte[97_500];
    project.generate(1000, index -> UploadedProfile.cpu("gitaly", NOON, bytes));
    profiler.setCompression(false);
    try (InputStream body = get("").getContent()) {
      assertThat(body.transferTo(java.io.OutputStream.nullOutputStream()))
          .isGreaterThan(130_000_000)
          .isEqualTo(profiler.requests().bytes());
    }
  }

  @Test
  void answersAreGzippedForThoseWhoTakeIt() throws IOException {
    addMinutes(100);
    String zipped = get("").parseAsString();
    long small = profiler.requests().bytes();
    profiler.setCompression(false);
    profiler.requests().reset();
    assertThat(get("").parseAsString()).isEqualTo(zipped);
    assertThat(profiler.requests().bytes()).isEqualTo(zipped.length()).isGreaterThan(5 * small);
  }

  @Test
  void onlyViewersSeeProfiles() throws IOException {
    project.add(minute(1));
    String denied = "Permission 'cloudprofiler.profiles.list' denied on resource";
    project.revoke("user:alice");
    refused(403, "PERMISSION_DENIED", denied, "");
    project.grant("user:alice");
    assertThat(names("")).containsExactly("1");
    tokens.expireAll();
    refused(401, "UNAUTHENTICATED", "invalid authentication credentials", "");
    token = "";
    refused(401, "UNAUTHENTICATED", "missing required authentication credential", "");
    token = tokens.issue("user:alice", java.util.Set.of("openid"), Duration.ofHours(1));
    refused(403, "PERMISSION_DENIED", "insufficient authentication scopes", "");
    token = tokens.issue("user:alice");
    assertThatThrownBy(() -> get("nowhere", "")).hasMessageContaining("404");
    project.disableApi();
    refused(403, "PERMISSION_DENIED", "Cloud Profiler API has not been used in project 1", "");
    refused(403, "SERVICE_DISABLED", "\"consumer\" : \"projects/" + project.number() + "\"", "");
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(30)
  void requestsFailAsPlanned(Fault fault) throws IOException {
    addMinutes(3);
    profiler.setPatience(Duration.ofMillis(50));
    profiler.setRetryAfter(Duration.ofSeconds(7));
    profiler.requests().fail(2, fault);
    assertThat(names("")).hasSize(3);
    switch (fault) {
      case DROPPED_BEFORE, HANGING, DROPPED_IN_BODY, TRUNCATED_JSON ->
          assertThatThrownBy(() -> page("")).isInstanceOf(IOException.class);
      case ENDLESS -> {
        HttpResponse response = get("");
        response.getContent().skipNBytes(20_000_000);
        // Closing the stream instead would read a gzipped body to its end.
        response.disconnect();
      }
      case BAD_REQUEST -> refused(400, "INVALID_ARGUMENT", "", "");
      case UNAUTHENTICATED -> refused(401, "UNAUTHENTICATED", "", "");
      case PERMISSION_DENIED -> refused(403, "PERMISSION_DENIED", "", "");
      case NOT_FOUND -> refused(404, "NOT_FOUND", "", "");
      case RESOURCE_EXHAUSTED ->
          assertThatThrownBy(() -> get(""))
              .isInstanceOfSatisfying(
                  HttpResponseException.class,
                  e -> {
                    assertThat(e.getStatusCode()).isEqualTo(429);
                    assertThat(e.getHeaders().getRetryAfter()).isEqualTo("7");
                  });
      case INTERNAL -> refused(500, "INTERNAL", "", "");
      case UNAVAILABLE -> refused(503, "UNAVAILABLE", "", "");
      case UNAVAILABLE_PAGE ->
          assertThatThrownBy(() -> get(""))
              .hasMessageContaining("503")
              .hasMessageContaining("<h1>");
      case LOGIN_PAGE -> assertThat(get("").parseAsString()).startsWith("<!DOCTYPE html>");
    }
    assertThat(profiler.requests().count()).isEqualTo(2);
    assertThat(names("")).hasSize(3);
  }

  @Test
  void googlesClientReadsTheErrors() {
    project.disableApi();
    assertThatThrownBy(() ->
            GoogleJsonResponseException.execute(
                GsonFactory.getDefaultInstance(), request("acme", "")))
        .isInstanceOfSatisfying(
            GoogleJsonResponseException.class,
            e -> {
              assertThat(e.getDetails().getCode()).isEqualTo(403);
              assertThat(e.getDetails().getMessage()).contains("Enable it by visiting https://");
              assertThat(e.getDetails().getDetails().getFirst().getReason())
                  .isEqualTo("SERVICE_DISABLED");
            });
  }

  @Test
  void withoutAuthenticationEverybodySeesEverything() throws IOException {
    try (StandInCloudProfiler open = StandInCloudProfiler.withoutAuthentication()) {
      open.project("acme").add(minute(1));
      HttpResponse response =
          new NetHttpTransport()
              .createRequestFactory()
              .buildGetRequest(new GenericUrl(open.url() + "/v2/projects/acme/profiles"))
              .execute();
      assertThat(response.parseAsString()).contains(Base64.getEncoder().encodeToString(BYTES));
    }
  }
}
