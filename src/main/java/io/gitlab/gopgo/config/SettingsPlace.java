package io.gitlab.gopgo.config;

import java.nio.file.Path;
import java.util.Map;

/// Where settings are written, so that errors lead there.
///
/// @param file the settings file; its folder is where relative paths start
/// @param environment for `$NAME` and for secrets
/// @param variables in place of a file's lines: which environment variable a field's value is from,
///   by the field's path; empty for a file
record SettingsPlace(Path file, Map<String, String> environment, Map<String, String> variables) {
  SettingsPlace {
    environment = Map.copyOf(environment);
    variables = Map.copyOf(variables);
  }

  boolean isFile() {
    return variables.isEmpty();
  }

  /// An error about a field, with the line or the variable that it stands in.
  SettingsException failure(int line, String field, String message) {
    if (isFile()) {
      return new SettingsException(file, line, field, message);
    }
    for (String at = field; !at.isEmpty(); at = at.substring(0, Math.max(0, at.lastIndexOf('.')))) {
      String variable = variables.get(at);
      if (variable != null) {
        return new SettingsException(variable + ": " + message);
      }
    }
    return new SettingsException("the environment's settings: %s: %s".formatted(field, message));
  }
}
