package io.gitlab.gopgo.collect.endpoints;

import io.gitlab.gopgo.collect.Choices;
import io.gitlab.gopgo.collect.LeftOut;
import io.gitlab.gopgo.collect.Origin;
import io.gitlab.gopgo.collect.Pass;
import io.gitlab.gopgo.collect.Quorum;
import io.gitlab.gopgo.collect.Selection;
import io.gitlab.gopgo.collect.Source;
import io.gitlab.gopgo.collect.Spool;
import io.gitlab.gopgo.collect.Surroundings;
import io.gitlab.gopgo.collect.endpoints.Recorder.Recording;
import io.gitlab.gopgo.collect.http.Credentials;
import io.gitlab.gopgo.collect.http.HttpCalls;
import io.gitlab.gopgo.collect.http.Tls;
import io.gitlab.gopgo.config.Section;
import io.gitlab.gopgo.pgo.Flaw;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Processes with `net/http/pprof`, or LabKit's monitoring, asked for a CPU profile of this moment.
public final class EndpointsSource implements Source {
  private static final List<String> COUNTED = List.of("zone", "version", "stage");

  private final List<Discovery> discoveries;
  private final Recorder recorder;
  private final Tls tls;
  private final Draws draws;
  private final Surroundings surroundings;

  /// How nodes are picked, and how many of the picked ones must answer.
  private record Draws(int count, List<String> stratify, Quorum quorum) {}

  private EndpointsSource(
      List<Discovery> discoveries,
      Recorder recorder,
      Tls tls,
      Draws draws,
      Surroundings surroundings) {
    this.discoveries = discoveries;
    this.recorder = recorder;
    this.tls = tls;
    this.draws = draws;
    this.surroundings = surroundings;
  }

  /// Reads a source `pprof-endpoints`.
  public static Source read(Section section, Surroundings surroundings) {
    EndpointUrl url = EndpointUrl.read(section);
    List<Discovery> discoveries = discoveries(section, url);
    Recorder recorder =
        new Recorder(
            url,
            Credentials.read(section.optionalSection("auth")),
            section.number("seconds", 1, 10),
            section.duration("timeout", Duration.ofSeconds(15)),
            section.duration("busyPause", Duration.ofSeconds(10)),
            Math.toIntExact(Math.min(1000, section.number("concurrency", 1, 4))),
            section.duration("deadline", Duration.ofMinutes(5)),
            surroundings.clock());
    Tls tls = Tls.read(section.optionalSection("tls"));
    Draws draws =
        new Draws(
            Math.toIntExact(Math.min(100_000, section.number("targetsTaken", 1, 10))),
            section.optionalTexts("stratify"),
            Quorum.read(section));
    section.done();
    return new EndpointsSource(discoveries, recorder, tls, draws, surroundings);
  }

  private static List<Discovery> discoveries(Section section, EndpointUrl url) {
    if (!section.has("targets")) {
      if (url.hasPlace()) {
        throw section.failure("targets", "is missing: who takes the place of {target} in `url`?");
      }
      return List.of(new Discovery.Listed(List.of(new Node(url.address(), Map.of()))));
    }
    if (!url.hasPlace()) {
      throw section.failure("url", "expected {target} in it, where an address of `targets` goes");
    }
    return section.sections("targets").stream().map(Discovery::read).toList();
  }

  /// Whatever the settings and the discovery call their labels.
  @Override
  public Optional<Set<String>> labels() {
    return Optional.empty();
  }

  @Override
  public boolean isLive() {
    return true;
  }

  @Override
  public Predicate<Origin> filter(Section from) {
    return _ -> true;
  }

  @Override
  public Pass collect(List<Selection> selections) throws IOException {
    Spool spool = new Spool(surroundings.spool(), surroundings.inflatedLimit());
    Choices choices = new Choices(this, selections, surroundings.inflatedLimit());
    try (HttpCalls http = new HttpCalls(tls, surroundings.inflatedLimit())) {
      Collection<Node> nodes = nodes(http);
      Map<Selection, List<Node>> picked = new LinkedHashMap<>();
      Map<Node, List<Selection>> wanted = new LinkedHashMap<>();
      for (Selection selection : selections) {
        List<Node> matching =
            nodes.stream().filter(node -> selection.filter().test(node.origin())).toList();
        List<Node> some =
            new NodeDraw(draws.stratify, selection.seed()).pick(matching, draws.count);
        picked.put(selection, some);
        some.forEach(node -> wanted.computeIfAbsent(node, _ -> new ArrayList<>()).add(selection));
        choices.alsoFound(selection, matching.size() - some.size());
        count(choices, selection, matching);
      }
      surroundings
          .progress()
          .accept(
              "recording %d s on %d of %d targets, %d at once"
                  .formatted(
                      recorder.seconds(), wanted.size(), nodes.size(), recorder.concurrency()));
      Map<Node, LeftOut> missing = new LinkedHashMap<>();
      recorder
          .record(List.copyOf(wanted.keySet()), http, spool)
          .forEach((node, recording) ->
              take(choices, node, recording, wanted.getOrDefault(node, List.of()))
                  .ifPresent(why -> missing.put(node, why)));
      picked.forEach((selection, some) -> {
        if (some.isEmpty()) {
          choices.fallShort(selection, nobody(nodes), false);
        }
        List<LeftOut> lost = some.stream().filter(missing::containsKey).map(missing::get).toList();
        draws.quorum.apply(choices, selection, some.size(), "chosen targets", lost);
      });
    }
    return choices.pass(spool);
  }

  /// All nodes, each once: who is found in two ways is one process all the same.
  private Collection<Node> nodes(HttpCalls http) throws IOException {
    Map<String, Node> nodes = new TreeMap<>();
    for (Discovery discovery : discoveries) {
      for (Node node : discovery.nodes(http)) {
        nodes.putIfAbsent(node.address(), node);
      }
    }
    return nodes.values();
  }

  private void count(Choices choices, Selection selection, List<Node> nodes) {
    Set<String> counted = new TreeSet<>(COUNTED);
    counted.addAll(draws.stratify);
    for (Node node : nodes) {
      for (String label : counted) {
        Optional.ofNullable(node.labels().get(label))
            .ifPresent(value -> choices.count(selection, label, value));
      }
    }
  }

  /// Why a node gave no profile, if it gave none.
  ///
  /// An idle process has recorded as it was asked to, and that it did nothing is true of it. Were
  /// it missing, a service would be withheld for its standbys, and all services at quiet hours.
  private static Optional<LeftOut> take(
      Choices choices, Node node, Recording recording, List<Selection> of) {
    return switch (recording) {
      case Recording.Took(var file, var begin) ->
          choices
              .offer(file, new Origin(node.address(), node.labels(), Optional.of(begin)), of)
              .filter(why -> !why.reason().equals(Flaw.EMPTY.toString()));
      case Recording.Missed(String reason, String why) ->
          choices.leaveOut(node.origin(), reason, why, of);
    };
  }

  private static String nobody(Collection<Node> nodes) {
    Set<String> labels = new TreeSet<>();
    nodes.forEach(node -> labels.addAll(node.labels().keySet()));
    return "none of %d targets is the service's; their labels are %s"
        .formatted(nodes.size(), String.join(", ", labels));
  }
}
