package io.gitlab.gopgo.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gitlab.gopgo.collect.Pass;
import io.gitlab.gopgo.judge.Comparison;
import io.gitlab.gopgo.judge.Finding;
import io.gitlab.gopgo.merge.Evidence;
import io.gitlab.gopgo.merge.Weighed;
import io.gitlab.gopgo.pgo.HotSet;
import io.gitlab.gopgo.pgo.Tally;
import io.gitlab.gopgo.pprof.ProfileFile;
import io.gitlab.gopgo.report.ServiceResult.Failed;
import io.gitlab.gopgo.report.ServiceResult.Judged;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/// A refresh's `report.json`: all that it found, for tools. `docs/report.md` describes its fields.
public final class RunReport {
  private RunReport() {}

  /// The report as UTF-8, ending in a line feed. It holds no time, so equal runs give equal bytes.
  ///
  /// @param listings what the passes over servers cost, by source
  public static byte[] of(
      List<ServiceResult> results, Map<String, Pass.Listing> listings, int exitCode) {
    ObjectNode report = ReportJson.begin(listings, exitCode);
    ArrayNode services = report.putArray("services");
    results.forEach(result -> service(services.addObject(), result));
    return ReportJson.bytes(report);
  }

  private static void service(ObjectNode node, ServiceResult result) {
    node.put("service", result.service());
    node.put("project", result.project());
    result.files().forEach(node.putArray("files")::add);
    node.put("verdict", result.word());
    node.put("why", ClosingTable.why(result));
    result
        .visit()
        .request()
        .ifPresent(request -> {
          ObjectNode mergeRequest = node.putObject("mergeRequest");
          mergeRequest.put("reference", request.reference());
          mergeRequest.put("url", request.url());
        });
    node.put("requests", result.visit().requests());
    result.visit().remarks().forEach(node.putArray("remarks")::add);
    switch (result.outcome()) {
      case Failed _ -> {}
      case Judged judged -> {
        node.put("window", judged.window().toString());
        ReportJson.selection(node.putObject("selection"), judged.collected());
        evidence(node.putObject("evidence"), judged);
        judged
            .merged()
            .weighed()
            .ifPresent(weighed -> weighing(node.putObject("weighing"), judged, weighed));
        ClosingTable.comparison(judged.verdict())
            .ifPresent(comparison -> comparison(node.putObject("comparison"), comparison));
        if (judged.profile().length > 0) {
          ObjectNode profile = node.putObject("profile");
          profile.put("bytes", judged.profile().length);
          profile.put("sha256", ProfileFile.contentHash(judged.profile()));
        }
        ArrayNode findings = node.putArray("findings");
        judged.verdict().findings().forEach(finding -> finding(findings.addObject(), finding));
      }
    }
  }

  private static void evidence(ObjectNode node, Judged judged) {
    Evidence evidence = judged.merged().evidence();
    Tally tally = evidence.tally();
    put(node, "samples", tally.samples());
    put(node, "cpuNanoseconds", tally.cpuNanos());
    node.put("profiles", tally.profiles());
    node.put("weightType", judged.merged().weightType().name().toLowerCase(Locale.ROOT));
    node.put("periodNanoseconds", judged.merged().period());
    node.put("edges", judged.merged().table().size());
    node.put("hotEdges", HotSet.of(judged.merged().table()).edges().size());
    node.put("totalWeight", judged.merged().table().total());
    node.put("withoutStartLine", evidence.withoutStartLine());
    evidence
        .recorded()
        .ifPresent(span -> {
          node.put("recordedFrom", span.from().toString());
          node.put("recordedTo", span.to().toString());
        });
  }

  private static void weighing(ObjectNode node, Judged judged, Weighed weighed) {
    ArrayNode sources = node.putArray("sources");
    for (Weighed.Share share : weighed.shares()) {
      ObjectNode source = sources.addObject();
      source.put("source", share.source());
      source.put("profiles", share.profiles());
      source.put("shareBefore", share.before());
      source.put("shareAfter", share.after());
    }
    ArrayNode rules = node.putArray("rules");
    for (Weighed.Applied applied : weighed.rules()) {
      ObjectNode rule = rules.addObject();
      rule.put("rule", applied.rule());
      rule.put("sentence", applied.sentence());
      rule.put("subject", applied.subject());
    }
    node.put("evenSamples", Math.round(judged.merged().evenSamples()));
    node.put("scale", weighed.scale());
  }

  private static void comparison(ObjectNode node, Comparison comparison) {
    node.put("path", comparison.path());
    node.put("overlap", comparison.diff().overlap());
    node.put("expectedOverlap", comparison.floor().expected());
    node.put("noiseFloor", comparison.floor().overlap());
    node.put("method", comparison.floor().method().name().toLowerCase(Locale.ROOT));
    node.put("hotEdgesEntering", comparison.diff().entering().size());
    node.put("hotEdgesLeaving", comparison.diff().leaving().size());
    node.put("hotEdgesMoved", comparison.diff().moved().size());
    node.put("hotEdgesBeyondNoise", comparison.drift().edges().size());
  }

  private static void finding(ObjectNode node, Finding finding) {
    node.put("rule", finding.rule());
    node.put("level", finding.level().name().toLowerCase(Locale.ROOT));
    node.put("figure", finding.figure());
    node.put("threshold", finding.threshold());
    node.put("sentence", finding.sentence());
    node.put("subject", finding.subject());
  }

  private static void put(ObjectNode node, String name, OptionalLong number) {
    if (number.isPresent()) {
      node.put(name, number.getAsLong());
    } else {
      node.putNull(name);
    }
  }
}
