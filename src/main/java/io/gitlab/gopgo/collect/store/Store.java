package io.gitlab.gopgo.collect.store;

import java.io.IOException;
import java.time.LocalDate;
import java.util.SortedSet;

/// Files by service and UTC day: all that a store has to be able to do.
///
/// Days, because they are what is listed for a window and what is removed by age; in a GitLab each
/// is a version of a package. Once a service's days were asked for, names and contents may be asked
/// for side by side.
interface Store extends AutoCloseable {
  /// The days of which there is something.
  SortedSet<LocalDate> days(String service) throws IOException;

  /// The names of a day's files; none of a day that isn't there.
  SortedSet<String> names(String service, LocalDate day) throws IOException;

  byte[] read(String service, LocalDate day, String name) throws IOException;

  /// Writes a file, wholly or not at all. One of that name is replaced.
  void write(String service, LocalDate day, String name, byte[] content) throws IOException;

  /// Removes a day with all its files; one that isn't there will do, too.
  void delete(String service, LocalDate day) throws IOException;

  @Override
  default void close() {}
}
