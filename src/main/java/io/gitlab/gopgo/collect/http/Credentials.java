package io.gitlab.gopgo.collect.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gitlab.gopgo.config.Section;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Who we are to a server: one header, which goes to the origin of the settings' URL and nowhere
/// else. The secret in it is read from an environment variable, and never shown.
public final class Credentials {
  public static final Credentials NONE = new Credentials("", "", "", Optional.of(""));

  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,64}");

  /// Headers that say something else than who we are, and would break the request.
  private static final Set<String> NO_HEADERS =
      Set.of("host", "content-length", "connection", "transfer-encoding", "expect", "upgrade");

  private static final String KINDS =
      "expected one of bearer: {env: NAME}, basic: {user: NAME, password: {env: NAME}} or"
          + " header: {name: NAME, value: {env: NAME}}";

  private final String header;
  private final String user;
  private final String variable;
  private final Optional<String> secret;

  /// @param header empty for nobody
  /// @param user not empty for a user with a password
  /// @param variable the environment variable that holds the secret
  private Credentials(String header, String user, String variable, Optional<String> secret) {
    this.header = header;
    this.user = user;
    this.variable = variable;
    this.secret = secret;
  }

  /// Reads a section `auth`; without one we are nobody.
  public static Credentials read(Optional<Section> section) {
    return section.map(Credentials::read).orElse(NONE);
  }

  private static Credentials read(Section auth) {
    Optional<Section> bearer = auth.optionalSection("bearer");
    Optional<Section> basic = auth.optionalSection("basic");
    Optional<Section> other = auth.optionalSection("header");
    auth.done();
    if (List.of(bearer, basic, other).stream().filter(Optional::isPresent).count() != 1) {
      throw auth.failure("", KINDS);
    }
    if (bearer.isPresent()) {
      return of("Authorization", "", bearer.get());
    }
    if (basic.isPresent()) {
      String user = basic.get().text("user");
      if (user.isEmpty() || user.contains(":")) {
        throw basic.get().failure("user", "expected a name without a colon");
      }
      Section password = basic.get().section("password");
      basic.get().done();
      return of("Authorization", user, password);
    }
    Section fields = other.orElseThrow();
    String name = fields.text("name");
    if (!HEADER.matcher(name).matches() || NO_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
      throw fields.failure(
          "name", "expected the name of a header such as X-Api-Key, found \"%s\"".formatted(name));
    }
    Section value = fields.section("value");
    fields.done();
    return of(name, "", value);
  }

  private static Credentials of(String header, String user, Section secret) {
    String variable = secret.text("env");
    secret.done();
    return new Credentials(header, user, variable, secret.environment(variable));
  }

  /// A bearer token that somebody else has got.
  public static Credentials bearer(String token) {
    return new Credentials("Authorization", "", "", Optional.of(token));
  }

  /// A header with a secret from a variable.
  public static Credentials header(String header, String variable, Optional<String> secret) {
    return new Credentials(header, "", variable, secret);
  }

  /// The headers that prove it.
  ///
  /// @throws IOException if the variable isn't set: told when it is needed, since other services
  ///   may do without
  Map<String, String> headers() throws IOException {
    if (header.isEmpty()) {
      return Map.of();
    }
    String value =
        secret.orElseThrow(() ->
            new IOException("the environment variable %s is not set or empty".formatted(variable)));
    if (value.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new IOException(
          "the environment variable %s holds a character that no header may have, such as a line break"
              .formatted(variable));
    }
    if (!header.equals("Authorization")) {
      return Map.of(header, value);
    }
    return Map.of(
        header,
        user.isEmpty()
            ? "Bearer " + value
            : "Basic " + Base64.getEncoder().encodeToString((user + ":" + value).getBytes(UTF_8)));
  }

  /// The text without the secret, should a server have repeated it.
  String hide(String text) {
    List<String> secrets = new ArrayList<>();
    secret
        .filter(value -> !value.isEmpty())
        .ifPresent(value -> {
          secrets.add(value);
          secrets.add(Base64.getEncoder().encodeToString((user + ":" + value).getBytes(UTF_8)));
        });
    String hidden = text;
    for (String each : secrets) {
      hidden = hidden.replace(each, "[secret]");
    }
    return hidden;
  }

  @Override
  public String toString() {
    return header.isEmpty() ? "[nobody]" : "[%s of %s]".formatted(header, variable);
  }
}
