package io.gitlab.gopgo.collect.gitlab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.gitlab.gopgo.collect.Surroundings;
import io.gitlab.gopgo.collect.http.Call;
import io.gitlab.gopgo.collect.http.Credentials;
import io.gitlab.gopgo.collect.http.HttpCalls;
import io.gitlab.gopgo.collect.http.Origins;
import io.gitlab.gopgo.collect.http.Urls;
import io.gitlab.gopgo.config.Section;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// A project's part of a GitLab's API, as far as files are got from it.
///
/// It is asked over the client of all sources and not over gitlab4j: answers are redirected to
/// object storage, and the token must not follow.
///
/// @param instance its URL, without a slash at the end
/// @param project its path, or its number
public record ProjectApi(
    String instance, String project, Credentials credentials, Duration timeout) {
  private static final int PAGE = 100;

  /// Twice as far as GitLab lets anybody turn over the pages of most lists.
  private static final int MOST_PAGES = 1000;

  /// How the tokens begin that GitLab gives to CI jobs, which are sent under another name.
  private static final String JOB_PREFIX = "glcbt-";

  /// Reads `gitlab`, the name of one at the settings' top level, and `project`.
  public static ProjectApi read(Section section, Surroundings surroundings) {
    String name = section.text("gitlab");
    Section all =
        surroundings
            .gitlabs()
            .orElseThrow(() -> section.failure("gitlab", "the top level has no `gitlab`"));
    if (!all.has(name)) {
      throw section.unknown("gitlab", name, "GitLab", new TreeSet<>(all.names()));
    }
    Section gitlab = all.section(name);
    URI url = Urls.read(gitlab, "url", gitlab.expandedText("url"));
    String variable = gitlab.section("token").text("env");
    Optional<String> token = gitlab.environment(variable);
    boolean isOfJob =
        variable.equals("CI_JOB_TOKEN")
            || token.filter(value -> value.startsWith(JOB_PREFIX)).isPresent();
    return new ProjectApi(
        url.toString().replaceAll("/+$", ""),
        section.expandedText("project"),
        Credentials.header(isOfJob ? "JOB-TOKEN" : "PRIVATE-TOKEN", variable, token),
        section.duration("timeout", Duration.ofMinutes(1)));
  }

  /// A page for people; none where the settings have but the project's number.
  ///
  /// @param path from the project's own
  public Optional<String> page(String path) {
    return project.contains("/") ? Optional.of(instance + "/" + project + path) : Optional.empty();
  }

  private URI uri(String path) {
    return URI.create("%s/api/v4/projects/%s%s".formatted(instance, Urls.encoded(project), path));
  }

  /// A GET.
  ///
  /// @param path with its query, from the project's own; encoded
  public Call call(String path) {
    return Call.get(uri(path), credentials, timeout);
  }

  /// A PUT of a file.
  public Call put(String path, byte[] file) {
    return Call.put(uri(path), file, credentials, timeout);
  }

  /// A DELETE.
  public Call delete(String path) {
    return Call.delete(uri(path), credentials, timeout);
  }

  /// All elements of a list, page by page.
  ///
  /// @param path with a query
  public List<JsonNode> list(HttpCalls http, String path) throws IOException {
    List<JsonNode> all = new ArrayList<>();
    JsonNode before = MissingNode.getInstance();
    for (int page = 1; page <= MOST_PAGES; page++) {
      Call call = call("%s&per_page=%d&page=%d".formatted(path, PAGE, page));
      JsonNode elements;
      try {
        elements = new ObjectMapper().readTree(http.read(call));
      } catch (JsonProcessingException e) {
        throw new IOException(
            "%s: expected a JSON list; is this a GitLab?".formatted(Origins.words(call.uri())), e);
      }
      if (!elements.isArray()) {
        throw new IOException(
            "%s: expected a JSON list; is this a GitLab?".formatted(Origins.words(call.uri())));
      }
      if (elements.size() == PAGE && elements.equals(before)) {
        throw new IOException(
            "%s: page %d is page %d once more; does a proxy drop the query?"
                .formatted(Origins.words(call.uri()), page, page - 1));
      }
      before = elements;
      elements.forEach(all::add);
      if (elements.size() < PAGE) {
        return all;
      }
    }
    throw new IOException(
        "%s: the list has no end, or more than %,d elements; name a `project` or a `package` with fewer"
            .formatted(Origins.words(uri(path)), MOST_PAGES * PAGE));
  }
}
