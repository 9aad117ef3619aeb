package io.gitlab.gopgo.testing.gitlab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The stand-in's answers, byte for byte, against GitLab's own response schemas.
class StandInSchemaTest {
  private final StandInGitLab gitlab = StandInGitLab.start();
  private final Account alice = gitlab.person("alice");
  private final Token token = gitlab.tokenOf(Token.Kind.PERSONAL, alice);
  private final Project pages =
      gitlab.project("gitlab-org/gitlab-pages", alice, Map.of("main.go", "package main\n"));
  private final HttpClient client = HttpClient.newHttpClient();

  StandInSchemaTest() {
    pages.grant(alice, Role.MAINTAINER);
  }

  @AfterEach
  void stop() {
    client.close();
    gitlab.close();
  }

  private HttpResponse<byte[]> send(String method, String path, String type, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(gitlab.url() + "/api/v4/" + path))
            .header("Authorization", "Bearer " + token.secret())
            .header("Content-Type", type)
            .method(method, BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofByteArray());
  }

  private JsonNode json(int status, String method, String path, String body)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response = send(method, "projects/1/" + path, "application/json", body);
    assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(status);
    return Json.read(response.body());
  }

  private static JsonSchema schema(String name) {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
        .getSchema(SchemaLocation.of("classpath:gitlab-schemas/" + name));
  }

  private static void holds(String schema, JsonNode answer) {
    assertThat(schema(schema).validate(answer)).as("%s: %s", schema, answer).isEmpty();
  }

  private static final String COMMIT =
      """
      {"branch": "go-pgo/main", "start_branch": "main", "commit_message": "Refresh\\n\\nGo-Pgo: v1",
       "actions": [{"action": "create", "file_path": "default.pgo", "content": "a\\nb\\n"}]}
      """;

  @Test
  void schemasRefuseWhatLacksAField() throws Exception {
    JsonNode commit = json(200, "GET", "repository/commits/main", "");
    holds("commit/detail.json", commit);
    for (String field : List.of("web_url", "stats")) {
      ObjectNode without = commit.deepCopy();
      without.remove(field);
      assertThat(schema("commit/detail.json").validate(without)).as(field).isNotEmpty();
    }
  }

  @Test
  void commits() throws Exception {
    JsonNode created = json(201, "POST", "repository/commits", COMMIT);
    holds("commit/detail.json", created);
    assertThat(created.get("stats").get("additions").asInt()).isEqualTo(2);
    assertThat(created.get("trailers").get("Go-Pgo").asText()).isEqualTo("v1");
    holds("commit/basic.json", json(200, "GET", "repository/commits", "").get(0));
    holds(
        "commit/detail.json",
        json(200, "GET", "repository/commits/" + created.get("id").asText(), ""));
  }

  @Test
  void branches() throws Exception {
    holds("branch.json", json(201, "POST", "repository/branches?branch=a%2Fb&ref=main", ""));
    holds("branch.json", json(200, "GET", "repository/branches/a%2Fb", ""));
    for (JsonNode branch : json(200, "GET", "repository/branches", "")) {
      holds("branch.json", branch);
    }
  }

  @Test
  void mergeRequests() throws Exception {
    json(201, "POST", "repository/commits", COMMIT);
    JsonNode created =
        json(
            201,
            "POST",
            "merge_requests",
            """
            {"source_branch": "go-pgo/main", "target_branch": "main", "title": "Refresh"}
            """);
    holds("merge_request.required.json", created);
    holds("user/basic.json", created.get("author"));
    holds("merge_request.required.json", json(200, "GET", "merge_requests", "").get(0));
    JsonNode updated =
        json(
            200,
            "PUT",
            "merge_requests/1",
            """
            {"add_labels": "a,b", "reviewer_ids": [%d], "assignee_ids": [%d], "unheard_of": 1}
            """
                .formatted(alice.id(), alice.id()));
    holds("merge_request.required.json", updated);
    assertThat(updated.get("labels")).isEqualTo(Json.array().add("a").add("b"));
    assertThat(gitlab.requests().unknownParameters())
        .containsExactly("PUT projects/1/merge_requests/1: unheard_of");
    holds("merge_request.required.json", json(200, "PUT", "merge_requests/1/merge", ""));
  }

  @Test
  void formsAreReadAsRubyReadsThem() throws Exception {
    HttpResponse<byte[]> response =
        send(
            "POST",
            "projects/gitlab%2Dorg%2Fgitlab%2Dpages/repository/commits",
            "application/x-www-form-urlencoded",
            "branch=form&start_branch=main&commit_message=By+form"
                + "&actions%5B%5D%5Baction%5D=create&actions%5B%5D%5Bfile_path%5D=a"
                + "&actions%5B%5D%5Bcontent%5D=1"
                + "&actions[][action]=update&actions[][file_path]=main.go&actions[][content]=2");
    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(pages.paths("form")).containsExactly("a", "main.go");
    assertThat(pages.text("form", "main.go")).contains("2");
  }

  @Test
  void filesTellOfThemselvesInHeaders() throws Exception {
    HttpResponse<byte[]> head =
        send("HEAD", "projects/1/repository/files/main%2Ego?ref=main", "text/plain", "");
    assertThat(head.headers().firstValue("X-Gitlab-Size")).contains("13");
    assertThat(head.headers().firstValue("X-Gitlab-Last-Commit-Id"))
        .contains(pages.branches().get("main"));
    HttpResponse<byte[]> raw =
        send("GET", "projects/1/repository/files/main.go/raw?ref=main", "text/plain", "");
    assertThat(new String(raw.body(), UTF_8)).isEqualTo("package main\n");
    assertThat(raw.headers().firstValue("X-Gitlab-Content-Sha256"))
        .contains(CommitActions.sha256(raw.body()));
    HttpResponse<byte[]> none =
        send("GET", "projects/1/repository/files/none/raw?ref=main", "text/plain", "");
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(Json.read(none.body()))
        .isEqualTo(Json.object().put("message", "404 File Not Found"));
  }

  @Test
  void tokensTellOfThemselves() throws Exception {
    JsonNode self = Json.read(send("GET", "personal_access_tokens/self", "text/plain", "").body());
    assertThat(self.get("expires_at").asText()).matches("\\d{4}-\\d{2}-\\d{2}");
    assertThat(self.get("scopes").get(0).asText()).isEqualTo("api");
    JsonNode user = Json.read(send("GET", "user", "text/plain", "").body());
    holds("user/basic.json", user);
  }
}
