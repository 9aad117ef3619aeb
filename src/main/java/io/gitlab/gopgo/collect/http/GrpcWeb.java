package io.gitlab.gopgo.collect.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// gRPC in a form that passes through HTTP/1.1 and proxies: one message there, one back.
///
/// The HTTP status is 200 whatever comes of it. The true one stands in a header of an answer
/// without body, or in the frame behind the message, where HTTP/2 would have trailers.
public final class GrpcWeb {
  private static final int FRAME = 5;
  private static final int TRAILERS = 0x80;
  private static final String TYPE = "application/grpc-web+proto";

  private GrpcWeb() {}

  /// Calls a method.
  ///
  /// @param uri ends in the service's full name and the method's
  public static Call call(URI uri, byte[] message, Credentials credentials, Duration time) {
    byte[] frame =
        ByteBuffer.allocate(FRAME + message.length)
            .put((byte) 0)
            .putInt(message.length)
            .put(message)
            .array();
    return Call.post(
        uri, Map.of("Content-Type", TYPE, "X-Grpc-Web", "1"), frame, credentials, time);
  }

  /// The message of an answer; empty where this is no such answer, or one that broke off.
  ///
  /// @throws HttpFailure if the answer says no
  public static Optional<byte[]> message(Call call, byte[] answer) throws HttpFailure {
    Optional<byte[]> message = Optional.empty();
    boolean isWhole = false;
    ByteBuffer rest = ByteBuffer.wrap(answer);
    while (rest.remaining() >= FRAME) {
      int flags = rest.get() & 0xff;
      int length = rest.getInt();
      if (length < 0 || length > rest.remaining() || (flags & ~TRAILERS) != 0) {
        return Optional.empty();
      }
      byte[] content = new byte[length];
      rest.get(content);
      if (flags == TRAILERS) {
        isWhole = true;
        refuse(call, new String(content, ISO_8859_1));
      } else {
        message = Optional.of(content);
      }
    }
    return isWhole && !rest.hasRemaining() ? message : Optional.empty();
  }

  /// What an answer's headers refuse.
  static Optional<HttpFailure> refusal(Call call, HttpHeaders headers) {
    return refusal(
        call,
        headers.firstValue("grpc-status").orElse("0"),
        headers.firstValue("grpc-message").orElse(""));
  }

  private static void refuse(Call call, String trailers) throws HttpFailure {
    String status = "0";
    String words = "";
    for (String line : trailers.split("\r?\n", -1)) {
      int colon = line.indexOf(':');
      String value = line.substring(colon + 1).strip();
      switch (line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT)) {
        case "grpc-status" -> status = value;
        case "grpc-message" -> words = value;
        default -> {}
      }
    }
    Optional<HttpFailure> refusal = refusal(call, status, words);
    if (refusal.isPresent()) {
      throw refusal.get();
    }
  }

  private static Optional<HttpFailure> refusal(Call call, String status, String words) {
    return status.equals("0")
        ? Optional.empty()
        : Optional.of(HttpFailure.refused(call, status, decoded(words)));
  }

  /// Messages are percent-encoded; who forgets it is still understood.
  private static String decoded(String words) {
    try {
      return URLDecoder.decode(words.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      return words;
    }
  }
}
