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

  /// Why it can't be asked anything, as far as that shows without asking, such as a token that
  /// isn't there: then nobody needs to collect for it.
  Optional<String> obstacle();

  /// The files as the target has them now, and what stands in the way of new ones.
  ///
  /// A file that has no place there is told as broken: a path in a folder that doesn't exist is a
  /// typo, not a first profile.
  ///
  /// @param aside files of services that this run leaves aside: they are looked at where an open
  ///   change proposes them, because they must not get lost from it
  /// @param limit the most bytes that are read of a file
  /// @throws IOException if the target as a whole can't be read
  TargetState read(List<String> files, List<String> aside, long limit) throws IOException;

  /// Tells the people of the project, once, why a new profile is not delivered to them.
  void explain(TargetState.Hold hold) throws IOException;

  /// The change under the title that the target's settings give it.
  Change titled(Change change);

  /// Brings the target to the wanted state; does nothing where it has it already.
  Visit deliver(Change change) throws IOException;

  /// Does what an earlier run may have left undone for an open merge request that stays as it is.
  Visit tend() throws IOException;

  /// How many requests were made so far, repeated and failed ones included.
  long requests();
}
