package io.gitlab.gopgo.config;

import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// The fields of one mapping of the settings file, read one by one by whoever owns them.
///
/// A section remembers which fields it was asked for. [#done] refuses all others, so a misspelt
/// field is an error with a hint and not a default that nobody notices.
public final class Section {
  private static final Pattern BYTES = Pattern.compile("([1-9]\\d{0,8})(KiB|MiB|GiB)");
  private static final Pattern DURATION = Pattern.compile("[1-9]\\d{0,5}[smh]");
  private static final Pattern VARIABLE = Pattern.compile("\\$[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}");
  private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d+)?) ?%");

  private final SettingsPlace place;
  private final String path;
  private final int line;
  private final Map<String, Node> fields = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new LinkedHashMap<>();
  private final Set<String> known = new TreeSet<>();

  /// @param line where the section's own name stands, for errors about what is missing in it
  Section(SettingsPlace place, String path, int line, MappingNode node) {
    this.place = place;
    this.path = path;
    this.line = line;
    for (NodeTuple tuple : node.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw place.failure(line(tuple.getKeyNode()), path, "a field needs a name");
      }
      String name = key.getValue();
      lines.put(name, line(key));
      if (fields.put(name, tuple.getValueNode()) != null) {
        throw failure(name, "stands twice");
      }
    }
  }

  /// Where this section stands: `services.gitaly.to`.
  public String path() {
    return path;
  }

  /// The settings file's folder: relative paths start here.
  public Path folder() {
    Path absolute = place.file().toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    return parent == null ? absolute : parent;
  }

  /// The names of all fields that are there, in the file's order, for sections whose names are the
  /// user's own.
  public Set<String> names() {
    known.addAll(fields.keySet());
    return Collections.unmodifiableSet(new LinkedHashSet<>(fields.keySet()));
  }

  public boolean has(String name) {
    known.add(name);
    return fields.containsKey(name);
  }

  public String text(String name) {
    return optionalText(name).orElseThrow(() -> missing(name, "is missing"));
  }

  public Optional<String> optionalText(String name) {
    return node(name).map(node -> text(name, node));
  }

  /// A text that may be the name of an environment variable, `$NAME`, and then is its value. One
  /// that came from a variable is final.
  public String expandedText(String name) {
    String text = text(name);
    if (!place.isFile() || !VARIABLE.matcher(text).matches()) {
      return text;
    }
    return environment(text.substring(1))
        .orElseThrow(
            () -> failure(name, "the environment variable %s is not set or empty".formatted(text)));
  }

  /// The value of an environment variable, unless it is missing or empty.
  public Optional<String> environment(String variable) {
    return Optional.ofNullable(place.environment().get(variable)).filter(value -> !value.isEmpty());
  }

  /// Texts, at least one; a single text will do for a list of one.
  public List<String> texts(String name) {
    List<String> texts = optionalTexts(name);
    if (texts.isEmpty()) {
      throw missing(name, "is missing or empty");
    }
    return texts;
  }

  public List<String> optionalTexts(String name) {
    Node node = node(name).orElse(null);
    if (node == null) {
      return List.of();
    }
    if (!(node instanceof SequenceNode sequence)) {
      return List.of(text(name, node));
    }
    List<String> texts = new ArrayList<>();
    for (Node element : sequence.getValue()) {
      texts.add(text(name, element));
    }
    return List.copyOf(texts);
  }

  /// A whole number of at least `least`.
  public long number(String name, long least, long otherwise) {
    return parsed(
        name,
        otherwise,
        "a whole number of at least " + least,
        text -> {
          BigInteger number =
              NUMBER.matcher(text).matches() ? new BigInteger(text) : BigInteger.ONE.negate();
          return number.bitLength() < Long.SIZE && number.longValue() >= least
              ? Optional.of(number.longValue())
              : Optional.empty();
        });
  }

  /// A share written in percent, as a number from 0 to 1.
  public double percent(String name, double otherwise) {
    return parsed(
        name,
        otherwise,
        "a percentage from 0% to 100%, such as 5%",
        text -> {
          Matcher match = PERCENT.matcher(text);
          return match.matches()
              ? Optional.of(Double.parseDouble(match.group(1)) / 100).filter(share -> share <= 1)
              : Optional.empty();
        });
  }

  /// A size in bytes, written with a binary unit.
  public long bytes(String name, long otherwise) {
    return parsed(
        name,
        otherwise,
        "a size such as 128MiB",
        text -> {
          Matcher match = BYTES.matcher(text);
          if (!match.matches()) {
            return Optional.empty();
          }
          int shift =
              switch (match.group(2)) {
                case "KiB" -> 10;
                case "MiB" -> 20;
                default -> 30;
              };
          return Optional.of(Long.parseLong(match.group(1)) << shift);
        });
  }

  /// A length of time of at most a day, with its unit.
  public Duration duration(String name, Duration otherwise) {
    return parsed(
        name,
        otherwise,
        "a time such as 30s, 10m or 1h",
        text -> {
          Matcher match = DURATION.matcher(text);
          return match.matches()
              ? Optional.of(Duration.parse("PT" + text.toUpperCase(Locale.ROOT)))
                  .filter(time -> time.compareTo(Duration.ofDays(1)) <= 0)
              : Optional.empty();
        });
  }

  public boolean flag(String name, boolean otherwise) {
    return parsed(
        name,
        otherwise,
        "true or false",
        text ->
            switch (text) {
              case "true" -> Optional.of(true);
              case "false" -> Optional.of(false);
              default -> Optional.empty();
            });
  }

  /// A pattern that must match a whole value.
  public Pattern pattern(String name) {
    String text = text(name);
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw failure(name, "no valid pattern: " + e.getDescription());
    }
  }

  /// A path, made absolute from the settings file's folder.
  public Path path(String name) {
    String text = text(name);
    try {
      if (text.chars().anyMatch(Character::isISOControl)) {
        throw failure(name, "no valid path: it has a control character");
      }
      return folder().resolve(text).normalize();
    } catch (InvalidPathException e) {
      throw failure(name, "no valid path: " + e.getReason());
    }
  }

  /// A field's value by the reader's own rule, or what stands for a missing one.
  ///
  /// @param expected for the message: "expected …, found …"
  /// @param parser empty for a text that is no such value
  public <T> T parsed(
      String name, T otherwise, String expected, Function<String, Optional<T>> parser) {
    Optional<String> text = optionalText(name);
    return text.isEmpty()
        ? otherwise
        : parser
            .apply(text.get())
            .orElseThrow(
                () -> failure(name, "expected %s, found \"%s\"".formatted(expected, text.get())));
  }

  public Section section(String name) {
    return optionalSection(name).orElseThrow(() -> missing(name, "is missing"));
  }

  public Optional<Section> optionalSection(String name) {
    return node(name).map(node -> section(child(name), lines.getOrDefault(name, line), node));
  }

  /// A list of sections, at least one.
  public List<Section> sections(String name) {
    Node node = node(name).orElseThrow(() -> missing(name, "is missing"));
    if (!(node instanceof SequenceNode sequence) || sequence.getValue().isEmpty()) {
      throw failure(name, "expected a list with at least one entry");
    }
    List<Section> sections = new ArrayList<>();
    for (Node element : sequence.getValue()) {
      String at = "%s[%d]".formatted(child(name), sections.size());
      sections.add(section(at, line(element), element));
    }
    return sections;
  }

  /// The section's fields in one fixed form, whatever their order and layout in the file.
  public String canonical() {
    return canonical(fields);
  }

  private static String canonical(Map<String, Node> fields) {
    return new TreeMap<>(fields)
        .entrySet().stream()
            .map(field -> field.getKey() + ": " + canonical(field.getValue()))
            .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String canonical(Node node) {
    return switch (node) {
      case MappingNode mapping -> {
        Map<String, Node> fields = new TreeMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
          fields.put(canonical(tuple.getKeyNode()), tuple.getValueNode());
        }
        yield canonical(fields);
      }
      case SequenceNode sequence ->
          sequence.getValue().stream()
              .map(Section::canonical)
              .collect(Collectors.joining(", ", "[", "]"));
      case ScalarNode scalar ->
          '"' + scalar.getValue().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
      default -> node.toString();
    };
  }

  /// Refuses every field that nobody asked for.
  public void done() {
    for (String name : fields.keySet()) {
      if (!known.contains(name)) {
        String hint =
            NearestWord.of(name, known)
                .map("did you mean \"%s\"?"::formatted)
                .orElse("known here: " + String.join(", ", known));
        throw failure(name, "unknown field; " + hint);
      }
    }
  }

  /// A field that is there under a similar name was most likely meant by that one.
  private SettingsException missing(String name, String message) {
    Set<String> unread = new TreeSet<>(fields.keySet());
    unread.removeAll(known);
    String hint =
        NearestWord.of(name, unread).map("; is it meant by \"%s\"?"::formatted).orElse("");
    return failure(name, message + hint);
  }

  /// An error about the value of a field, or about the field's absence.
  public SettingsException failure(String name, String message) {
    return place.failure(lines.getOrDefault(name, line), child(name), message);
  }

  /// Like [#failure(String, String)], with what was probably meant.
  public SettingsException unknown(String name, String found, String kind, Set<String> allowed) {
    String hint =
        NearestWord.of(found, allowed)
            .map("did you mean \"%s\"?"::formatted)
            .orElse("known: " + String.join(", ", new TreeSet<>(allowed)));
    return failure(name, "unknown %s \"%s\"; %s".formatted(kind, found, hint));
  }

  private Optional<Node> node(String name) {
    known.add(name);
    return Optional.ofNullable(fields.get(name));
  }

  private Section section(String at, int atLine, Node node) {
    if (node instanceof MappingNode mapping) {
      return new Section(place, at, atLine, mapping);
    }
    throw place.failure(atLine, at, "expected fields, found " + kind(node));
  }

  private String text(String name, Node node) {
    if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
      return scalar.getValue();
    }
    throw failure(name, "expected a value, found " + kind(node));
  }

  private String child(String name) {
    return path.isEmpty() || name.isEmpty() ? path + name : path + "." + name;
  }

  private static String kind(Node node) {
    return switch (node) {
      case MappingNode _ -> "fields";
      case SequenceNode _ -> "a list";
      default -> node.getTag().equals(Tag.NULL) ? "nothing" : "a single value";
    };
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }
}
