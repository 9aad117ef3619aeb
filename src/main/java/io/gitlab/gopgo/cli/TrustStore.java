package io.gitlab.gopgo.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Collections;

/// The certificate authorities that connections trust: the JDK's, and those of a file in PEM form,
/// which a runner names in `CI_SERVER_TLS_CA_FILE`.
///
/// It is a file, because gitlab4j's HTTP client asks no default `SSLContext`: it makes one of its
/// own from the file that `javax.net.ssl.trustStore` names.
final class TrustStore {
  private TrustStore() {}

  /// Writes a new store.
  ///
  /// @param known a store to begin with, the JDK's
  /// @param more a file with certificates in PEM form
  /// @param folder for the new file
  /// @throws Failure if `more` can't be read as certificates
  static Path write(Path known, Path more, Path folder)
      throws IOException, GeneralSecurityException {
    KeyStore old = KeyStore.getInstance(known.toFile(), (char[]) null);
    // A new one, since the old may be of a type that can't do without a password.
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (String alias : Collections.list(old.aliases())) {
      store.setCertificateEntry(alias, old.getCertificate(alias));
    }
    int number = 0;
    for (Certificate certificate : certificates(more)) {
      number++;
      store.setCertificateEntry("go-pgo-" + number, certificate);
    }
    Path file = Files.createTempFile(folder, "go-pgo-", ".p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      // Neither encrypted nor sealed, like the JDK's own: there is nothing secret in it.
      store.store(out, null);
    }
    return file;
  }

  private static Collection<? extends Certificate> certificates(Path file) throws IOException {
    Collection<? extends Certificate> certificates;
    try (InputStream in = Files.newInputStream(file)) {
      certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
    } catch (CertificateException e) {
      throw unreadable(file, Errors.words(e));
    }
    if (certificates.isEmpty()) {
      throw unreadable(file, "the file is empty");
    }
    return certificates;
  }

  private static Failure unreadable(Path file, String reason) {
    return new Failure(
        ExitCode.USAGE,
        "CI_SERVER_TLS_CA_FILE: %s: expected certificates in PEM form: %s".formatted(file, reason));
  }
}
