package io.gitlab.gopgo.deliver;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where a project's files live. Equal targets are one project and branch, and get one change.
public interface Target {
  /// The project's name, for people.
  String project();

  /// The folder below `--output` for the target's changes, each in one of its branch's name.
  Path outputFolder();

  /// Why both can't be delivered to, though they differ: they would overwrite each other's change.
  Optional<String> conflict(Target other);

  /// The files as the target has them now, and what stands in the way of new ones.
  ///
  /// A file that has no place there is told as broken: a path in a folder that doesn't exist is a
  /// typo, not a first profile.
  ///
  /// @param limit the most bytes that are read of a file
  /// @throws IOException if the target as a whole can't be read
  TargetState read(List<String> files, long limit) throws IOException;

  /// Tells the people of the project, once, why a new profile is not delivered to them.
  void explain(TargetState.Hold hold) throws IOException;

  /// Brings the target to the wanted state; does nothing where it has it already.
  void deliver(Change change) throws IOException;
}
