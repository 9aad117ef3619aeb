package io.gitlab.gopgo.cli;

import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The proxies that the environment names as it does for curl and git, in the JVM's words, which
/// knows nothing of `HTTPS_PROXY`.
///
/// @param properties system properties: `https.proxyHost` and its kin
/// @param logins users and passwords, by the proxy's `host:port`
record Proxies(Map<String, String> properties, Map<String, PasswordAuthentication> logins) {
  private static final int MOST_PORT = 65_535;

  /// What the JVM never sends through a proxy; a list of our own replaces it.
  private static final String LOCAL = "localhost|127.*|[::1]|0.0.0.0|[::0]";

  /// @throws Failure if a variable isn't a proxy's address
  static Proxies of(Map<String, String> environment) {
    Map<String, String> properties = new HashMap<>();
    Map<String, PasswordAuthentication> logins = new HashMap<>();
    for (String scheme : List.of("http", "https")) {
      String name = scheme + "_proxy";
      value(environment, name)
          .ifPresent(value -> {
            URI proxy = proxy(name, value);
            int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
            properties.put(scheme + ".proxyHost", proxy.getHost());
            properties.put(scheme + ".proxyPort", String.valueOf(port));
            String login = proxy.getRawUserInfo();
            if (login != null) {
              logins.put(proxy.getHost() + ":" + port, login(login));
              // Or the JDK keeps the password from a proxy that tunnels https.
              properties.put("jdk.http.auth.tunneling.disabledSchemes", "");
            }
          });
    }
    // For http and https alike, despite its name.
    value(environment, "no_proxy")
        .filter(_ -> !properties.isEmpty())
        .ifPresent(list -> properties.put("http.nonProxyHosts", exceptions(list)));
    return new Proxies(Map.copyOf(properties), Map.copyOf(logins));
  }

  /// In capitals as runners and Go programs look first, then as curl does.
  private static Optional<String> value(Map<String, String> environment, String name) {
    return List.of(name.toUpperCase(Locale.ROOT), name).stream()
        .map(variable -> environment.getOrDefault(variable, "").strip())
        .filter(value -> !value.isEmpty())
        .findFirst();
  }

  /// The value isn't in the message: it may hold a password.
  private static URI proxy(String name, String value) {
    try {
      URI proxy = new URI(value.contains("://") ? value : "http://" + value);
      if ("http".equals(proxy.getScheme())
          && proxy.getHost() != null
          && proxy.getPort() <= MOST_PORT) {
        return proxy;
      }
    } catch (URISyntaxException e) {
      // Told below, without the value that the exception repeats.
    }
    throw new Failure(
        ExitCode.USAGE,
        "%s: expected http://[user:password@]host[:port], with %%xx for special characters"
                .formatted(name.toUpperCase(Locale.ROOT))
            + "; https and SOCKS proxies aren't supported");
  }

  private static PasswordAuthentication login(String login) {
    int colon = login.indexOf(':');
    String user = colon < 0 ? login : login.substring(0, colon);
    String password = colon < 0 ? "" : login.substring(colon + 1);
    return new PasswordAuthentication(decode(user), decode(password).toCharArray());
  }

  /// A plus is a plus: only forms write spaces so.
  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /// `example.com` stands for itself and its subdomains, `.example.com` for these alone. A port is
  /// left away, and networks in the form `10.0.0.0/8` are left out: the JVM compares only names.
  private static String exceptions(String list) {
    List<String> hosts = new ArrayList<>();
    for (String entry : list.split("[,\\s]+", -1)) {
      String host = entry.startsWith("[") ? entry : entry.replaceFirst(":\\d+$", "");
      if (host.equals("*")) {
        return "*";
      }
      if (host.startsWith(".")) {
        hosts.add("*" + host);
      } else if (host.matches("[^/|]+")) {
        hosts.add(host);
        if (!host.startsWith("*") && !host.startsWith("[") && !host.matches("[0-9.]+")) {
          hosts.add("*." + host);
        }
      }
    }
    hosts.add(LOCAL);
    return String.join("|", hosts);
  }
}
