package io.gitlab.gopgo.testing.gitlab;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/// Where requests arrive: finds out who asks for what, lets them fail as planned, and writes the
/// answer.
final class Front implements HttpHandler {
  private final StandInGitLab gitlab;
  private final Routes routes;

  Front(StandInGitLab gitlab) {
    this.gitlab = gitlab;
    this.routes = new Routes(gitlab);
    new UsersApi(gitlab).register(routes);
    new BranchesApi().register(routes);
    new CommitsApi().register(routes);
    new FilesApi().register(routes);
    new MergeRequestsApi().register(routes);
    new NotesApi().register(routes);
    new PackagesApi(gitlab).register(routes);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      String rawPath = exchange.getRequestURI().getRawPath();
      String query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
      String prefix = gitlab.rootPath() + "/api/v4/";
      String below = rawPath.startsWith(prefix) ? rawPath.substring(prefix.length()) : rawPath;
      Optional<Token> token = secret(exchange.getRequestHeaders()).flatMap(gitlab::findToken);
      LoggedRequest request =
          gitlab
              .requests()
              .arrive(
                  method,
                  URLDecoder.decode(below.replace("+", "%2B"), UTF_8),
                  URLDecoder.decode(query, UTF_8),
                  token.map(Token::masked).orElse(""));
      sleep(gitlab.latency());
      Optional<Answer> answer = answer(exchange, request, below, query);
      gitlab.requests().leave(request, answer.map(Answer::status).orElse(0));
      if (answer.isPresent()) {
        write(exchange, answer.get());
      }
    }
  }

  /// The answer; empty where the connection is to close without one.
  private Optional<Answer> answer(
      HttpExchange exchange, LoggedRequest request, String below, String query) throws IOException {
    if (request.fault().isEmpty()) {
      return Optional.of(act(exchange, below, query));
    }
    Fault fault = request.fault().get();
    if (fault == Fault.REFUSED) {
      return Optional.empty();
    }
    if (!fault.acts()) {
      exchange.getRequestBody().readAllBytes();
    }
    Answer acted = fault.acts() ? act(exchange, below, query) : Answer.noContent();
    return switch (fault) {
      case REFUSED, DROPPED_BEFORE, DROPPED_AFTER -> Optional.empty();
      case HANGING, HANGING_AFTER -> {
        sleep(gitlab.patience());
        yield Optional.empty();
      }
      case TOO_MANY_REQUESTS ->
          Optional.of(
              Answer.text(429, "Retry later\n")
                  .with("Retry-After", Integer.toString(gitlab.retryAfter())));
      case INTERNAL_ERROR ->
          Optional.of(Answer.json(500, Json.object().put("message", "500 Internal Server Error")));
      case BAD_GATEWAY -> Optional.of(Answer.html(502, page("GitLab is not responding (502)")));
      case GATEWAY_TIMEOUT_AFTER -> Optional.of(Answer.html(504, page("504 Gateway Time-out")));
      case RESOURCE_LOCKED ->
          Optional.of(
              Answer.json(409, Json.object().put("message", "409 Conflict: Resource lock")));
      case LOGIN_PAGE -> Optional.of(Answer.html(200, page("Sign in")));
      case TRUNCATED_JSON -> Optional.of(acted.truncated());
    };
  }

  private static String page(String title) {
    return "<!DOCTYPE html>\n<html><head><title>%s</title></head><body><h1>%s</h1></body></html>\n"
        .formatted(title, title);
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Answer act(HttpExchange exchange, String below, String query) throws IOException {
    try {
      byte[] body = exchange.getRequestBody().readAllBytes();
      ObjectNode values = Json.object();
      FormBody.addTo(values, query);
      addBody(values, exchange.getRequestHeaders(), body);
      return route(exchange, below, new Parameters(values));
    } catch (Refusal refusal) {
      return refusal.answer();
    } catch (RuntimeException e) {
      // A bug of the stand-in: its test should fail with this, not with a client's guess.
      e.printStackTrace();
      return Answer.json(
          500, Json.object().put("message", "500 Internal Server Error: stand-in: " + e));
    }
  }

  private static void addBody(ObjectNode values, Headers headers, byte[] body) throws IOException {
    String type = Optional.ofNullable(headers.getFirst("Content-Type")).orElse("");
    if (body.length == 0) {
      return;
    }
    if (type.startsWith("application/json")) {
      JsonNode tree = Json.read(body);
      if (!(tree instanceof ObjectNode object)) {
        throw Refusal.error(400, "Problems parsing JSON");
      }
      values.setAll(object);
    } else if (type.startsWith("application/x-www-form-urlencoded")) {
      FormBody.addTo(values, new String(body, UTF_8));
    } else if (type.equals("application/octet-stream")) {
      // GitLab's own front hands uploads on under this name.
      values.put("file", body);
    } else {
      throw Refusal.error(415, "The provided content-type '%s' is not supported.".formatted(type));
    }
  }

  private Answer route(HttpExchange exchange, String below, Parameters parameters) {
    String method = exchange.getRequestMethod();
    Routes.Match match =
        routes.match(method, below).orElseThrow(() -> Refusal.error(404, "404 Not Found"));
    Routes.Route route = match.route();
    parameters.names().stream()
        .filter(name -> !route.known().contains(name))
        .forEach(name -> gitlab.requests().unknown(method + " " + below + ": " + name));
    Optional<Token> token =
        authenticate(exchange.getRequestHeaders(), method)
            .filter(each -> each.kind() != Token.Kind.JOB || route.jobToken());
    String url = gitlab.apiUrl() + "/" + below;
    return route.action().answer(new Call(method, url, match.path(), parameters, token));
  }

  private static Optional<String> secret(Headers headers) {
    String bearer = Optional.ofNullable(headers.getFirst("Authorization")).orElse("");
    return Optional.ofNullable(headers.getFirst("PRIVATE-TOKEN"))
        .or(() -> Optional.ofNullable(headers.getFirst("JOB-TOKEN")))
        .or(() ->
            bearer.startsWith("Bearer ") ? Optional.of(bearer.substring(7)) : Optional.empty());
  }

  /// Whose token it is. A wrong one is refused, none at all makes a stranger.
  private Optional<Token> authenticate(Headers headers, String method) {
    Optional<String> secret = secret(headers);
    if (secret.isEmpty()) {
      return Optional.empty();
    }
    Token token = gitlab.findToken(secret.get()).orElseThrow(Refusal::unauthorized);
    LocalDate today = LocalDate.ofInstant(gitlab.now(), ZoneOffset.UTC);
    if (token.expires().filter(day -> !day.isAfter(today)).isPresent()) {
      throw tokenProblem(
          401,
          "invalid_token",
          "Token is expired. You can either do re-authorization or token refresh.");
    }
    boolean reads = method.equals("GET") || method.equals("HEAD");
    boolean enough = reads ? token.mayRead() : token.mayWrite();
    if (!enough && token.kind() != Token.Kind.JOB) {
      throw tokenProblem(
          403,
          "insufficient_scope",
          "The request requires higher privileges than provided by the access token.");
    }
    return Optional.of(token);
  }

  private static Refusal tokenProblem(int status, String error, String description) {
    return new Refusal(
        Answer.json(
            status, Json.object().put("error", error).put("error_description", description)));
  }

  private static void write(HttpExchange exchange, Answer answer) throws IOException {
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] body = answer.body();
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (head) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
    }
    exchange.sendResponseHeaders(answer.status(), head || body.length == 0 ? -1 : body.length);
    if (!head && body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }
}
