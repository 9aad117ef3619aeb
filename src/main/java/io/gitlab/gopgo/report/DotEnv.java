package io.gitlab.gopgo.report;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `go-pgo.env`: a run's outcome as variables for later jobs, by GitLab's `reports:dotenv`.
///
/// GitLab takes a line per variable, nothing quoted, and less than 5 KiB of them.
public final class DotEnv {
  private static final List<String> VERDICTS = List.of("proposed", "kept", "withheld", "failed");

  /// Leaves room for the counts.
  private static final int MOST_URLS = 4500;

  private DotEnv() {}

  /// The file. Of very many merge requests the first are named, the count is always complete.
  public static byte[] of(List<ServiceResult> results, List<MergeRequestLink> links, int exitCode) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("EXIT_CODE", Integer.toString(exitCode));
    for (String verdict : VERDICTS) {
      long count = results.stream().filter(result -> result.word().equals(verdict)).count();
      variables.put(verdict.toUpperCase(Locale.ROOT), Long.toString(count));
    }
    variables.put("MERGE_REQUEST_COUNT", Integer.toString(links.size()));
    variables.put("MERGE_REQUESTS", urls(links));
    return of("GO_PGO_", variables);
  }

  /// @param prefix of all names: jobs of one pipeline may hand on a refresh's and a collect's
  static byte[] of(String prefix, Map<String, String> variables) {
    StringBuilder file = new StringBuilder();
    variables.forEach(
        (name, value) -> file.append(prefix).append(name).append('=').append(value).append('\n'));
    return file.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static String urls(List<MergeRequestLink> links) {
    StringBuilder urls = new StringBuilder();
    for (MergeRequestLink link : links) {
      if (urls.length() + 1 + link.url().length() > MOST_URLS) {
        break;
      }
      urls.append(urls.isEmpty() ? "" : " ").append(link.url());
    }
    return urls.toString();
  }
}
