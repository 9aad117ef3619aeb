package io.gitlab.gopgo.report;

import io.gitlab.gopgo.judge.Committed;
import java.util.Optional;
import java.util.SortedMap;

/// A proposal of an earlier run that stays in the merge request, byte for byte, beside newer ones
/// for other services.
///
/// @param files the contents, by path, as the source branch has them; at least one
/// @param proposed what the first of them holds
/// @param committed what the target has in its place
public record Standing(
    String service,
    SortedMap<String, byte[]> files,
    Committed.Usable proposed,
    Committed committed) {

  boolean isFirst() {
    return committed instanceof Committed.Missing;
  }

  /// The service's part of a description.
  ///
  /// It is made from the profiles alone. The section that stands in the merge request would say
  /// more, but people may have changed it, and what is written anew in their place would act with
  /// the token's rights.
  String markdown() {
    Optional<Committed.Usable> before =
        committed instanceof Committed.Usable usable ? Optional.of(usable) : Optional.empty();
    return String.join(
        "\n\n",
        "## " + Markdown.code(service),
        "**As proposed before**: this profile stands as an earlier run proposed it; the run that wrote this had no better one.",
        new EvidenceTable("proposed", proposed.profile(), proposed.size(), before).markdown());
  }
}
