package io.gitlab.gopgo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Takes certificates from the JDK's own store: two of them are "known", the rest are "more". That
/// connections follow the new store is proved on real ones, in `src/test/image`.
class TrustStoreTest {
  @TempDir private Path folder = Path.of("");

  /// Temurin's store is a JKS, and a PKCS12 after some distributions had their hands on it.
  @ParameterizedTest
  @ValueSource(strings = {"JKS", "PKCS12"})
  void theNewStoreHasBoth(String type) throws Exception {
    List<Certificate> all = certificates(cacerts());
    Path known = folder.resolve("known");
    store(type, known, all.subList(0, 2));
    Path more = folder.resolve("more.pem");
    Files.writeString(more, "# comment\n" + pem(all.get(2)) + pem(all.get(3)));

    Path written = TrustStore.write(known, more, folder);

    assertThat(certificates(written)).containsExactlyInAnyOrderElementsOf(all.subList(0, 4));
    assertThat(written).hasParent(folder);
  }

  @Test
  void whatIsNoCertificateIsNamed() throws Exception {
    for (String content : List.of("", "secret words", "-----BEGIN CERTIFICATE-----\nAAAA\n")) {
      Path file = Files.writeString(folder.resolve("ca.pem"), content);
      assertThatThrownBy(() -> TrustStore.write(cacerts(), file, folder))
          .isInstanceOf(Failure.class)
          .hasMessageStartingWith("CI_SERVER_TLS_CA_FILE: " + file + ": expected certificates");
    }
  }

  private static Path cacerts() {
    return Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
  }

  private static void store(String type, Path file, List<Certificate> certificates)
      throws Exception {
    KeyStore store = KeyStore.getInstance(type);
    store.load(null, null);
    for (Certificate certificate : certificates) {
      store.setCertificateEntry("known-" + certificate.hashCode(), certificate);
    }
    try (var out = Files.newOutputStream(file)) {
      store.store(out, type.equals("JKS") ? "changeit".toCharArray() : null);
    }
  }

  private static List<Certificate> certificates(Path file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, null);
    }
    var certificates = new ArrayList<Certificate>();
    for (String alias : Collections.list(store.aliases())) {
      certificates.add(store.getCertificate(alias));
    }
    return certificates;
  }

  private static String pem(Certificate certificate) throws Exception {
    byte[] lines =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encode(certificate.getEncoded());
    return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
        .formatted(new String(lines, StandardCharsets.US_ASCII));
  }
}
