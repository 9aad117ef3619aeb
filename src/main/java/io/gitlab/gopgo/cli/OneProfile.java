package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.merge.Intake;
import io.gitlab.gopgo.merge.Merge;
import io.gitlab.gopgo.merge.MergeException;
import io.gitlab.gopgo.merge.Merged;
import io.gitlab.gopgo.pgo.Flaw;
import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.ProfileFile;
import io.gitlab.gopgo.pprof.ProfileReader;
import java.io.IOException;
import java.nio.file.Path;

/// A single file, taken for a merge of one.
///
/// @param merged empty where `intake` is left out
record OneProfile(Intake intake, Merged merged, long size) {

  /// Reads what may or may not be a profile.
  ///
  /// @param names shared by profiles that are to be compared
  static OneProfile read(Path folder, Path file, Names names) throws MergeException {
    try {
      byte[] bytes = ProfileFile.read(folder.resolve(file), ProfileReader.DEFAULT_LIMIT);
      return of(file.toString(), bytes, names);
    } catch (IOException e) {
      Intake intake = new Intake.LeftOut(Flaw.UNREADABLE, Errors.words(e));
      return new OneProfile(intake, new Merge(names, ProfileReader.DEFAULT_LIMIT).finish(), 0);
    }
  }

  /// The same for bytes that are no file here.
  static OneProfile of(String name, byte[] bytes, Names names) throws MergeException {
    Merge merge = new Merge(names, ProfileReader.DEFAULT_LIMIT);
    Intake intake = merge.add(name, bytes, 0);
    return new OneProfile(intake, merge.finish(), bytes.length);
  }

  /// Reads a profile that the compiler would read, too; empty ones are among them.
  static Merged require(Path folder, Path file, Names names) throws MergeException {
    OneProfile profile = read(folder, file, names);
    if (profile.intake instanceof Intake.LeftOut(Flaw flaw, String why) && flaw != Flaw.EMPTY) {
      throw new Failure(ExitCode.FAILED, "%s: %s".formatted(file, why));
    }
    return profile.merged;
  }
}
