package io.gitlab.gopgo.collect.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import javax.net.ssl.SSLException;

/// A request that gave nothing. The message has the URL without its query, and what to do.
public final class HttpFailure extends IOException {
  private static final long serialVersionUID = 1;
  private static final int MOST_CHARACTERS = 300;

  private static final String PROXY_LOGIN =
      "this is the proxy, which wants a user and a password, or other ones: HTTPS_PROXY=http://user:password@host:port, or HTTP_PROXY for http";

  /// Of the JDK, when a login was refused as often as it tries. It logs in to proxies alone.
  private static final String REFUSED_LOGIN = "too many authentication attempts";

  /// What went wrong, in the words of a count: "3 left out: forbidden".
  public enum Kind {
    UNREACHABLE("unreachable"),
    TIMEOUT("no answer in time"),
    UNTRUSTED("certificate not trusted"),
    REFUSED("request refused"),
    UNAUTHORIZED("unauthorized"),
    FORBIDDEN("forbidden"),
    PROXY("refused by the proxy"),
    MISSING("not found"),
    BUSY("too many requests"),
    BROKEN("server error"),
    REDIRECTED("redirected astray"),
    TOO_LARGE("too large"),
    NO_PROFILE("a web page");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }

    static Kind of(int status) {
      return switch (status) {
        case 401 -> UNAUTHORIZED;
        case 403 -> FORBIDDEN;
        case 404, 410 -> MISSING;
        case 407 -> PROXY;
        case 429 -> BUSY;
        default -> status >= 500 ? BROKEN : REFUSED;
      };
    }
  }

  private final Kind kind;
  private final int status;
  private final String answer;

  private HttpFailure(Kind kind, int status, String answer, String message) {
    super(message);
    this.kind = kind;
    this.status = status;
    this.answer = answer;
  }

  public Kind kind() {
    return kind;
  }

  /// The HTTP status; 0 where none came, or not for this reason.
  public int status() {
    return status;
  }

  /// The beginning of the server's own words, in one line.
  public String answer() {
    return answer;
  }

  static HttpFailure of(Kind kind, Call call, String words) {
    return new HttpFailure(kind, 0, "", Origins.words(call.uri()) + ": " + call.hide(words));
  }

  /// A status that says no.
  static HttpFailure answered(Call call, HttpResponse<byte[]> response) {
    int status = response.statusCode();
    // The JDK has none for a proxy's refusal to open a tunnel.
    byte[] body = response.body() == null ? new byte[0] : response.body();
    String begin = line(call, new String(body, UTF_8).replaceAll("<[^>]*>", " "));
    String hint =
        switch (status) {
          case 401 -> "; check the credentials";
          case 403 -> "; the credentials may not do this, or there are none";
          case 404 -> "; check the URL";
          case 407 -> "; " + PROXY_LOGIN;
          case 429 -> "; ask less, or later";
          default -> "";
        };
    return new HttpFailure(
        Kind.of(status),
        status,
        begin,
        "%s: answered %d%s%s"
            .formatted(
                Origins.words(call.uri()), status, begin.isEmpty() ? "" : ": " + begin, hint));
  }

  /// An answer that says no by a status of gRPC.
  static HttpFailure refused(Call call, String status, String words) {
    String begin = line(call, words);
    Kind kind =
        switch (status) {
          case "3", "9", "11" -> Kind.REFUSED;
          case "4" -> Kind.TIMEOUT;
          case "5", "12" -> Kind.MISSING;
          case "7" -> Kind.FORBIDDEN;
          case "8" -> begin.contains("larger than max") ? Kind.TOO_LARGE : Kind.BUSY;
          case "14" -> Kind.UNREACHABLE;
          case "16" -> Kind.UNAUTHORIZED;
          default -> Kind.BROKEN;
        };
    String hint =
        switch (kind) {
          case UNAUTHORIZED -> "; check the credentials";
          case FORBIDDEN -> "; the credentials may not do this, or there are none";
          case REFUSED -> "; check what is asked for";
          case MISSING -> "; check the URL";
          case BUSY -> "; ask less, or later";
          case TOO_LARGE -> "; ask for less";
          default -> "";
        };
    return of(
        kind,
        call,
        "gRPC status %s%s%s"
            .formatted(line(call, status), begin.isEmpty() ? "" : ": " + begin, hint));
  }

  /// The beginning of others' words, in one line.
  private static String line(Call call, String words) {
    String line = call.hide(words).replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    return line.substring(0, Math.min(MOST_CHARACTERS, line.length()));
  }

  /// No answer, or one that broke off.
  static HttpFailure broken(Call call, Throwable cause, Duration connect, long limit) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof Capped.TooLarge) {
        return of(
            Kind.TOO_LARGE,
            call,
            "the answer is larger than the limit of %d bytes; is it a profile? `limits` raises it"
                .formatted(limit));
      }
      if (each instanceof SSLException) {
        return of(
            Kind.UNTRUSTED,
            call,
            "no TLS connection: %s; `tls` names another authority or a client certificate"
                .formatted(each.getMessage()));
      }
    }
    return String.valueOf(cause.getMessage()).startsWith(REFUSED_LOGIN)
        ? of(Kind.PROXY, call, "answered 407; " + PROXY_LOGIN)
        : of(Kind.UNREACHABLE, call, words(cause, connect));
  }

  /// The JDK says nothing about a refused connection, and little about a name that isn't known.
  private static String words(Throwable cause, Duration connect) {
    String message = cause.getMessage();
    return switch (cause) {
      case HttpConnectTimeoutException _ ->
          "no connection within %d s".formatted(connect.toSeconds());
      case ConnectException e when e.getCause() instanceof UnresolvedAddressException ->
          "its name can't be resolved";
      case ConnectException _ when message == null -> "connection refused";
      default -> message == null ? cause.getClass().getSimpleName() : message;
    };
  }
}
