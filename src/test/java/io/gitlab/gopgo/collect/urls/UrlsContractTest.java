package io.gitlab.gopgo.collect.urls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.collect.SourceContract;
import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.http.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class UrlsContractTest extends SourceContract {
  private String urls = "'URL/profiles/api.pprof?signature=0123456789abcdef'";

  @Override
  protected String settings() {
    return """
    urls:
      urls: [%s]
      timeout: %s
      auth: {bearer: {env: SECRET}}
    """
        .formatted(urls.replace("URL", server.url()), timeout);
  }

  @Override
  protected String path() {
    return "/profiles/api.pprof";
  }

  @Override
  protected void serve(Reply reply) {
    server.answer(path(), reply);
  }

  @Override
  protected void serveEight(IntFunction<Reply> answer) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int number = i;
      server.answer("/profiles/" + number, _ -> answer.apply(number));
      all.add("'URL/profiles/%d'".formatted(number));
    }
    urls = String.join(", ", all);
  }

  @Test
  void showsNoSignature() {
    serve(profile(bytes()));
    assertThat(pass().collected().profiles().getFirst().origin().name())
        .isEqualTo(server.url() + path());
    assertThat(server.seen().getFirst().uri().getQuery()).isEqualTo("signature=0123456789abcdef");
    serve(Reply.of(403, "0123456789abcdef expired"));
    assertThat(failure()).contains("[secret] expired").doesNotContain("0123456789abcdef");
  }

  @Test
  void tellsUrlsApartThatDifferInTheirQuery() {
    urls = "'URL/profiles/api.pprof?n=1', 'URL/profiles/api.pprof?n=2', 'URL/none'";
    byte[] other = FoldedProfile.of("main;serve:1 7").startedAt(RECORDED).bytes();
    server.answer(
        path(),
        request ->
            request.uri().getQuery().equals("n=1") ? Reply.profile(bytes()) : Reply.profile(other));
    Outcome outcome = pass();
    assertThat(outcome.collected().profiles().stream().map(profile -> profile.origin().name()))
        .containsExactly(server.url() + path(), server.url() + path() + " #2");
    assertThat(outcome.collected().shortfalls())
        .containsExactly("2 of 3 URLs gave a profile; the others: 1 not found");
    assertThat(outcome.collected().isPartialAllowed()).isTrue();
  }
}
