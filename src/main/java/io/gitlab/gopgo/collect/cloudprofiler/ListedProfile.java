package io.gitlab.gopgo.collect.cloudprofiler;

import io.gitlab.gopgo.collect.Origin;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A profile's entry in the listing, field by field as they come, in whatever order.
final class ListedProfile {
  /// `CPU` of the API's enum, which may come as its number.
  private static final String CPU = "CPU";

  private static final String CPU_NUMBER = "1";

  private String name = "";
  private String type = "";
  private String startTime = "";
  private boolean isDeploymentKnown;
  private final Map<String, String> labels = new HashMap<>();

  void name(String value) {
    name = value;
  }

  void type(String value) {
    type = value;
  }

  void startTime(String value) {
    startTime = value;
  }

  void target(String value) {
    labels.put("target", value);
  }

  void label(String key, String value) {
    labels.put(key, value);
  }

  void deploymentEnds() {
    isDeploymentKnown = true;
  }

  String name() {
    return name;
  }

  String target() {
    return labels.getOrDefault("target", "");
  }

  boolean isCpu() {
    return type.equals(CPU) || type.equals(CPU_NUMBER);
  }

  /// Whether what has come so far says already that nobody wants this profile: another type than
  /// CPU, or no service of this name.
  boolean isSurelyNot(String wantedTarget) {
    return (!type.isEmpty() && !isCpu()) || (isDeploymentKnown && !target().equals(wantedTarget));
  }

  Optional<Instant> start() {
    try {
      return startTime.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(startTime));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  Origin origin() {
    return new Origin(name, Map.copyOf(labels), start());
  }
}
