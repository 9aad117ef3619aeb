package io.gitlab.gopgo.testing;

import io.gitlab.gopgo.config.Section;
import io.gitlab.gopgo.config.SettingsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A settings file written as text, for whoever reads a section of it.
public final class SettingsText {
  private SettingsText() {}

  /// The root section of `folder/settings.yaml` with this content.
  public static Section in(Path folder, String yaml) {
    return in(folder, Map.of(), yaml);
  }

  /// The same with environment variables.
  public static Section in(Path folder, Map<String, String> environment, String yaml) {
    try {
      return SettingsFile.open(
          Files.writeString(folder.resolve("settings.yaml"), yaml), environment);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
