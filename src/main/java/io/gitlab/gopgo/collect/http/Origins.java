package io.gitlab.gopgo.collect.http;

import java.net.URI;
import java.util.Locale;

/// URLs as far as they may be compared and told.
public final class Origins {
  private Origins() {}

  /// Whether two URLs have scheme, host and port in common (RFC 6454).
  public static boolean same(URI one, URI other) {
    return of(one).equals(of(other));
  }

  static String of(URI uri) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
    return "%s://%s:%d".formatted(scheme, uri.getHost().toLowerCase(Locale.ROOT), port);
  }

  /// Whether it is a URL that we would ask: http(s), a host, a port that there is, no user. Java
  /// knows no host with `_` in its name.
  public static boolean isUsable(URI uri) {
    return uri.getScheme() != null
        && uri.getScheme().toLowerCase(Locale.ROOT).matches("https?")
        && uri.getHost() != null
        && uri.getPort() != 0
        && uri.getPort() <= 65535
        && uri.getRawUserInfo() == null;
  }

  /// Where a redirect leads, as far as it may be told.
  ///
  /// @param from the URL that was asked
  public static String words(URI from, String location) {
    if (location.isEmpty()) {
      return "no URL";
    }
    try {
      URI to = from.resolve(location);
      return to.getHost() == null ? "no URL" : words(to);
    } catch (IllegalArgumentException e) {
      return "no URL";
    }
  }

  /// The URL without its query, which may be a signature, and without a user.
  public static String words(URI uri) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath();
  }
}
