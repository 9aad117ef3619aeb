package io.gitlab.gopgo.testing.google;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.auth.http.HttpTransportFactory;
import io.gitlab.gopgo.testing.Certificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.HttpsURLConnection;

/// The places of Google that give out access tokens, over HTTPS on a port of the loopback
/// interface: the exchange of GitLab's ID tokens, impersonation, key files and refresh tokens.
///
/// ```java
/// try (StandInGoogleTokens google = StandInGoogleTokens.start()) {
///   IdentityPoolCredentials.newBuilder()
///       .setHttpTransportFactory(google.transports())
///       .setAudience(WorkloadIdentity.AUDIENCE)
///       .setTokenUrl(google.tokenUrl())
///       .setSubjectTokenSupplier(context -> google.workloadIdentity().idToken());
/// }
/// ```
///
/// Left out: a service account's self-signed tokens, which Google's APIs take, too.
public final class StandInGoogleTokens implements AutoCloseable {
  private final AccessTokens tokens = new AccessTokens();
  private final WorkloadIdentity workloadIdentity = new WorkloadIdentity(tokens);
  private final ServiceAccounts accounts = new ServiceAccounts(tokens);
  private final Door door;

  private StandInGoogleTokens(Certificate certificate) {
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      door = new Door(certificate.server(address), this::answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static StandInGoogleTokens start() {
    return start(Certificate.get());
  }

  /// With a certificate that others than this JVM are to trust.
  static StandInGoogleTokens start(Certificate certificate) {
    return new StandInGoogleTokens(certificate);
  }

  private Answer answer(Call call) throws IOException {
    boolean post = call.method().equals("POST");
    try {
      if (post && call.path().equals("/v1/token")) {
        return workloadIdentity.exchange(call);
      }
      if (post && call.path().equals("/token")) {
        return accounts.token(call);
      }
    } catch (OAuthError refused) {
      return refused.answer();
    }
    return post && ServiceAccounts.isImpersonation(call.path())
        ? accounts.impersonation(call)
        : Answer.html(404, "Error 404 (Not Found)");
  }

  // Where it is.

  public String url() {
    return "https://localhost:" + door.port();
  }

  /// Instead of `https://sts.googleapis.com/v1/token`.
  public String tokenUrl() {
    return url() + "/v1/token";
  }

  /// Instead of `https://oauth2.googleapis.com/token`.
  public String keyTokenUrl() {
    return url() + "/token";
  }

  /// Instead of the same path at `https://iamcredentials.googleapis.com`.
  public String impersonationUrl(String email) {
    return url() + "/v1/projects/-/serviceAccounts/" + email + ":generateAccessToken";
  }

  /// Transports that trust the certificate.
  public HttpTransportFactory transports() {
    return () -> trusting().build();
  }

  /// Transports that also take Google's own token hosts, of any universe, for this stand-in, so
  /// that a client needs no other address than the real ones.
  public HttpTransportFactory reroutingTransports() {
    return () -> rerouting();
  }

  private static NetHttpTransport.Builder trusting() {
    try {
      return new NetHttpTransport.Builder().trustCertificates(Certificate.get().trusted());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpTransport rerouting() {
    return trusting()
        .setConnectionFactory(url -> (HttpURLConnection) rerouted(url).openConnection())
        .build();
  }

  private URL rerouted(URL url) throws IOException {
    return url.getHost().matches("(sts|oauth2|iamcredentials)\\..+")
        ? URI.create(url() + url.getFile()).toURL()
        : url;
  }

  /// Makes clients of this JVM trust the certificate that look at nothing but the JVM's defaults.
  public static void trustInThisJvm() {
    HttpsURLConnection.setDefaultSSLSocketFactory(
        Certificate.get().clientContext().getSocketFactory());
  }

  /// Writes the certificate for another JVM: `-Djavax.net.ssl.trustStore=FILE` and
  /// `-Djavax.net.ssl.trustStorePassword=stand-in`.
  public void writeTrustStore(Path file) {
    Certificate.get().writeTrustStore(file);
  }

  // Who there is.

  public WorkloadIdentity workloadIdentity() {
    return workloadIdentity;
  }

  /// Gives a member `roles/iam.serviceAccountTokenCreator` on a service account.
  public void mayImpersonate(String email, String member) {
    accounts.mayImpersonate(email, member);
  }

  /// Writes a new key of a service account for `GOOGLE_APPLICATION_CREDENTIALS`; to IAM it is
  /// `serviceAccount:EMAIL`.
  public void writeServiceAccountKey(Path file, String email) {
    accounts.writeKey(file, email, keyTokenUrl());
  }

  /// Writes what `gcloud auth application-default login` leaves behind; to IAM it is `user:EMAIL`.
  public void writeUserCredentials(Path file, String email) {
    accounts.writeRefreshToken(file, email, keyTokenUrl());
  }

  /// Makes the refresh tokens of all users worthless.
  public void revokeRefreshTokens() {
    accounts.revokeRefreshTokens();
  }

  // What happens.

  /// What was issued here: for the stand-in Cloud Profiler, for lifetimes, and to let it expire.
  public AccessTokens accessTokens() {
    return tokens;
  }

  /// The requests since the last reset, and the faults to come.
  public Requests requests() {
    return door.requests();
  }

  /// How long a hanging request hangs: 30 s unless set.
  public void setPatience(Duration time) {
    door.setPatience(time);
  }

  @Override
  public void close() {
    door.close();
  }
}
