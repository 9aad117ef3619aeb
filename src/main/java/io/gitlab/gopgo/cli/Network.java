package io.gitlab.gopgo.cli;

import java.io.IOException;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells the JVM what the environment says about the network, before anything connects: the HTTP
/// clients of both gitlab4j and Google's libraries follow system properties and nothing else.
/// Properties that somebody set by hand (`JAVA_TOOL_OPTIONS`) stay.
final class Network {
  private Network() {}

  /// @throws Failure if a variable is wrong
  static void prepare(Map<String, String> environment) {
    // Or the JDK sends a POST twice when a connection drops, and a merge request is opened twice.
    System.setProperty("sun.net.http.retryPost", "false");
    Proxies proxies = Proxies.of(environment);
    proxies.properties().forEach(Network::propose);
    if (!proxies.logins().isEmpty()) {
      Authenticator.setDefault(new ProxyLogin(proxies.logins()));
    }
    String authorities = environment.getOrDefault("CI_SERVER_TLS_CA_FILE", "");
    if (!authorities.isEmpty() && System.getProperty("javax.net.ssl.trustStore") == null) {
      trust(Path.of(authorities));
    }
  }

  private static void propose(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private static void trust(Path authorities) {
    Path known = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    try {
      Path store = TrustStore.write(known, authorities, folder);
      store.toFile().deleteOnExit();
      System.setProperty("javax.net.ssl.trustStore", store.toString());
      System.setProperty("javax.net.ssl.trustStoreType", "PKCS12");
    } catch (IOException | GeneralSecurityException e) {
      throw new Failure(ExitCode.USAGE, "CI_SERVER_TLS_CA_FILE: " + Errors.words(e));
    }
  }

  /// Logs in to proxies, and never to a server that asks for a password.
  private static final class ProxyLogin extends Authenticator {
    private final Map<String, PasswordAuthentication> logins;

    ProxyLogin(Map<String, PasswordAuthentication> logins) {
      this.logins = logins;
    }

    @Override
    protected @Nullable PasswordAuthentication getPasswordAuthentication() {
      return getRequestorType() == RequestorType.PROXY
          ? logins.get(getRequestingHost() + ":" + getRequestingPort())
          : null;
    }
  }
}
