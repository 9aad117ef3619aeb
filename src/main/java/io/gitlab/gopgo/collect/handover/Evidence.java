package io.gitlab.gopgo.collect.handover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gitlab.gopgo.collect.Answer;
import io.gitlab.gopgo.collect.Collected;
import io.gitlab.gopgo.collect.Collected.Spooled;
import io.gitlab.gopgo.collect.JsonFields;
import io.gitlab.gopgo.collect.LeftOut;
import io.gitlab.gopgo.collect.Origin;
import io.gitlab.gopgo.collect.ProfileHash;
import io.gitlab.gopgo.collect.store.Entry;
import io.gitlab.gopgo.pgo.Fitness;
import io.gitlab.gopgo.pgo.Flaw;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A service's [Answer] as JSON, the file `evidence.json` beside its profiles.
///
/// It holds no path: a profile's file is named after its hash. Of labels it has those by which a
/// store tells profiles apart; others may be hosts and instances.
final class Evidence {
  private Evidence() {}

  /// A profile's file of the folder.
  ///
  /// @param content its SHA-256, decompressed
  record Kept(Spooled profile, String content) {}

  /// What was read of the file.
  ///
  /// @param kept the files that belong to it
  record Read(Answer answer, List<Kept> kept) {}

  static byte[] broke(String service, String message) {
    return JsonFields.bytes(HandoverJson.object().put("service", service).put("broke", message));
  }

  /// @param contents the SHA-256 of the files of all profiles but the unfit ones
  static byte[] gave(String service, Answer.Gave gave, Map<ProfileHash, String> contents) {
    Collected collected = gave.collected();
    ObjectNode node = HandoverJson.object().put("service", service);
    node.put("found", collected.found());
    ArrayNode profiles = node.putArray("profiles");
    for (Spooled profile : collected.profiles()) {
      ObjectNode one = profiles.addObject();
      one.put("hash", profile.hash().toString());
      one.put("name", profile.origin().name());
      SortedMap<String, String> labels = new TreeMap<>(profile.origin().labels());
      labels.keySet().retainAll(Entry.Key.LABELS);
      labels.forEach(one.putObject("labels")::put);
      profile.origin().time().ifPresent(time -> one.put("time", time.toString()));
      one.put("source", gave.sources().getOrDefault(profile.hash(), ""));
      Fitness.Unfit unfit = gave.unfit().get(profile.hash());
      if (unfit == null) {
        one.put("sha256", contents.get(profile.hash()));
      } else {
        one.put("flaw", unfit.flaw().name()).put("why", unfit.why());
      }
    }
    ArrayNode leftOut = node.putArray("leftOut");
    for (LeftOut profile : collected.leftOut()) {
      leftOut
          .addObject()
          .put("name", profile.name())
          .put("reason", profile.reason())
          .put("detail", profile.detail());
    }
    collected.unnamed().forEach(node.putObject("unnamed")::put);
    ObjectNode counts = node.putObject("counts");
    collected.counts().forEach((what, values) -> values.forEach(counts.putObject(what)::put));
    collected.shortfalls().forEach(node.putArray("shortfalls")::add);
    node.put("isPartialAllowed", collected.isPartialAllowed());
    return JsonFields.bytes(node);
  }

  /// @param folder with the profiles
  /// @throws IOException with a reason, where it is not what was written for this service
  static Read read(byte[] file, String service, Path folder) throws IOException {
    JsonNode node = HandoverJson.read(file);
    String found = JsonFields.text(node, "service");
    if (!found.equals(service)) {
      throw new IOException("expected that of %s, found that of %s".formatted(service, found));
    }
    Optional<String> broke = JsonFields.optionalText(node, "broke");
    return broke.isPresent()
        ? new Read(new Answer.Broke(broke.get()), List.of())
        : gave(node, folder);
  }

  private static Read gave(JsonNode node, Path folder) throws IOException {
    List<Spooled> profiles = new ArrayList<>();
    List<Kept> kept = new ArrayList<>();
    Map<ProfileHash, String> sources = new HashMap<>();
    Map<ProfileHash, Fitness.Unfit> unfit = new HashMap<>();
    for (JsonNode one : JsonFields.list(node, "profiles")) {
      Spooled profile = profile(one, folder);
      profiles.add(profile);
      sources.put(profile.hash(), JsonFields.text(one, "source"));
      if (one.has("flaw")) {
        unfit.put(profile.hash(), new Fitness.Unfit(flaw(one), JsonFields.text(one, "why")));
      } else {
        kept.add(new Kept(profile, JsonFields.hash(one, "sha256")));
      }
    }
    if (sources.size() < profiles.size()) {
      throw new IOException("a profile stands twice in it");
    }
    Collected collected =
        new Collected(
            List.copyOf(profiles),
            JsonFields.number(node, "found"),
            leftOut(node),
            JsonFields.counts(node, "unnamed"),
            counts(node),
            shortfalls(node),
            JsonFields.flag(node, "isPartialAllowed"));
    return new Read(new Answer.Gave(collected, sources, unfit), List.copyOf(kept));
  }

  private static Spooled profile(JsonNode one, Path folder) throws IOException {
    ProfileHash hash = ProfileHash.parse(JsonFields.hash(one, "hash"));
    Map<String, String> labels = new HashMap<>();
    for (var label : one.path("labels").properties()) {
      labels.put(label.getKey(), label.getValue().asText());
    }
    return new Spooled(
        folder.resolve(HandoverFolder.file(hash)),
        new Origin(
            JsonFields.text(one, "name"),
            labels,
            one.has("time") ? Optional.of(JsonFields.time(one, "time")) : Optional.empty()),
        hash);
  }

  private static Flaw flaw(JsonNode one) throws IOException {
    String name = JsonFields.text(one, "flaw");
    for (Flaw flaw : Flaw.values()) {
      if (flaw.name().equals(name)) {
        return flaw;
      }
    }
    throw new IOException("\"flaw\" is none: " + name);
  }

  private static List<LeftOut> leftOut(JsonNode node) throws IOException {
    List<LeftOut> leftOut = new ArrayList<>();
    for (JsonNode one : JsonFields.list(node, "leftOut")) {
      leftOut.add(
          new LeftOut(
              JsonFields.text(one, "name"),
              JsonFields.text(one, "reason"),
              JsonFields.text(one, "detail")));
    }
    return List.copyOf(leftOut);
  }

  private static SortedMap<String, SortedMap<String, Long>> counts(JsonNode node)
      throws IOException {
    SortedMap<String, SortedMap<String, Long>> counts = new TreeMap<>();
    for (var what : node.path("counts").properties()) {
      counts.put(what.getKey(), JsonFields.counts(node.path("counts"), what.getKey()));
    }
    return counts;
  }

  private static List<String> shortfalls(JsonNode node) throws IOException {
    List<String> shortfalls = new ArrayList<>();
    for (JsonNode sentence : JsonFields.list(node, "shortfalls")) {
      shortfalls.add(sentence.asText());
    }
    return List.copyOf(shortfalls);
  }
}
