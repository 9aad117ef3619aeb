package io.gitlab.gopgo.collect.endpoints;

import io.gitlab.gopgo.collect.SourceContract;
import io.gitlab.gopgo.testing.http.Reply;
import java.time.Instant;
import java.util.Optional;

class EndpointsContractTest extends SourceContract {
  @Override
  protected String settings() {
    return """
    pprof-endpoints:
      url: "http://{target}/debug/pprof/profile"
      targets: [{static: ["%s"]}]
      seconds: 1
      timeout: 1s
      auth: {bearer: {env: SECRET}}
    """
        .formatted(server.address());
  }

  @Override
  protected String path() {
    return "/debug/pprof/profile";
  }

  @Override
  protected void serve(Reply reply) {
    server.answer(path(), reply);
  }

  @Override
  protected Optional<Instant> timeOfItsOwn() {
    return Optional.of(NOW);
  }
}
