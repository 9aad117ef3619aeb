package io.gitlab.gopgo.collect.endpoints;

import io.gitlab.gopgo.collect.http.Origins;
import io.gitlab.gopgo.config.Section;
import java.net.URI;
import java.net.URISyntaxException;

/// The URL of the endpoint of any node: the settings' text with a place for the address.
record EndpointUrl(String text) {
  private static final String PLACE = "{target}";

  /// Reads `url`.
  static EndpointUrl read(Section section) {
    EndpointUrl url = new EndpointUrl(section.text("url"));
    uri(section, "url", url.text.replace(PLACE, "target"));
    return url;
  }

  /// A field that must be an http(s) URL.
  static URI uri(Section section, String field, String text) {
    try {
      URI uri = new URI(text);
      if (Origins.isUsable(uri)) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Told below; the exception repeats all of it.
    }
    throw section.failure(field, "expected an http(s) URL with a host and without a user");
  }

  boolean hasPlace() {
    return text.contains(PLACE);
  }

  /// Who it is where there is only one.
  String address() {
    URI uri = URI.create(text);
    return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
  }

  URI of(Node node, long seconds) {
    String url = text.replace(PLACE, node.address());
    return URI.create(url + (url.contains("?") ? "&" : "?") + "seconds=" + seconds);
  }
}
