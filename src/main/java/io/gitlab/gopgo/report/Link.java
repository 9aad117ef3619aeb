package io.gitlab.gopgo.report;

import java.util.List;
import java.util.regex.Pattern;

/// A place that a job's page leads people to.
sealed interface Link permits MergeRequestLink, StoreLink {
  /// A server's answer is data: what is no plain web address is no link. No `$`, which GitLab would
  /// expand in a dotenv file.
  Pattern URL = Pattern.compile("https?://[A-Za-z0-9.:\\[\\]-]+/[A-Za-z0-9._~/%+=?:-]*");

  /// GitLab's limit for text on a job's page.
  int MOST_LABEL = 255;

  /// Made printable.
  String label();

  String url();

  /// `shop/api !12: PGO profile of api`.
  static String label(String place, List<String> services) {
    String noun = services.size() == 1 ? "PGO profile of " : "PGO profiles of ";
    String label = Printable.line(place + ": " + noun + Words.list(services));
    return label.length() <= MOST_LABEL
        ? label
        : Printable.line(place + ": PGO profiles of %d services".formatted(services.size()));
  }

  static boolean isPlain(String url) {
    return URL.matcher(url).matches();
  }
}
