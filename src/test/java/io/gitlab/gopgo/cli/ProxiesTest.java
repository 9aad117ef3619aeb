package io.gitlab.gopgo.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.PasswordAuthentication;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {
  private static final String LOCAL = "|localhost|127.*|[::1]|0.0.0.0|[::0]";

  @Test
  void nothingNamedNothingSet() {
    assertThat(Proxies.of(Map.of("NO_PROXY", "example.com")).properties()).isEmpty();
    assertThat(Proxies.of(Map.of("HTTPS_PROXY", "")).properties()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http://proxy:3128, proxy, 3128",
    "http://proxy.example.com, proxy.example.com, 80",
    "http://proxy:3128/, proxy, 3128",
    "proxy:3128, proxy, 3128",
    "http://[::1]:3128, [::1], 3128",
  })
  void anAddressBecomesHostAndPort(String value, String host, String port) {
    assertThat(Proxies.of(Map.of("HTTPS_PROXY", value)).properties())
        .isEqualTo(Map.of("https.proxyHost", host, "https.proxyPort", port));
    assertThat(Proxies.of(Map.of("http_proxy", value)).properties())
        .isEqualTo(Map.of("http.proxyHost", host, "http.proxyPort", port));
  }

  @Test
  void capitalsComeFirst() {
    var both = Map.of("HTTPS_PROXY", "http://capital:1", "https_proxy", "http://small:2");
    assertThat(Proxies.of(both).properties()).containsEntry("https.proxyHost", "capital");
  }

  @Test
  void aLoginIsDecodedAndAllowedForTunnels() {
    Proxies proxies = Proxies.of(Map.of("HTTPS_PROXY", "http://me:p%40ss+w:rd@proxy:3128"));
    PasswordAuthentication login = requireNonNull(proxies.logins().get("proxy:3128"));
    assertThat(login.getUserName()).isEqualTo("me");
    assertThat(login.getPassword()).containsExactly("p@ss+w:rd".toCharArray());
    assertThat(proxies.properties())
        .containsEntry("jdk.http.auth.tunneling.disabledSchemes", "")
        .containsEntry("https.proxyHost", "proxy");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://secret@proxy",
        "socks5://secret@proxy:1",
        "http://",
        "http://se cret",
        "http://secret@proxy:65536"
      })
  void anythingElseIsRefusedWithoutRepeatingIt(String value) {
    assertThatThrownBy(() -> Proxies.of(Map.of("https_proxy", value)))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("HTTPS_PROXY: expected http://[user:password@]host[:port]")
        .hasMessageNotContaining("cret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "example.com; example.com|*.example.com",
        ".example.com; *.example.com",
        "*.example.com; *.example.com",
        "a.example , .b.example; a.example|*.a.example|*.b.example",
        "gitlab.local:8443; gitlab.local|*.gitlab.local",
        "10.1.2.3,10.0.0.0/8; 10.1.2.3",
        "[fd00::1]; [fd00::1]",
      })
  void exceptionsBecomeTheJvmsPatterns(String list, String patterns) {
    assertThat(exceptions(list)).isEqualTo(patterns + LOCAL);
  }

  @Test
  void aStarSwitchesProxiesOff() {
    assertThat(exceptions("example.com,*")).isEqualTo("*");
  }

  private static String exceptions(String list) {
    return Proxies.of(Map.of("HTTPS_PROXY", "http://proxy", "NO_PROXY", list))
        .properties()
        .getOrDefault("http.nonProxyHosts", "");
  }
}
