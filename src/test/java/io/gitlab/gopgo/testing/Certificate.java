package io.gitlab.gopgo.testing;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A certificate of the loopback interface with its key: a self-signed one, made by the JDK's own
/// `keytool` once for all tests of a JVM, since that takes it a second, or one of a key store.
public final class Certificate {
  /// Of the key store and of the trust store.
  public static final String PASSWORD = "stand-in";

  private static final Certificate ONLY = make();

  private final KeyStore keys;
  private final KeyStore trusted;

  private Certificate(KeyStore keys) throws GeneralSecurityException, IOException {
    this.keys = keys;
    trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("stand-in", keys.getCertificate("stand-in"));
  }

  public static Certificate get() {
    return ONLY;
  }

  /// The certificate and key of a key store that has them as `stand-in`, with their chain.
  public static Certificate read(Path keyStore) throws IOException {
    try {
      return new Certificate(KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray()));
    } catch (GeneralSecurityException e) {
      throw new IOException(keyStore + ": " + e.getMessage(), e);
    }
  }

  private static Certificate make() {
    return Folders.inTemporary(folder -> {
      Path store = folder.resolve("keys.p12");
      String command =
          "%s -genkeypair -alias stand-in -keyalg EC -validity 7 -dname CN=localhost -ext SAN=dns:localhost,ip:127.0.0.1 -storetype PKCS12 -storepass %s -keystore %s"
              .formatted(
                  Path.of(System.getProperty("java.home"), "bin", "keytool"), PASSWORD, store);
      Process keytool =
          new ProcessBuilder(command.split(" ", -1))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
      try {
        if (keytool.waitFor() != 0) {
          throw new IllegalStateException(Files.readString(folder.resolve("log")));
        }
        return new Certificate(KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()));
      } catch (GeneralSecurityException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
  }

  /// The certificate alone, for clients.
  public KeyStore trusted() {
    return trusted;
  }

  /// Writes the certificate alone, for `-Djavax.net.ssl.trustStore`.
  public void writeTrustStore(Path file) {
    try (OutputStream out = Files.newOutputStream(file)) {
      trusted.store(out, PASSWORD.toCharArray());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Writes the certificate in PEM form: an authority for clients, or a client's own.
  public Path writePem(Path file) throws IOException {
    try {
      return pem(file, "CERTIFICATE", keys.getCertificate("stand-in").getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Writes its key in PEM form (PKCS #8).
  public Path writeKey(Path file) throws IOException {
    try {
      return pem(file, "PRIVATE KEY", keys.getKey("stand-in", PASSWORD.toCharArray()).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path pem(Path file, String type, byte[] bytes) throws IOException {
    String text = Base64.getMimeEncoder().encodeToString(bytes);
    return Files.writeString(
        file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, text, type));
  }

  public SSLContext clientContext() {
    try {
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// An HTTPS server that has this certificate.
  public HttpsServer server(InetSocketAddress address) throws IOException {
    HttpsServer server = HttpsServer.create(address, 0);
    server.setHttpsConfigurator(new HttpsConfigurator(serverContext()));
    return server;
  }

  public SSLContext serverContext() {
    try {
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManagerFactory clients =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      clients.init(trusted);
      context.init(managers.getKeyManagers(), clients.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
