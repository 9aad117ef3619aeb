package io.gitlab.gopgo.collect.handover;

import io.gitlab.gopgo.collect.Answer;
import io.gitlab.gopgo.collect.ProfileHash;
import io.gitlab.gopgo.pprof.ProfileFile;
import java.io.IOException;
import java.nio.file.Path;

/// A handover as later jobs read it.
///
/// Nothing is taken on trust: an archive may be cut off, or another run's. A service whose part
/// isn't what was written is broken, with the reason; the others go on.
///
/// @param name of the folder, for messages
/// @param limit the most bytes of a file
public record HandoverFolder(Path folder, String name, long limit) {
  static final String PLAN = "handover.json";
  static final String EVIDENCE = "evidence.json";

  /// Below it a folder for each service, since a service may be called as any file here.
  static final String SERVICES = "services";

  private static final String NEXT = "; run `go-pgo fan-out` again";

  /// The same with files of as many bytes, where the settings allow larger ones than usual.
  public HandoverFolder atLeast(long bytes) {
    return new HandoverFolder(folder, name, Math.max(limit, bytes));
  }

  /// What the folder is, as `go-pgo fan-out` fixed it.
  ///
  /// @throws IOException if it is no such folder
  public Plan plan() throws IOException {
    try {
      return HandoverJson.plan(ProfileFile.read(folder.resolve(PLAN), limit));
    } catch (IOException e) {
      throw new IOException("%s/%s: %s%s".formatted(name, PLAN, e.getMessage(), NEXT), e);
    }
  }

  /// A service's part.
  ///
  /// @param service of the plan
  public Answer answer(String service) {
    Path place = folder.resolve(SERVICES).resolve(service);
    String file = EVIDENCE;
    try {
      Evidence.Read read =
          Evidence.read(ProfileFile.read(place.resolve(EVIDENCE), limit), service, place);
      for (Evidence.Kept kept : read.kept()) {
        file = file(kept.profile().hash());
        String content = ProfileFile.contentHash(ProfileFile.read(kept.profile().file(), limit));
        if (!content.equals(kept.content())) {
          throw new IOException(
              "it was changed: its evidence tells the SHA-256 %s, found %s"
                  .formatted(kept.content(), content));
        }
      }
      return read.answer();
    } catch (IOException e) {
      return new Answer.Broke(
          "%s/%s/%s/%s: %s%s".formatted(name, SERVICES, service, file, e.getMessage(), NEXT));
    }
  }

  /// The name of a profile's file in its service's folder.
  static String file(ProfileHash hash) {
    return hash + ".pb.gz";
  }
}
