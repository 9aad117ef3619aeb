package io.gitlab.gopgo.config;

import java.nio.file.Path;

/// A mistake in the settings, with the file, the line and the field it is in, or the environment
/// variable.
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// @param line counted from 1
  /// @param field the path to the field, `services.gitaly.to.files`; empty for the whole file
  SettingsException(Path file, int line, String field, String message) {
    super("%s:%d: %s%s".formatted(file, line, field.isEmpty() ? "" : field + ": ", message));
  }

  /// @param message with the place in it
  SettingsException(String message) {
    super(message);
  }

  public SettingsException(Path file, String message) {
    super("%s: %s".formatted(file, message));
  }
}
