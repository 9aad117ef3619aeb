package io.gitlab.gopgo.testing.gitlab;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Lists in pages, with the headers that lead from one to the next.
final class Pages {
  private Pages() {}

  static <T> Answer of(
      Parameters parameters, String url, List<T> all, Function<T, ? extends JsonNode> view) {
    int size = Math.clamp(parameters.number("per_page", 20), 1, 100);
    int page = Math.max(parameters.number("page", 1), 1);
    int last = Math.max((all.size() + size - 1) / size, 1);
    int from = Math.min((page - 1) * size, all.size());
    Answer answer =
        Answer.ok(Json.list(all.subList(from, Math.min(from + size, all.size())), view))
            .with("X-Page", Integer.toString(page))
            .with("X-Per-Page", Integer.toString(size))
            .with("X-Total", Integer.toString(all.size()))
            .with("X-Total-Pages", Integer.toString(last))
            .with("X-Prev-Page", page > 1 ? Integer.toString(page - 1) : "")
            .with("X-Next-Page", page < last ? Integer.toString(page + 1) : "");
    List<String> links = new ArrayList<>();
    if (page > 1) {
      links.add(link(parameters, url, size, page - 1, "prev"));
    }
    if (page < last) {
      links.add(link(parameters, url, size, page + 1, "next"));
    }
    links.add(link(parameters, url, size, 1, "first"));
    links.add(link(parameters, url, size, last, "last"));
    return answer.with("Link", String.join(", ", links));
  }

  /// GitLab repeats the query in its links; clients follow them word for word.
  private static String link(Parameters parameters, String url, int size, int page, String rel) {
    StringBuilder query = new StringBuilder();
    for (String name : parameters.names()) {
      if (!name.equals("page") && !name.equals("per_page")) {
        parameters
            .text(name)
            .ifPresent(value -> query.append(name).append('=').append(encode(value)).append('&'));
      }
    }
    return "<%s?%spage=%d&per_page=%d>; rel=\"%s\"".formatted(url, query, page, size, rel);
  }

  private static String encode(String value) {
    return java.net.URLEncoder.encode(value, java.nio.charset.StandardCharsets.UTF_8);
  }
}
