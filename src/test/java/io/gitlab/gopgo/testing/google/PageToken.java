package io.gitlab.gopgo.testing.google;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.zip.CRC32;

/// Where a page begins, in which order, and for which other parameters: nothing is remembered, so
/// any page of millions can be asked for at once.
///
/// @param order which of the project's orders the pass goes by
/// @param epoch how often tokens had been made to expire when this one was given
record PageToken(long offset, int order, int epoch) {
  /// The token as text that fits no other parameters.
  String text(String parameters) {
    String fields = offset + "." + order + "." + epoch;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((fields + "." + check(fields, parameters)).getBytes(UTF_8));
  }

  static PageToken of(String text, String parameters) {
    try {
      String fields = new String(Base64.getUrlDecoder().decode(text), UTF_8);
      String[] parts = fields.split("\\.", -1);
      PageToken token =
          new PageToken(
              Long.parseLong(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
      if (token.text(parameters).equals(text)) {
        return token;
      }
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      // Not one of ours: refused as one that doesn't fit.
    }
    throw GoogleError.badPageToken();
  }

  private static String check(String fields, String parameters) {
    CRC32 crc = new CRC32();
    crc.update((fields + "\n" + parameters).getBytes(UTF_8));
    return Long.toHexString(crc.getValue());
  }
}
