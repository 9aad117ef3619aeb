package io.gitlab.gopgo.report;

import io.gitlab.gopgo.deliver.Change;
import io.gitlab.gopgo.deliver.Marker;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Title and description of a merge request: what a reviewer needs to judge a file that no one can
/// read.
///
/// Deterministic: without time, host or version, so that the same profiles give the same words.
public final class MergeRequest {
  private static final String INTRODUCTION =
      """
      Fresh CPU profiles from production for Go's profile-guided optimization (PGO): the compiler \
      reads `default.pgo` beside a main package and optimizes what is hot in it.\
      """;

  private static final String FIRST_PROFILE =
      """
      ## The first profile

      - Programs become 2 to 14 % faster with PGO in the Go team's experience; measure yours.
      - Go 1.21 and later pick the file up by themselves, as long as no build says `-pgo=off` or \
      names another file with `-pgo=FILE`.
      - The first build takes longer: `go build`, `go vet` and `go test` of a main package compile \
      all its dependencies again with its profile, and once per profile where several main \
      packages have one. After that the build cache helps as usual.
      - The binary grows a little, because hot calls are inlined.\
      """;

  private static final String ROLLBACK =
      """
      ## To undo

      Revert the merge, or delete the file: without it, Go builds as before. `go build -pgo=off` \
      tries a build without it. Only the speed of the program depends on it.\
      """;

  /// What GitLab takes for a title.
  private static final int MOST_TITLE = 255;

  private final List<Proposal> proposals;
  private final List<Standing> standings;

  /// @param proposals what is proposed for one target, at least one
  /// @param standings what an earlier run proposed for other services of the target
  public MergeRequest(List<Proposal> proposals, List<Standing> standings) {
    this.proposals = List.copyOf(proposals);
    this.standings = List.copyOf(standings);
  }

  /// The change that carries the proposed files under this title and description.
  ///
  /// @param branch its source branch; empty where the target has none
  public Change change(String branch) {
    return new Change(branch, Words.list(services()), title(), description(), files());
  }

  private SortedMap<String, byte[]> files() {
    SortedMap<String, byte[]> files = new TreeMap<>();
    standings.forEach(standing -> files.putAll(standing.files()));
    for (Proposal proposal : proposals) {
      for (String file : proposal.result().files()) {
        files.put(file, proposal.judged().profile());
      }
    }
    return files;
  }

  private String title() {
    List<String> names = services();
    boolean isAllFirst =
        proposals.stream().allMatch(Proposal::isFirst)
            && standings.stream().allMatch(Standing::isFirst);
    String verb = isAllFirst ? "Add " : "Refresh ";
    String title =
        verb + (names.size() == 1 ? "PGO profile of " : "PGO profiles of ") + Words.list(names);
    return title.length() <= MOST_TITLE
        ? title
        : verb + "PGO profiles of %d services".formatted(names.size());
  }

  private List<String> services() {
    return Stream.concat(
            proposals.stream().map(proposal -> proposal.result().service()),
            standings.stream().map(Standing::service))
        .toList();
  }

  private String description() {
    List<String> parts = new ArrayList<>();
    parts.add(INTRODUCTION);
    proposals.forEach(proposal -> parts.add(new ProposalText(proposal).markdown()));
    standings.forEach(standing -> parts.add(standing.markdown()));
    if (proposals.stream().anyMatch(Proposal::isFirst)
        || standings.stream().anyMatch(Standing::isFirst)) {
      parts.add(FIRST_PROFILE);
    }
    parts.add(ROLLBACK);
    parts.add(markers());
    return String.join("\n\n", parts) + "\n";
  }

  private String markers() {
    List<String> markers = new ArrayList<>();
    for (Proposal proposal : proposals) {
      for (String file : proposal.result().files()) {
        markers.add(Marker.of(file, proposal.judged().profile()));
      }
    }
    for (Standing standing : standings) {
      standing.files().forEach((file, content) -> markers.add(Marker.of(file, content)));
    }
    return String.join("\n", markers);
  }
}
