package io.gitlab.gopgo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.gitlab.gopgo.testing.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What documents promise, they keep.
class DocumentsTest {
  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern CLASS_NAME = Pattern.compile("[A-Z][a-z]+[A-Za-z]*");
  private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)[^)]*\\)");

  @ParameterizedTest
  @ValueSource(strings = {"ARCHITECTURE.md", "CONTRIBUTING.md", "docs/malformed-input.md"})
  void namesClassesThatExist(String document) throws IOException {
    Set<String> classes =
        new ClassFileImporter()
            .importPackages("io.gitlab.gopgo").stream()
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());
    List<String> named =
        CODE.matcher(read(document))
            .results()
            .map(result -> result.group(1))
            .filter(code -> CLASS_NAME.matcher(code).matches())
            .filter(code -> !code.equals("System"))
            .toList();
    assertThat(named).isNotEmpty();
    assertThat(classes).containsAll(named);
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    for (Path document : documents()) {
      List<String> links =
          LINK.matcher(Files.readString(document))
              .results()
              .map(result -> result.group(1))
              .filter(link -> !link.contains("://"))
              .toList();
      for (String link : links) {
        assertThat(document.resolveSibling(link)).as("link in %s", document).exists();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "examples/quickstart/go-pgo.yml",
        "examples/withheld/go-pgo.yml",
        "examples/store/go-pgo.yml",
        ".go-pgo.yml"
      })
  void examplesSatisfyThePublishedSchema(String example) throws IOException {
    assertThat(schema().validate(read(example), InputFormat.YAML)).isEmpty();
  }

  /// The pages about sources have only what the settings file adds to.
  @ParameterizedTest
  @ValueSource(strings = {"docs/sources.md", "docs/cloud-profiler.md"})
  void excerptsSatisfyThePublishedSchema(String page) throws IOException {
    List<String> excerpts =
        YAML.matcher(read(page))
            .results()
            .map(result -> result.group(1))
            .filter(yaml -> yaml.startsWith("sources:"))
            .toList();
    assertThat(excerpts).isNotEmpty();
    for (String excerpt : excerpts) {
      String services =
          excerpt.contains("services:")
              ? ""
              : "services: {a: {from: [{source: a}], to: {folder: a, files: [default.pgo]}}}\n";
      assertThat(schema().validate("version: 1\n" + excerpt + services, InputFormat.YAML))
          .as(excerpt)
          .isEmpty();
    }
  }

  @Test
  void theSchemaRefusesMistakes() throws IOException {
    String sound = read("examples/quickstart/go-pgo.yml");
    for (String broken :
        List.of(
            sound.replace("version: 1", "version: 2"),
            sound.replace("window: all", "window: ever"),
            sound.replace("files: [cmd/api", "file: [cmd/api"),
            sound.replace("from: [{source: recorded, paths: [\"api/*\"]}]", "from: []"))) {
      assertThat(broken).isNotEqualTo(sound);
      assertThat(schema().validate(broken, InputFormat.YAML)).isNotEmpty();
    }
  }

  @Test
  void settingsAreDescribedFieldByField() throws IOException {
    String page = read("docs/settings.md");
    Set<String> fields = new TreeSet<>();
    collectFields(new ObjectMapper().readTree(read("docs/settings.schema.json")), fields);
    assertThat(fields).contains("window", "minSamples", "inflated", "exclude", "folder");
    for (String field : fields) {
      assertThat(page).as(field).contains("`" + field + "`");
    }
  }

  private static void collectFields(JsonNode schema, Set<String> fields) {
    schema.path("properties").fieldNames().forEachRemaining(fields::add);
    schema.forEach(part -> collectFields(part, fields));
  }

  @Test
  void nothingNamesTheMachineItWasMadeOn() throws IOException {
    Pattern machine = Pattern.compile("/(root|work|home)/(?!alice)\\w+");
    for (Path document : documents()) {
      assertThat(machine.matcher(Files.readString(document)).results().map(MatchResult::group))
          .as(document.toString())
          .isEmpty();
    }
  }

  private static JsonSchema schema() throws IOException {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
        .getSchema(read("docs/settings.schema.json"));
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> top = Files.list(Folders.PROJECT);
        Stream<Path> docs = Files.walk(Folders.PROJECT.resolve("docs"));
        Stream<Path> examples = Files.walk(Folders.PROJECT.resolve("examples"))) {
      return Stream.of(top, docs, examples)
          .flatMap(files -> files)
          .filter(file -> file.toString().endsWith(".md"))
          .toList();
    }
  }

  private static String read(String document) throws IOException {
    return Files.readString(Folders.PROJECT.resolve(document));
  }
}
