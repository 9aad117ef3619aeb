package io.gitlab.gopgo.collect.endpoints;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gitlab.gopgo.collect.InputFiles;
import io.gitlab.gopgo.collect.http.Call;
import io.gitlab.gopgo.collect.http.Credentials;
import io.gitlab.gopgo.collect.http.HttpCalls;
import io.gitlab.gopgo.collect.http.Origins;
import io.gitlab.gopgo.collect.http.Urls;
import io.gitlab.gopgo.config.Section;
import io.gitlab.gopgo.pprof.ProfileFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A way to find nodes, and the labels that the settings give to all of them.
sealed interface Discovery {
  Duration TIME = Duration.ofSeconds(60);
  long MOST_BYTES = 16 << 20;

  /// The nodes that there are now.
  ///
  /// @throws IOException if it can't be told which there are: some of them would be no fair sample
  List<Node> nodes(HttpCalls http) throws IOException;

  /// Reads an entry of `targets`.
  static Discovery read(Section entry) {
    Map<String, String> labels = new HashMap<>();
    entry
        .optionalSection("labels")
        .ifPresent(
            section -> section.names().forEach(name -> labels.put(name, section.text(name))));
    Discovery discovery;
    if (entry.has("static")) {
      discovery = Listed.read(entry, labels);
    } else if (entry.has("dns")) {
      discovery = Addresses.read(entry, labels);
    } else if (entry.has("srv")) {
      discovery = new Services(Dns.name(entry, "srv"), Dns.read(entry), labels);
    } else if (entry.has("file_sd")) {
      discovery = new FileSd(entry.folder(), entry.texts("file_sd"), labels);
    } else if (entry.has("http_sd")) {
      discovery = HttpSd.read(entry, labels);
    } else {
      throw entry.failure("", "expected one of static, dns, srv, file_sd or http_sd");
    }
    entry.done();
    return discovery;
  }

  private static Node node(String place, String address, Map<String, String> labels)
      throws IOException {
    return Node.of(address, labels)
        .orElseThrow(() ->
            new IOException("%s: expected host:port, found \"%s\"".formatted(place, address)));
  }

  /// Addresses that the settings list.
  record Listed(List<Node> all) implements Discovery {
    static Discovery read(Section entry, Map<String, String> labels) {
      List<Node> nodes = new ArrayList<>();
      for (String address : entry.texts("static")) {
        nodes.add(
            Node.of(address, labels)
                .orElseThrow(() ->
                    entry.failure(
                        "static", "expected host:port, found \"%s\"".formatted(address))));
      }
      return new Listed(nodes);
    }

    @Override
    public List<Node> nodes(HttpCalls http) {
      return all;
    }
  }

  /// All addresses of one name, on one port.
  record Addresses(String name, int port, Dns dns, Map<String, String> labels)
      implements Discovery {
    static Discovery read(Section entry, Map<String, String> labels) {
      long port = entry.number("port", 1, 0);
      if (port < 1 || port > 65535) {
        throw entry.failure("port", "expected the port of all addresses, 1 to 65535");
      }
      return new Addresses(Dns.name(entry, "dns"), (int) port, Dns.read(entry), labels);
    }

    @Override
    public List<Node> nodes(HttpCalls http) throws IOException {
      List<Node> nodes = new ArrayList<>();
      for (String address : dns.addresses(name)) {
        nodes.add(node("dns " + name, address + ":" + port, labels));
      }
      return nodes;
    }
  }

  /// What a name's SRV records point to.
  record Services(String name, Dns dns, Map<String, String> labels) implements Discovery {
    @Override
    public List<Node> nodes(HttpCalls http) throws IOException {
      List<Node> nodes = new ArrayList<>();
      for (String address : dns.services(name)) {
        nodes.add(node("srv " + name, address, labels));
      }
      return nodes;
    }
  }

  /// Files in Prometheus' form.
  record FileSd(Path folder, List<String> paths, Map<String, String> labels) implements Discovery {
    @Override
    public List<Node> nodes(HttpCalls http) throws IOException {
      List<Node> nodes = new ArrayList<>();
      for (String path : paths) {
        List<InputFiles.Found> files = InputFiles.find(folder, path);
        if (files.isEmpty()) {
          throw new IOException("file_sd %s: no such file".formatted(path));
        }
        for (InputFiles.Found found : files) {
          nodes.addAll(groups(path, ProfileFile.read(found.file(), MOST_BYTES), labels));
        }
      }
      return nodes;
    }
  }

  /// A server that answers in Prometheus' form.
  record HttpSd(URI url, Credentials credentials, Map<String, String> labels) implements Discovery {
    static Discovery read(Section entry, Map<String, String> labels) {
      URI url = Urls.read(entry, "http_sd", entry.text("http_sd"));
      return new HttpSd(url, Credentials.read(entry.optionalSection("auth")), labels);
    }

    @Override
    public List<Node> nodes(HttpCalls http) throws IOException {
      Call call = Call.get(url, credentials, TIME).with("Accept", "application/json");
      return groups(Origins.words(url), http.read(call), labels);
    }
  }

  /// Prometheus' form: `[{"targets": ["host:port"], "labels": {"zone": "a"}}]`. Labels in `__` are
  /// Prometheus' own and say nothing about a profile.
  private static List<Node> groups(String place, byte[] json, Map<String, String> labels)
      throws IOException {
    JsonNode groups;
    try {
      groups = new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s: expected a JSON list of targets and labels, found \"%s\""
              .formatted(place, new String(json, 0, Math.min(40, json.length), UTF_8).strip()),
          e);
    }
    List<Node> nodes = new ArrayList<>();
    if (!groups.isArray()) {
      throw new IOException(place + ": expected a JSON list of targets and labels");
    }
    for (JsonNode group : groups) {
      Map<String, String> all = new HashMap<>();
      for (Map.Entry<String, JsonNode> label : group.path("labels").properties()) {
        if (!label.getKey().startsWith("__")) {
          all.put(label.getKey(), label.getValue().asText());
        }
      }
      all.putAll(labels);
      for (JsonNode target : group.path("targets")) {
        nodes.add(node(place, target.asText(), all));
      }
    }
    return nodes;
  }
}
