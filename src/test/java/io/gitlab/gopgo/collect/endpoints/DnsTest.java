package io.gitlab.gopgo.collect.endpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gitlab.gopgo.testing.StandInDns;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DnsTest {
  @Test
  void asksAServerOfItsOwn() throws IOException {
    try (StandInDns server = new StandInDns()) {
      server.address("gitaly.internal", "10.0.0.2");
      server.address("gitaly.internal", "10.0.0.1");
      server.service("_pprof._tcp.internal", 9236, "a.internal");
      server.service("_pprof._tcp.internal", 9237, "b.internal");
      Dns dns = new Dns(Optional.of(server.hostAndPort()));
      assertThat(dns.addresses("gitaly.internal")).containsExactly("10.0.0.1", "10.0.0.2");
      assertThat(dns.services("_pprof._tcp.internal"))
          .containsExactly("a.internal:9236", "b.internal:9237");
      assertThatThrownBy(() -> dns.services("none.internal"))
          .isInstanceOf(IOException.class)
          .hasMessage("none.internal: DNS knows no such name");
    }
  }
}
