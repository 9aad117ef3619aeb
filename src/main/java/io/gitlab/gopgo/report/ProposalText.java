package io.gitlab.gopgo.report;

import io.gitlab.gopgo.collect.LeftOut;
import io.gitlab.gopgo.judge.Comparison;
import io.gitlab.gopgo.judge.Finding;
import io.gitlab.gopgo.judge.Finding.Level;
import io.gitlab.gopgo.merge.Merged;
import io.gitlab.gopgo.merge.Weighed;
import io.gitlab.gopgo.pgo.HotSet;
import io.gitlab.gopgo.pgo.ProfileDiff;
import io.gitlab.gopgo.pgo.Tally;
import io.gitlab.gopgo.report.ServiceResult.Judged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One service's part of a merge request's description: verdict, evidence, what becomes hot.
final class ProposalText {
  /// Rows per table of hot edges; `go-pgo diff` shows them all. The window of profiles that were
  /// recorded for the run.
  private static final String LIVE = "while this ran";

  private static final int MOST_EDGES = 10;

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
    Merged merged = judged.merged();
    List<Row> rows = new ArrayList<>();
    rows.add(row("Samples", m -> Words.number(tally(m).samples())));
    rows.add(row("CPU time", m -> Words.cpuTime(tally(m).cpuNanos())));
    rows.add(row("Profiles", m -> Words.number(tally(m).profiles())));
    rows.add(row("Call edges", m -> Words.number(m.table().size())));
    rows.add(row("of them hot", m -> Words.number(hotEdges(m))));
    rows.add(
        new Row(
            "File size",
            Words.bytes(judged.profile().length),
            proposal.committed().map(c -> Words.bytes(c.size())).orElse("")));
    merged
        .evidence()
        .recorded()
        .ifPresent(span -> rows.add(new Row("Recorded", Words.span(span), "")));
    rows.add(new Row("Window", judged.isLive() ? LIVE : judged.window().toString(), ""));
    rows.add(new Row("Selection", judged.collected().sentence(), ""));
    return table(rows);
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

  /// A line of the evidence; only a usable committed profile has figures of its own.
  private record Row(String name, String figure, String committed) {}

  private Row row(String name, Function<Merged, String> figure) {
    return new Row(
        name,
        figure.apply(judged.merged()),
        proposal.committed().map(c -> figure.apply(c.profile())).orElse(""));
  }

  /// Without a committed profile there is no column for it: nine empty cells would ask what is
  /// missing.
  private String table(List<Row> rows) {
    boolean isCompared = proposal.committed().isPresent();
    List<String> lines = new ArrayList<>();
    lines.add(isCompared ? "| | new | committed |\n|---|---|---|" : "| | new |\n|---|---|");
    for (Row row : rows) {
      String line = "| %s | %s |".formatted(row.name(), row.figure());
      lines.add(isCompared ? line + " %s |".formatted(row.committed()) : line);
    }
    return String.join("\n", lines);
  }

  private static Tally tally(Merged merged) {
    return merged.evidence().tally();
  }

  private static int hotEdges(Merged merged) {
    return HotSet.of(merged.table()).edges().size();
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
    ProfileDiff diff = comparison.diff();
    String tables =
        Stream.of(
                table("Came", diff.entering()),
                table("Went", diff.leaving()),
                table("Moved", diff.moved()))
            .flatMap(Optional::stream)
            .collect(Collectors.joining("\n\n"));
    return """
    <details>
    <summary>Hot call edges: %s came, %s went, %s moved</summary>

    %s

    </details>\
    """
        .formatted(
            Words.number(diff.entering().size()),
            Words.number(diff.leaving().size()),
            Words.number(diff.moved().size()),
            tables);
  }

  private static Optional<String> table(String name, List<ProfileDiff.Change> changes) {
    if (changes.isEmpty()) {
      return Optional.empty();
    }
    List<String> rows = new ArrayList<>();
    rows.add("| %s: caller | line in it | callee | before | now |".formatted(name));
    rows.add("|---|---:|---|---:|---:|");
    for (ProfileDiff.Change change : changes.subList(0, Math.min(MOST_EDGES, changes.size()))) {
      rows.add(
          "| %s | %d | %s | %s | %s |"
              .formatted(
                  Markdown.code(change.caller()),
                  change.offset(),
                  Markdown.code(change.callee()),
                  Words.smallPercent(change.oldShare()),
                  Words.smallPercent(change.newShare())));
    }
    if (changes.size() > MOST_EDGES) {
      rows.add("| and %s more | | | | |".formatted(Words.number(changes.size() - MOST_EDGES)));
    }
    return Optional.of(String.join("\n", rows));
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
