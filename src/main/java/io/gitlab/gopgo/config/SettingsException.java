package io.gitlab.gopgo.config;

import java.nio.file.Path;

/// A mistake in the settings file, with the file, the line and the field it is in.
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// @param line counted from 1
  /// @param field the path to the field, `services.gitaly.to.files`; empty for the whole file
  SettingsException(Path file, int line, String field, String message) {
    super("%s:%d: %s%s".formatted(file, line, field.isEmpty() ? "" : field + ": ", message));
  }

  public SettingsException(Path file, String message) {
    super("%s: %s".formatted(file, message));
  }
}
