package io.gitlab.gopgo.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// A section of settings without a file: the tree that a file would be parsed to, made of values of
/// environment variables.
///
/// No value ever passes a YAML parser, so none can be more than a value. Everything else is as with
/// a file, because the same readers check it.
public final class VariableSettings {
  private final String path;
  private final Map<String, String> variables;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, VariableSettings> sections = new LinkedHashMap<>();
  private final Map<String, List<VariableSettings>> lists = new LinkedHashMap<>();

  /// The root section.
  public VariableSettings() {
    this("", new LinkedHashMap<>());
  }

  /// @param variables which variable a field's value is from, by the field's path
  private VariableSettings(String path, Map<String, String> variables) {
    this.path = path;
    this.variables = variables;
  }

  /// A section in this one. It is left out unless something is put into it.
  public VariableSettings section(String name) {
    return sections.computeIfAbsent(name, _ -> new VariableSettings(child(name), variables));
  }

  /// Another section of a list.
  public VariableSettings entry(String name) {
    List<VariableSettings> entries = lists.computeIfAbsent(name, _ -> new ArrayList<>());
    String at = "%s[%d]".formatted(child(name), entries.size());
    entries.add(new VariableSettings(at, variables));
    return entries.getLast();
  }

  /// Which variable an error about a field or a section is to name.
  public void name(String field, String variable) {
    variables.put(child(field), variable);
  }

  /// Sets a field to a text; without one it is left out.
  public void put(String field, String variable, Optional<String> text) {
    name(field, variable);
    text.ifPresent(value -> values.put(field, scalar(value)));
  }

  /// Sets a field to texts; without any it is left out.
  public void put(String field, String variable, List<String> texts) {
    name(field, variable);
    if (!texts.isEmpty()) {
      values.put(field, list(texts.stream().map(VariableSettings::scalar).toList()));
    }
  }

  /// The section as readers know it.
  ///
  /// @param folder where relative paths start
  /// @param environment for secrets
  public Section open(Path folder, Map<String, String> environment) {
    // Sections know their folder by a file in it; nobody reads this one.
    Path file = folder.resolve("environment");
    return new Section(new SettingsPlace(file, environment, variables), path, 1, node());
  }

  private MappingNode node() {
    Map<String, Node> fields = new LinkedHashMap<>(values);
    sections.forEach((name, section) -> {
      MappingNode node = section.node();
      if (!node.getValue().isEmpty()) {
        fields.put(name, node);
      }
    });
    lists.forEach((name, entries) ->
        fields.put(name, list(entries.stream().map(VariableSettings::node).toList())));
    List<NodeTuple> tuples = new ArrayList<>();
    fields.forEach((name, value) -> tuples.add(new NodeTuple(scalar(name), value)));
    return new MappingNode(Tag.MAP, tuples, FlowStyle.BLOCK);
  }

  private static Node list(List<? extends Node> nodes) {
    return new SequenceNode(Tag.SEQ, List.copyOf(nodes), FlowStyle.BLOCK);
  }

  private static Node scalar(String text) {
    return new ScalarNode(Tag.STR, text, ScalarStyle.DOUBLE_QUOTED);
  }

  private String child(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
