package io.gitlab.gopgo.collect.http;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.util.Optional;

/// Why nobody answered, and what to look at. The JDK's own words are a mere host name, or that some
/// path could not be built.
///
/// @param reason such as `there is no such host`
/// @param advice a question or a request
public record NoConnection(String reason, String advice) {
  private static final String ADDRESS = "is the address right, and does the job need HTTPS_PROXY?";

  /// Empty for a failure of another kind, such as an answer that broke off.
  public static Optional<NoConnection> of(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    Optional<NoConnection> found =
        switch (failure) {
          case UnknownHostException _ ->
              Optional.of(new NoConnection("there is no host " + message, ADDRESS));
          case ConnectException _, NoRouteToHostException _ ->
              Optional.of(new NoConnection(message, ADDRESS));
          // Of a firewall, mostly. A server that is slow to answer says "Read timed out".
          case SocketTimeoutException _ when message.startsWith("Connect") ->
              Optional.of(new NoConnection(message, ADDRESS));
          case CertPathBuilderException _ ->
              Optional.of(
                  new NoConnection(
                      "its certificate is of no authority that is trusted",
                      "name the authority's own certificate in CI_SERVER_TLS_CA_FILE"));
          default -> Optional.empty();
        };
    return found.or(() -> Optional.ofNullable(failure.getCause()).flatMap(NoConnection::of));
  }
}
