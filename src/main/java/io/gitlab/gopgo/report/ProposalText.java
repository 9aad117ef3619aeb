package io.gitlab.gopgo.report;

import io.gitlab.gopgo.collect.LeftOut;
import io.gitlab.gopgo.judge.Comparison;
import io.gitlab.gopgo.judge.Drift;
import io.gitlab.gopgo.judge.Finding;
import io.gitlab.gopgo.judge.Finding.Level;
import io.gitlab.gopgo.merge.Weighed;
import io.gitlab.gopgo.pgo.ProfileDiff;
import io.gitlab.gopgo.report.ServiceResult.Judged;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One service's part of a merge request's description: verdict, evidence, what becomes hot.
final class ProposalText {
  /// The window of profiles that were recorded for the run.
  private static final String LIVE = "while this ran";

  /// Rows of the table of hot edges; `go-pgo diff` shows them all.
  private static final int MOST_EDGES = 15;

  private static final int MOST_LEFT_OUT = 5;

  private final Proposal proposal;
  private final Judged judged;

  ProposalText(Proposal proposal) {
    this.proposal = proposal;
    this.judged = proposal.judged();
  }

  String markdown() {
    List<String> parts = new ArrayList<>();
    parts.add("## " + Markdown.code(proposal.result().service()));
    parts.add(sentence());
    parts.add(evidence());
    judged.merged().weighed().map(ProposalText::weighing).ifPresent(parts::add);
    List<String> warnings = Stream.concat(warnings(), leftOut()).toList();
    if (!warnings.isEmpty()) {
      parts.add(String.join("\n", warnings));
    }
    proposal.comparison().map(ProposalText::edges).ifPresent(parts::add);
    parts.add(reproduction());
    return String.join("\n\n", parts);
  }

  private String sentence() {
    if (proposal.isFirst()) {
      return "**First profile**: the service has been built without PGO so far.";
    }
    if (proposal.comparison().isEmpty()) {
      return "**Repaired**: the compiler can't use what is committed.";
    }
    Comparison comparison = proposal.comparison().get();
    String overlap = Words.percent(comparison.diff().overlap());
    String floor = Words.percent(comparison.floor().overlap());
    return comparison.isChange()
        ? """
        **Changed**: the new profile has %s of its weight in common with the committed one, where \
        two profiles of an unchanged workload would have at least %s (the noise floor).\
        """
            .formatted(overlap, floor)
        : """
        **Completed**: not all of the service's files have a profile yet. With the committed one \
        the new profile has %s of its weight in common (noise floor %s).\
        """
            .formatted(overlap, floor);
  }

  private String evidence() {
    EvidenceTable table =
        new EvidenceTable("new", judged.merged(), judged.profile().length, proposal.committed());
    judged
        .merged()
        .evidence()
        .recorded()
        .ifPresent(span -> table.with("Recorded", Words.span(span)));
    return table
        .with("Window", judged.isLive() ? LIVE : judged.window().toString())
        .with("Selection", judged.collected().sentence())
        .markdown();
  }

  /// What was done to the weights, so that nobody takes them for CPU time as it was spent.
  private static String weighing(Weighed weighed) {
    Stream<String> shares =
        weighed.shares().isEmpty()
            ? Stream.of()
            : Stream.of(
                "- **Weighed**: "
                    + weighed.shares().stream()
                        .map(Words::share)
                        .collect(Collectors.joining(", ")));
    Stream<String> rules =
        weighed.rules().stream()
            .map(rule -> {
              String subject = rule.subject().isEmpty() ? "" : ": " + Markdown.code(rule.subject());
              return "- **Weighed** (%s): %s%s".formatted(rule.rule(), rule.sentence(), subject);
            });
    return Stream.concat(shares, rules).collect(Collectors.joining("\n"));
  }

  private Stream<String> warnings() {
    return judged.verdict().findings().stream()
        .filter(finding -> finding.level() == Level.WARNING)
        .map(ProposalText::warning);
  }

  private static String warning(Finding finding) {
    String figures =
        finding.figure().isEmpty()
            ? ""
            : " (%s, %s)".formatted(finding.figure(), finding.threshold());
    String subject = finding.subject().isEmpty() ? "" : " " + Markdown.code(finding.subject());
    return "- **Warning**: " + finding.sentence() + figures + subject;
  }

  /// The broken profiles; those that only fell outside the window are in the selection's counts.
  private Stream<String> leftOut() {
    List<LeftOut> broken =
        judged.collected().leftOut().stream()
            .filter(profile -> !profile.detail().isEmpty())
            .toList();
    Stream<String> named =
        broken.stream()
            .limit(MOST_LEFT_OUT)
            .map(profile ->
                "- **Left out**: %s, %s"
                    .formatted(Markdown.code(profile.name()), Markdown.code(profile.detail())));
    return broken.size() <= MOST_LEFT_OUT
        ? named
        : Stream.concat(
            named,
            Stream.of(
                "- and %s more left out".formatted(Words.number(broken.size() - MOST_LEFT_OUT))));
  }

  private static String edges(Comparison comparison) {
    Drift drift = comparison.drift();
    if (drift.edges().isEmpty()) {
      return "Hot call edges: none moved by more than noise, %s by less."
          .formatted(Words.number(drift.within()));
    }
    return """
    <details>
    <summary>Hot call edges: %s moved by more than noise, %s by less</summary>

    %s

    First those with the most weight beyond noise; those that moved less are left out. \
    `came`: hot now and not before, `went`: the reverse.

    </details>\
    """
        .formatted(
            Words.number(drift.edges().size()), Words.number(drift.within()), table(drift.edges()));
  }

  private static String table(List<Drift.Edge> edges) {
    List<String> rows = new ArrayList<>();
    rows.add("| | caller | line in it | callee | before | now |");
    rows.add("|---|---|---:|---|---:|---:|");
    for (Drift.Edge edge : edges.subList(0, Math.min(MOST_EDGES, edges.size()))) {
      ProfileDiff.Change change = edge.change();
      rows.add(
          "| %s | %s | %d | %s | %s | %s |"
              .formatted(
                  edge.way().name().toLowerCase(Locale.ROOT),
                  Markdown.code(change.caller()),
                  change.offset(),
                  Markdown.code(change.callee()),
                  Words.smallPercent(change.oldShare()),
                  Words.smallPercent(change.newShare())));
    }
    if (edges.size() > MOST_EDGES) {
      rows.add("| | and %s more | | | | |".formatted(Words.number(edges.size() - MOST_EDGES)));
    }
    return String.join("\n", rows);
  }

  private String reproduction() {
    String files =
        proposal.result().files().stream().map(Markdown::code).collect(Collectors.joining(", "));
    String again =
        judged.isLive()
            ? "It was recorded from running processes: another run gives another profile."
            : "To reproduce: `go-pgo refresh --service %s` with `window: %s` takes the same profiles and gives the same bytes."
                .formatted(proposal.result().service(), judged.window());
    return "To look inside: `go tool pprof -top` on %s. %s".formatted(files, again);
  }
}
