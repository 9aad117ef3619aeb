package io.gitlab.gopgo.testing.google;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/// A profile as an agent uploaded it.
///
/// ```java
/// UploadedProfile.cpu("gitaly", noon, bytes).inZone("europe-west1-b").ofVersion("17.1")
/// ```
///
/// What is empty, zero or the epoch is left out of the answer, as proto3 has it.
///
/// @param name what the server calls it; empty derives one from everything but the bytes
/// @param labels of the deployment: language, zone, version
/// @param instanceLabels of the profile: the instance that it was taken on
/// @param bytes gzipped pprof, asked for only when it is sent
public record UploadedProfile(
    String name,
    ProfileType type,
    String target,
    Map<String, String> labels,
    Map<String, String> instanceLabels,
    Instant startTime,
    Duration duration,
    Supplier<byte[]> bytes) {

  /// Ten seconds of CPU of a Go service, the agent's own choice.
  public static UploadedProfile cpu(String target, Instant startTime, Supplier<byte[]> bytes) {
    return new UploadedProfile(
        "",
        ProfileType.CPU,
        target,
        Map.of("language", "go"),
        Map.of(),
        startTime,
        Duration.ofSeconds(10),
        bytes);
  }

  public static UploadedProfile cpu(String target, Instant startTime, byte[] bytes) {
    return cpu(target, startTime, () -> bytes);
  }

  @Override
  public String name() {
    String content =
        String.join("\n", type.name(), target, "" + labels, "" + instanceLabels, "" + startTime);
    return name.isEmpty() ? UUID.nameUUIDFromBytes(content.getBytes(UTF_8)).toString() : name;
  }

  public UploadedProfile inZone(String zone) {
    return labelled("zone", zone);
  }

  public UploadedProfile ofVersion(String version) {
    return labelled("version", version);
  }

  public UploadedProfile inLanguage(String language) {
    return labelled("language", language);
  }

  /// Another label of the deployment; the empty value takes it away.
  public UploadedProfile labelled(String key, String value) {
    return new UploadedProfile(
        name, type, target, with(labels, key, value), instanceLabels, startTime, duration, bytes);
  }

  public UploadedProfile onInstance(String instance) {
    return new UploadedProfile(
        name,
        type,
        target,
        labels,
        with(instanceLabels, "instance", instance),
        startTime,
        duration,
        bytes);
  }

  public UploadedProfile ofType(ProfileType other) {
    return new UploadedProfile(
        name, other, target, labels, instanceLabels, startTime, duration, bytes);
  }

  public UploadedProfile lasting(Duration other) {
    return new UploadedProfile(name, type, target, labels, instanceLabels, startTime, other, bytes);
  }

  public UploadedProfile named(String other) {
    return new UploadedProfile(
        other, type, target, labels, instanceLabels, startTime, duration, bytes);
  }

  private static Map<String, String> with(Map<String, String> labels, String key, String value) {
    Map<String, String> changed = new TreeMap<>(labels);
    if (value.isEmpty()) {
      changed.remove(key);
    } else {
      changed.put(key, value);
    }
    return changed;
  }
}
