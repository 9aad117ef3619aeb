package io.gitlab.gopgo.collect.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.gitlab.gopgo.config.Section;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// Whom we trust beside the system's authorities, and the certificate that we show: files in PEM
/// form.
///
/// @param identity of the client; a redirect to another origin doesn't see it
public record Tls(Optional<Path> authorities, Optional<Identity> identity) {
  public static final Tls SYSTEM = new Tls(Optional.empty(), Optional.empty());

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END");

  private static final char[] NO_PASSWORD = new char[0];

  /// A client's certificate, with those that vouch for it, and its key.
  public record Identity(Path certificate, Path key) {}

  /// Reads a section `tls`.
  public static Tls read(Optional<Section> section) {
    if (section.isEmpty()) {
      return SYSTEM;
    }
    Section tls = section.get();
    Optional<Path> authorities = tls.has("ca") ? Optional.of(tls.path("ca")) : Optional.empty();
    Optional<Identity> identity =
        tls.has("certificate") || tls.has("key")
            ? Optional.of(new Identity(tls.path("certificate"), tls.path("key")))
            : Optional.empty();
    tls.done();
    return new Tls(authorities, identity);
  }

  boolean isSystem() {
    return authorities.isEmpty() && identity.isEmpty();
  }

  Tls withoutIdentity() {
    return new Tls(authorities, Optional.empty());
  }

  /// @throws IOException that names the file which can't be used
  SSLContext context() throws IOException {
    try {
      KeyManagerFactory keys = null;
      if (identity.isPresent()) {
        keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(keyStore(identity.get()), NO_PASSWORD);
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys == null ? null : keys.getKeyManagers(), trusted(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("the `tls` files can't be used: " + e.getMessage(), e);
    }
  }

  private static KeyStore keyStore(Identity identity) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    Certificate[] chain = certificates(identity.certificate).toArray(Certificate[]::new);
    store.setKeyEntry("client", key(identity.key, chain[0]), NO_PASSWORD, chain);
    return store;
  }

  private TrustManager[] trusted() throws IOException, GeneralSecurityException {
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init((KeyStore) null);
    if (authorities.isEmpty()) {
      return managers.getTrustManagers();
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int number = 0;
    for (TrustManager manager : managers.getTrustManagers()) {
      if (manager instanceof X509TrustManager system) {
        for (X509Certificate known : system.getAcceptedIssuers()) {
          store.setCertificateEntry("system-" + number++, known);
        }
      }
    }
    for (Certificate own : certificates(authorities.get())) {
      store.setCertificateEntry("own-" + number++, own);
    }
    managers.init(store);
    return managers.getTrustManagers();
  }

  private static List<Certificate> certificates(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      List<Certificate> certificates =
          List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
      if (certificates.isEmpty()) {
        throw new IOException(file + ": expected certificates in PEM form, found none");
      }
      return certificates;
    } catch (CertificateException e) {
      throw new IOException(
          "%s: expected certificates in PEM form: %s".formatted(file, e.getMessage()), e);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file", e);
    }
  }

  private static PrivateKey key(Path file, Certificate certificate)
      throws IOException, GeneralSecurityException {
    String text;
    try {
      text = Files.readString(file, ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file", e);
    }
    Matcher pem = KEY.matcher(text);
    if (!pem.find()) {
      throw new IOException(file + ": expected a private key in PEM form, found none");
    }
    if (!pem.group(1).isEmpty()) {
      // Older forms and encrypted ones: one command makes what every server and we read.
      throw new IOException(
          "%s: expected BEGIN PRIVATE KEY, found BEGIN %sPRIVATE KEY; convert it: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW"
              .formatted(file, pem.group(1)));
    }
    try {
      return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(2))));
    } catch (InvalidKeySpecException | IllegalArgumentException e) {
      // Its own message may repeat bytes of the key.
      throw new IOException(
          file + ": the key can't be read, or isn't of the certificate's algorithm");
    }
  }
}
