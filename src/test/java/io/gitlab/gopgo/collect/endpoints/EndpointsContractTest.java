package io.gitlab.gopgo.collect.endpoints;

import io.gitlab.gopgo.collect.SourceContract;
import io.gitlab.gopgo.testing.http.Reply;
import java.time.Instant;
import java.util.Optional;
import java.util.function.IntFunction;

class EndpointsContractTest extends SourceContract {
  private String place = "{target}/debug/pprof";
  private String targets = "";

  @Override
  protected String settings() {
    return """
    pprof-endpoints:
      url: "http://%s/profile"
      targets: [{static: [%s]}]
      seconds: 1
      timeout: %s
      auth: {bearer: {env: SECRET}}
    """
        .formatted(place, targets.isEmpty() ? server.address() : targets, timeout);
  }

  @Override
  protected String path() {
    return "/debug/pprof/profile";
  }

  @Override
  protected void serve(Reply reply) {
    server.answer(path(), reply);
  }

  /// Processes behind one address, which sends each to its own.
  @Override
  protected void serveEight(IntFunction<Reply> answer) {
    place = server.address() + "/{target}";
    targets = "n0, n1, n2, n3, n4, n5, n6, n7";
    for (int i = 0; i < 8; i++) {
      int number = i;
      server.answer("/n%d/profile".formatted(number), _ -> answer.apply(number));
    }
  }

  /// Each node answers for itself.
  @Override
  protected boolean breaksAsAWhole() {
    return false;
  }

  @Override
  protected Optional<Instant> timeOfItsOwn() {
    return Optional.of(NOW);
  }
}
