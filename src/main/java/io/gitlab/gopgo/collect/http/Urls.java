package io.gitlab.gopgo.collect.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gitlab.gopgo.config.Section;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;

/// URLs as the settings write them, and parts of them.
public final class Urls {
  private Urls() {}

  /// A field that must be an http(s) URL. The message doesn't repeat it: it may be a secret.
  public static URI read(Section section, String field, String text) {
    try {
      URI uri = new URI(text);
      if (Origins.isUsable(uri)) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Told below; the exception repeats all of it.
    }
    throw section.failure(
        field,
        "expected an http(s) URL with a host and without a user"
            + (text.matches("https?://[^/?#@]*_.*") ? "; no host's name has a `_`" : ""));
  }

  /// A text as one segment of a path, or as a value in a query.
  public static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}
