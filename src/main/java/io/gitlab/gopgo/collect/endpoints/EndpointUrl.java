package io.gitlab.gopgo.collect.endpoints;

import io.gitlab.gopgo.collect.http.Urls;
import io.gitlab.gopgo.config.Section;
import java.net.URI;

/// The URL of the endpoint of any node: the settings' text with a place for the address.
record EndpointUrl(String text) {
  private static final String PLACE = "{target}";

  /// Reads `url`.
  static EndpointUrl read(Section section) {
    EndpointUrl url = new EndpointUrl(section.text("url"));
    URI _ = Urls.read(section, "url", url.text.replace(PLACE, "target"));
    return url;
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
