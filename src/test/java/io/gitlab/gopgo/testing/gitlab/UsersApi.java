package io.gitlab.gopgo.testing.gitlab;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;

/// Who am I, and for how long.
final class UsersApi {
  private final StandInGitLab gitlab;

  UsersApi(StandInGitLab gitlab) {
    this.gitlab = gitlab;
  }

  void register(Routes routes) {
    routes.at("GET user", "", this::user);
    routes.at("GET users", "username search per_page page", this::users);
    routes.at("GET version", "", this::version);
    routes.at("GET metadata", "", this::version);
    routes.at("GET personal_access_tokens/self", "", this::token);
    routes.atProject("GET ", "statistics license with_custom_attributes", this::project);
  }

  private Answer user(Call call) {
    Account account = call.account();
    return Answer.ok(
        Views.user(gitlab, account).put("email", account.email()).put("bot", account.bot()));
  }

  private Answer users(Call call) {
    call.account();
    String name = call.parameters().text("username").orElse("");
    return Pages.of(
        call.parameters(),
        call.url(),
        gitlab.accounts().stream()
            .filter(account -> name.isEmpty() || account.username().equals(name))
            .toList(),
        account -> Views.user(gitlab, account));
  }

  private Answer version(Call call) {
    call.account();
    return Answer.ok(Json.object().put("version", "19.4.0").put("revision", "stand-in"));
  }

  private Answer token(Call call) {
    Token token = call.token().orElseThrow(Refusal::unauthorized);
    ObjectNode view =
        Json.object()
            .put("id", token.id())
            .put("name", token.account().name())
            .put("revoked", false)
            .put("created_at", Views.time(gitlab.started()))
            .put("description", "")
            .put("user_id", token.account().id())
            .put("last_used_at", Views.time(gitlab.now()))
            .put("active", true)
            .put("expires_at", token.expires().map(LocalDate::toString).orElse(null));
    view.set("scopes", Json.texts(token.scopes()));
    return Answer.ok(view);
  }

  private Answer project(Call call, Project project) {
    return Answer.ok(Views.project(call, project));
  }
}
