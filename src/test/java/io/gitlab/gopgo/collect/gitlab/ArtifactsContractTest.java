package io.gitlab.gopgo.collect.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.collect.SourceContract;
import io.gitlab.gopgo.testing.http.Reply;
import io.gitlab.gopgo.testing.http.StandInHttp;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class ArtifactsContractTest extends SourceContract {
  private String paths = "profiles/cpu.pprof";

  @Override
  protected String settings() {
    return """
    gitlab-artifacts:
      gitlab: main
      project: shop/api
      ref: feature/x
      job: bench cpu
      paths: [%s]
      timeout: %s
    """
        .formatted(paths, timeout);
  }

  @Override
  protected String path() {
    return "/api/v4/projects/shop/api/jobs/artifacts/feature/x/raw/profiles/cpu.pprof";
  }

  @Override
  protected String shownPath() {
    return "/api/v4/projects/shop%2Fapi/jobs/artifacts/feature%2Fx/raw/profiles/cpu.pprof";
  }

  @Override
  protected void serve(Reply reply) {
    server.answer(path(), reply);
  }

  @Override
  protected void serveEight(IntFunction<Reply> answer) {
    paths = "p0, p1, p2, p3, p4, p5, p6, p7";
    for (int i = 0; i < 8; i++) {
      int number = i;
      server.answer(path().replace("profiles/cpu.pprof", "p" + number), _ -> answer.apply(number));
    }
  }

  @Test
  void asksForTheJobByName() {
    serve(profile(bytes()));
    assertThat(pass().words()).isEmpty();
    StandInHttp.Seen request = server.seen().getFirst();
    assertThat(request.uri().getRawPath()).isEqualTo(shownPath());
    assertThat(request.uri().getRawQuery()).isEqualTo("job=bench%20cpu");
    assertThat(request.header("PRIVATE-TOKEN")).isEqualTo(SECRET);
  }
}
