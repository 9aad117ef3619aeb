package io.gitlab.gopgo.testing.google;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/// A page as proto3 JSON, in the order of the fields' numbers, so that `nextPageToken` comes after
/// all profiles. One profile is in memory at a time.
///
/// @param pretty with line breaks, which is what Google's APIs do unless asked not to
record PageJson(
    String projectId,
    CloudProject.Page page,
    CloudProject.Style style,
    FieldMask mask,
    boolean pretty)
    implements Answer.Body {
  private static final JsonFactory JSON =
      JsonFactory.builder().build().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

  @Override
  public void writeTo(OutputStream out) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      if (pretty) {
        json.useDefaultPrettyPrinter();
      }
      json.writeStartObject();
      writeUnknown(json, mask);
      int shown = page.size() - page.skipped();
      if (mask.has("profiles") && shown > 0) {
        json.writeArrayFieldStart("profiles");
        for (int i = 0; i < shown; i++) {
          write(json, page.at().apply(page.offset() + i), mask.below("profiles"));
        }
        json.writeEndArray();
      }
      if (mask.has("nextPageToken")) {
        write(json, "nextPageToken", page.nextToken());
      }
      if (mask.has("skippedProfiles") && page.skipped() > 0) {
        json.writeNumberField("skippedProfiles", page.skipped());
      }
      json.writeEndObject();
    }
  }

  private void write(JsonGenerator json, UploadedProfile profile, FieldMask fields)
      throws IOException {
    json.writeStartObject();
    if (fields.has("name")) {
      write(json, "name", profile.name());
    }
    if (fields.has("profileType") && profile.type().number() != 0) {
      if (style.numbers() || profile.type() == ProfileType.FUTURE) {
        json.writeNumberField("profileType", profile.type().number());
      } else {
        json.writeStringField("profileType", profile.type().name());
      }
    }
    if (fields.has("deployment")) {
      FieldMask below = fields.below("deployment");
      json.writeObjectFieldStart("deployment");
      if (below.has("projectId")) {
        write(json, "projectId", projectId);
      }
      if (below.has("target")) {
        write(json, "target", profile.target());
      }
      if (below.has("labels")) {
        write(json, profile.labels(), below.below("labels"));
      }
      writeUnknown(json, below);
      json.writeEndObject();
    }
    if (fields.has("duration") && !profile.duration().isZero()) {
      json.writeStringField("duration", seconds(profile.duration()));
    }
    byte[] bytes = fields.has("profileBytes") ? profile.bytes().get() : new byte[0];
    if (bytes.length > 0) {
      json.writeBinaryField("profileBytes", bytes);
    }
    if (fields.has("labels") && style.instances()) {
      write(json, profile.instanceLabels(), fields.below("labels"));
    }
    if (fields.has("startTime") && !profile.startTime().equals(Instant.EPOCH)) {
      json.writeStringField("startTime", DateTimeFormatter.ISO_INSTANT.format(profile.startTime()));
    }
    writeUnknown(json, fields);
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, String value) throws IOException {
    if (!value.isEmpty()) {
      json.writeStringField(name, value);
    }
  }

  private static void write(JsonGenerator json, Map<String, String> labels, FieldMask keys)
      throws IOException {
    if (!labels.isEmpty()) {
      json.writeObjectFieldStart("labels");
      for (Map.Entry<String, String> label : labels.entrySet()) {
        if (keys.has(label.getKey())) {
          json.writeStringField(label.getKey(), label.getValue());
        }
      }
      json.writeEndObject();
    }
  }

  /// Fields of an API to come; one holds names that mean something elsewhere.
  private void writeUnknown(JsonGenerator json, FieldMask fields) throws IOException {
    if (style.unknownFields() && fields.hasUnknown()) {
      json.writeNullField("futureNull");
      json.writeArrayFieldStart("futureField");
      json.writeStartObject();
      json.writeStringField("nextPageToken", "not this one");
      json.writeStringField("profileBytes", "not these");
      json.writeEndObject();
      json.writeEndArray();
    }
  }

  /// Seconds as proto3 JSON has them: no fraction, or three, six or nine digits of it.
  private static String seconds(Duration duration) {
    String instant =
        DateTimeFormatter.ISO_INSTANT.format(Instant.EPOCH.plusNanos(duration.toNanosPart()));
    String fraction = instant.substring("1970-01-01T00:00:00".length(), instant.length() - 1);
    return duration.toSeconds() + fraction + "s";
  }
}
