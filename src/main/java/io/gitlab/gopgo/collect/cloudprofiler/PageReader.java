package io.gitlab.gopgo.collect.cloudprofiler;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/// Reads a page of the listing as a stream: never a tree, and a profile's bytes only if somebody
/// may want them.
final class PageReader {
  /// More than Google's largest page by far; a body without end stops here.
  private static final long MOST_BYTES = 1L << 30;

  /// Names, labels and tokens are short; a profile's bytes don't go through here.
  private static final int MOST_CHARACTERS = 64 * 1024;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxDocumentLength(MOST_BYTES)
                  .maxStringLength(MOST_CHARACTERS)
                  .maxNestingDepth(20)
                  .build())
          .build();

  private PageReader() {}

  /// Who looks at the profiles as they pass.
  interface Visitor {
    /// Where the bytes of a profile go, of which perhaps not all is known yet; empty if nobody can
    /// want them.
    Optional<OutputStream> bytes(ListedProfile soFar) throws IOException;

    /// The profile is complete; its bytes went to where [#bytes] said.
    void listed(ListedProfile profile) throws IOException;
  }

  /// What a page says beside its profiles.
  ///
  /// @param nextPageToken empty on the last page
  /// @param skipped profiles that could not be read just now
  record End(String nextPageToken, long skipped, long bytes) {}

  /// @throws IOException if the body isn't such a page
  static End read(InputStream body, Visitor visitor) throws IOException {
    String nextPageToken = "";
    long skipped = 0;
    try (JsonParser parser = JSON.createParser(body)) {
      parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
      require(parser.nextToken(), JsonToken.START_OBJECT);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        switch (field) {
          case "profiles" -> profiles(parser, visitor);
          case "nextPageToken" -> nextPageToken = parser.getValueAsString("");
          case "skippedProfiles" -> skipped = parser.getValueAsLong();
          default -> parser.skipChildren();
        }
      }
      require(parser.currentToken(), JsonToken.END_OBJECT);
      return new End(nextPageToken, skipped, parser.currentLocation().getByteOffset());
    }
  }

  private static void profiles(JsonParser parser, Visitor visitor) throws IOException {
    require(parser.currentToken(), JsonToken.START_ARRAY);
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      profile(parser, visitor);
    }
    require(parser.currentToken(), JsonToken.END_ARRAY);
  }

  private static void profile(JsonParser parser, Visitor visitor) throws IOException {
    ListedProfile profile = new ListedProfile();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "name" -> profile.name(parser.getValueAsString(""));
        case "profileType" -> profile.type(parser.getValueAsString(""));
        case "startTime" -> profile.startTime(parser.getValueAsString(""));
        case "deployment" -> deployment(parser, profile);
        case "labels" -> labels(parser, profile);
        case "profileBytes" -> {
          Optional<OutputStream> sink = visitor.bytes(profile);
          if (sink.isPresent()) {
            try (OutputStream out = sink.get()) {
              int _ = parser.readBinaryValue(Base64Variants.MIME_NO_LINEFEEDS, out);
            }
          }
        }
        default -> parser.skipChildren();
      }
    }
    require(parser.currentToken(), JsonToken.END_OBJECT);
    visitor.listed(profile);
  }

  private static void deployment(JsonParser parser, ListedProfile profile) throws IOException {
    require(parser.currentToken(), JsonToken.START_OBJECT);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "target" -> profile.target(parser.getValueAsString(""));
        case "labels" -> labels(parser, profile);
        default -> parser.skipChildren();
      }
    }
    profile.deploymentEnds();
  }

  private static void labels(JsonParser parser, ListedProfile profile) throws IOException {
    require(parser.currentToken(), JsonToken.START_OBJECT);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      parser.nextToken();
      // The service's name is the deployment's target, whatever a label of that name says.
      if (!key.equals("target")) {
        profile.label(key, parser.getValueAsString(""));
      }
      parser.skipChildren();
    }
  }

  private static void require(JsonToken found, JsonToken expected) throws IOException {
    if (found != expected) {
      throw new IOException(
          "the answer is no page of profiles: expected %s, found %s".formatted(expected, found));
    }
  }
}
