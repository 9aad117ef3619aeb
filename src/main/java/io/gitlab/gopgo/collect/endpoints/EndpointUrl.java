package io.gitlab.gopgo.collect.endpoints;

import io.gitlab.gopgo.collect.http.Origins;
import io.gitlab.gopgo.collect.http.Urls;
import io.gitlab.gopgo.config.Section;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

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

  /// Where a node records itself; nowhere if its address is none that can be asked, which a
  /// discovery may give.
  Optional<URI> of(Node node, long seconds) {
    String url = text.replace(PLACE, node.address());
    try {
      return Optional.of(new URI(url + (url.contains("?") ? "&" : "?") + "seconds=" + seconds))
          .filter(Origins::isUsable);
    } catch (URISyntaxException e) {
      // It repeats the whole URL, whose query may be a secret.
      return Optional.empty();
    }
  }
}
