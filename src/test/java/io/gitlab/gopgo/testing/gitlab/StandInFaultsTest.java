package io.gitlab.gopgo.testing.gitlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Requests fail as planned, and what they did before they failed is done.
class StandInFaultsTest {
  private final StandInGitLab gitlab = StandInGitLab.start();
  private final Account alice = gitlab.person("alice");
  private final Token token = gitlab.tokenOf(Token.Kind.PERSONAL, alice);
  private final Project project = gitlab.project("group/project", alice, Map.of("a", "a"));
  // One connection for each request: the JDK's client repeats a GET on a used one by itself.
  private final HttpClient client = HttpClient.newHttpClient();

  StandInFaultsTest() {
    project.grant(alice, Role.MAINTAINER);
    gitlab.setPatience(Duration.ofMillis(50));
    gitlab.setRetryAfter(7);
  }

  @AfterEach
  void stop() {
    client.close();
    gitlab.close();
  }

  private HttpResponse<String> createBranch(String name) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    gitlab.url()
                        + "/api/v4/projects/1/repository/branches?ref=main&branch="
                        + name))
            .header("PRIVATE-TOKEN", token.secret())
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  @ParameterizedTest
  @EnumSource
  void requestsFailAsPlanned(Fault fault) throws Exception {
    gitlab.requests().fail(2, fault);
    assertThat(createBranch("first").statusCode()).isEqualTo(201);
    switch (fault) {
      case REFUSED, DROPPED_BEFORE, DROPPED_AFTER, HANGING, HANGING_AFTER ->
          assertThatThrownBy(() -> createBranch("second")).isInstanceOf(IOException.class);
      case TOO_MANY_REQUESTS -> {
        HttpResponse<String> response = createBranch("second");
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("Retry-After")).contains("7");
      }
      case INTERNAL_ERROR -> assertThat(createBranch("second").statusCode()).isEqualTo(500);
      case BAD_GATEWAY -> assertThat(createBranch("second").statusCode()).isEqualTo(502);
      case GATEWAY_TIMEOUT_AFTER -> assertThat(createBranch("second").statusCode()).isEqualTo(504);
      case RESOURCE_LOCKED -> assertThat(createBranch("second").statusCode()).isEqualTo(409);
      case LOGIN_PAGE -> assertThat(createBranch("second").body()).startsWith("<!DOCTYPE html>");
      case TRUNCATED_JSON ->
          assertThat(createBranch("second").body()).startsWith("{\"name\"").doesNotEndWith("}");
    }
    assertThat(project.branches().containsKey("second")).isEqualTo(fault.acts());
    assertThat(gitlab.requests().all()).hasSize(2);
    assertThat(gitlab.requests().all().getLast().fault()).contains(fault);
    assertThat(gitlab.requests().writes()).hasSize(2);
  }

  @Test
  void requestsFailByWhatTheyAsk() throws Exception {
    gitlab
        .requests()
        .failWhere(request -> request.query().contains("branch=bad"), Fault.INTERNAL_ERROR);
    assertThat(createBranch("good").statusCode()).isEqualTo(201);
    assertThat(createBranch("bad").statusCode()).isEqualTo(500);
    gitlab.requests().reset();
    assertThat(createBranch("bad").statusCode()).isEqualTo(201);
    assertThat(gitlab.requests().all()).extracting(LoggedRequest::number).isEqualTo(List.of(1));
  }

  @Test
  void snapshotsForgetTimesAndTellEverythingElse() throws Exception {
    project.push(alice, "b", "one", Map.of("b", "1"));
    String before = gitlab.snapshot();
    gitlab.setClock(() -> java.time.Instant.EPOCH);
    project.pushBranch(alice, "b", "main");
    assertThat(gitlab.snapshot()).isNotEqualTo(before);
    project.push(alice, "b", "one", Map.of("b", "1"));
    assertThat(gitlab.snapshot()).isEqualTo(before);
  }
}
