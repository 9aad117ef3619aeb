package io.gitlab.gopgo.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/// Opens a settings file.
public final class SettingsFile {
  /// Forty services take a few kilobytes.
  private static final int MOST_BYTES = 1 << 20;

  /// A service's section may be shared by all others; aliases are not copied, so they cost nothing.
  private static final int MOST_ALIASES = 1000;

  private SettingsFile() {}

  /// The file's root section.
  ///
  /// @param environment for `$NAME` and for secrets
  public static Section open(Path file, Map<String, String> environment) {
    try {
      Optional<Node> root =
          new Compose(
                  LoadSettings.builder()
                      .setLabel(file.toString())
                      .setAllowNonScalarKeys(true)
                      .setMaxAliasesForCollections(MOST_ALIASES)
                      .build())
              .composeString(read(file));
      if (root.orElse(null) instanceof MappingNode mapping) {
        return new Section(new SettingsPlace(file, environment, Map.of()), "", 1, mapping);
      }
      throw new SettingsException(file, 1, "", "expected fields such as `version: 1`");
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      throw new SettingsException(file, line, "", "no valid YAML: " + words(e));
    } catch (StackOverflowError e) {
      throw new SettingsException(file, "no valid YAML: too deeply nested");
    } catch (YamlEngineException e) {
      throw new SettingsException(file, "no valid YAML: " + e.getMessage());
    }
  }

  private static String words(MarkedYamlEngineException e) {
    return e.getContext() == null ? e.getProblem() : e.getContext() + ", " + e.getProblem();
  }

  private static String read(Path file) {
    try {
      // Not by its size: a device or a pipe has none.
      byte[] bytes;
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes(MOST_BYTES + 1);
      }
      if (bytes.length > MOST_BYTES) {
        throw new SettingsException(file, "larger than %d bytes".formatted(MOST_BYTES));
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (NoSuchFileException e) {
      throw new SettingsException(
          file, "no such file; name the settings file with --config, or see examples/quickstart");
    } catch (CharacterCodingException e) {
      throw new SettingsException(file, "it is no UTF-8 text");
    } catch (IOException e) {
      throw new SettingsException(file, "can't be read: " + e.getMessage());
    }
  }
}
