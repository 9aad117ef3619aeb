package io.gitlab.gopgo.deliver;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Where a project's files live. Equal targets are one project, and get one change.
public interface Target {
  /// The project's name, for people.
  String project();

  /// The folder below `--output` that stands for the target.
  Path outputFolder();

  /// The file as the target has it now; empty if it doesn't exist.
  ///
  /// @param limit the most bytes that are read
  /// @throws IOException if the target can't be read, or has no such folder: a path in a folder
  ///   that doesn't exist is a typo, not a first profile
  Optional<byte[]> read(String file, long limit) throws IOException;

  /// Brings the target to the wanted state.
  void deliver(Change change) throws IOException;
}
