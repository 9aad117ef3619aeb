package io.gitlab.gopgo;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.gitlab.gopgo.testing.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The laws of the components in `templates/`, as far as the files alone can tell;
/// `src/test/pipelines/run` runs them.
class ComponentsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern INPUT = Pattern.compile("\\$\\[\\[ inputs\\.(\\w+) ]]");
  private static final Pattern VARIABLE = Pattern.compile("\\bGO_PGO_\\w+");

  private static final Pattern YAML_BLOCK = Pattern.compile("(?ms)^( *)```yaml\n(.*?)^ *```$");
  private static final Pattern REFERENCE =
      Pattern.compile("\\$CI_SERVER_FQDN/[a-z/-]+/go-pgo/([a-z-]+)@\\d+\\.\\d+\\.\\d+");

  /// What `refresh` itself reads where there is no settings file.
  private static final Set<String> OF_A_SERVICE =
      Set.of(
          "GO_PGO_PROJECT",
          "GO_PGO_FILE",
          "GO_PGO_SERVICE",
          "GO_PGO_BRANCH",
          "GO_PGO_WINDOW",
          "GO_PGO_CLOUD_PROFILER_PROJECT",
          "GO_PGO_CLOUD_PROFILER_TARGET",
          "GO_PGO_PATHS",
          "GO_PGO_GOOGLE_AUDIENCE",
          "GO_PGO_GOOGLE_SERVICE_ACCOUNT",
          "GO_PGO_LABELS",
          "GO_PGO_REVIEWERS",
          "GO_PGO_AUTO_MERGE");

  /// What only the components' own scripts read, and secrets.
  private static final Set<String> OF_THE_JOB =
      Set.of(
          "GO_PGO_CONFIG",
          "GO_PGO_DRY_RUN",
          "GO_PGO_FILES",
          "GO_PGO_REFRESH",
          "GO_PGO_COLLECT",
          "GO_PGO_IMAGE",
          "GO_PGO_SHARDS",
          "GO_PGO_SHARD_TAGS",
          "GO_PGO_SHARD_TIMEOUT",
          "GO_PGO_RESOURCE_GROUP",
          "GO_PGO_ARTIFACTS_ACCESS",
          "GO_PGO_ARTIFACTS_EXPIRE_IN",
          "GO_PGO_TOKEN",
          "GO_PGO_GOOGLE_ID_TOKEN");

  /// A component: its inputs, and the configuration into which they are put.
  private record Component(String text, JsonNode inputs, JsonNode body) {
    static Component of(String name) {
      String text = read("templates/" + name + ".yml");
      List<JsonNode> documents = documents(text);
      assertThat(documents).as("a header and a body").hasSize(2);
      return new Component(text, documents.get(0).at("/spec/inputs"), documents.get(1));
    }

    /// As GitLab puts inputs in: into the strings of the parsed file; a value that is nothing but
    /// an input keeps its type.
    JsonNode rendered(Map<String, String> given) {
      return rendered(body, given);
    }

    private JsonNode rendered(JsonNode node, Map<String, String> given) {
      return switch (node.getNodeType()) {
        case OBJECT -> {
          ObjectNode object = JSON.createObjectNode();
          node.properties()
              .forEach(field ->
                  object.set(
                      rendered(JSON.getNodeFactory().textNode(field.getKey()), given).asText(),
                      rendered(field.getValue(), given)));
          yield object;
        }
        case ARRAY -> {
          ArrayNode array = JSON.createArrayNode();
          node.forEach(item -> array.add(rendered(item, given)));
          yield array;
        }
        case STRING -> {
          Matcher whole = INPUT.matcher(node.asText());
          if (whole.matches()
              && inputs.at("/" + whole.group(1) + "/type").asText().equals("array")) {
            yield inputs.at("/" + whole.group(1) + "/default");
          }
          String text =
              whole
                  .reset()
                  .replaceAll(match -> Matcher.quoteReplacement(value(match.group(1), given)));
          yield JSON.getNodeFactory().textNode(text);
        }
        default -> node;
      };
    }

    private String value(String input, Map<String, String> given) {
      assertThat(inputs.has(input)).as("input " + input).isTrue();
      return given.getOrDefault(input, inputs.at("/" + input + "/default").asText());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"refresh", "check", "collect", "fan-out"})
  void everyInputSaysWhatItIs(String name) {
    Component component = Component.of(name);
    assertThat(component.inputs().isEmpty()).isFalse();
    component
        .inputs()
        .properties()
        .forEach(field -> {
          JsonNode input = field.getValue();
          assertThat(input.path("description").asText()).as(field.getKey()).endsWith(".");
          assertThat(input.path("type").asText())
              .as(field.getKey())
              .isIn("string", "boolean", "array");
          assertThat(input.has("default")).as("default of " + field.getKey()).isTrue();
          if (input.path("type").asText().equals("string")) {
            assertThat(input.has("regex") ^ input.has("options")).as(field.getKey()).isTrue();
          }
          // Later than GitLab 17.
          assertThat(input.has("rules")).isFalse();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"refresh", "check", "collect", "fan-out"})
  void patternsHoldWholeValuesAndNoneThatAShellOrYamlReads(String name) {
    Component.of(name)
        .inputs()
        .properties()
        .forEach(field -> {
          JsonNode input = field.getValue();
          if (!input.has("regex")) {
            return;
          }
          String regex = input.path("regex").asText();
          // GitLab's patterns are RE2's, which know neither lookaround nor references back.
          assertThat(regex).startsWith("^").endsWith("$").doesNotContain("(?", "\\1");
          Pattern pattern = Pattern.compile(regex);
          assertThat(input.path("default").asText()).matches(pattern);
          for (String evil :
              List.of("a\"b", "a'b", "a`id`b", "a;b$(id)", "a\nb", "a\\b", "a b$[[ inputs.x ]]")) {
            assertThat(pattern.matcher(evil).find()).as(field.getKey() + " " + evil).isFalse();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"refresh", "check", "collect", "fan-out"})
  void scriptsReadVariablesOnly(String name) {
    Component component = Component.of(name);
    component
        .body()
        .forEach(job ->
            Stream.of("script", "before_script", "after_script")
                .forEach(part -> assertThat(job.path(part).toString()).doesNotContain("$[[")));
    // The one value that isn't quoted is a list.
    assertThat(component.text().lines().filter(line -> line.matches(".*: \\$\\[\\[.*")))
        .containsExactly("  tags: $[[ inputs.tags ]]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"refresh", "check", "collect", "fan-out"})
  void thereIsOneJobAndNothingGlobal(String name) {
    Component component = Component.of(name);
    String job = "$[[ inputs.job_name ]]";
    assertThat(component.body().fieldNames())
        .toIterable()
        .isEqualTo(name.equals("fan-out") ? List.of(job, job + "-shards") : List.of(job));
    assertThat(component.text()).doesNotContain("component:", "CI_REGISTRY_IMAGE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"refresh", "check", "collect", "fan-out"})
  void everyInputHasAnEffect(String name) {
    Component component = Component.of(name);
    Set<String> used =
        INPUT
            .matcher(component.body().toString())
            .results()
            .map(match -> match.group(1))
            .collect(toCollection(TreeSet::new));
    Set<String> declared = new TreeSet<>();
    component.inputs().fieldNames().forEachRemaining(declared::add);
    assertThat(used).isEqualTo(declared);
  }

  @ParameterizedTest
  @ValueSource(strings = {"refresh", "check", "collect", "fan-out"})
  void variablesAreThoseThatSomethingReads(String name) {
    Set<String> named =
        VARIABLE
            .matcher(read("templates/" + name + ".yml"))
            .results()
            .map(match -> match.group())
            .collect(toCollection(TreeSet::new));
    named.removeAll(OF_THE_JOB);
    assertThat(OF_A_SERVICE).containsAll(named);
    if (name.equals("refresh")) {
      assertThat(named).containsAll(OF_A_SERVICE);
    }
    String page = read("docs/settings.md");
    if (page.contains("## Without a settings file")) {
      assertThat(named).allSatisfy(variable -> assertThat(page).contains("`" + variable + "`"));
    }
  }

  /// The release job holds it against the tag.
  @Test
  void allComponentsStartTheSameImage() {
    for (String input : List.of("image", "image_tag")) {
      for (String other : List.of("check", "collect", "fan-out")) {
        assertThat(Component.of(other).inputs().path(input))
            .isEqualTo(Component.of("refresh").inputs().path(input));
      }
    }
    assertThat(Component.of("refresh").inputs().at("/image_tag/default").asText())
        .matches("\\d+\\.\\d+\\.\\d+");
  }

  @ParameterizedTest
  @CsvSource({
    "refresh, ''",
    "refresh, //iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/g",
    "check, ''",
    "collect, ''",
    "fan-out, ''",
  })
  void areWhatGitLabsSchemaAllows(String name, String audience) throws IOException {
    Map<String, String> given = new HashMap<>();
    given.put("google_audience", audience);
    ObjectNode pipeline = (ObjectNode) Component.of(name).rendered(given);
    // GitLab takes an empty list; its editor's schema wants a tag in it.
    pipeline.forEach(job -> ((ObjectNode) job).remove("tags"));
    assertThat(refusals(pipeline)).isEmpty();
    pipeline.forEach(job -> ((ObjectNode) job).put("interruptible", "perhaps"));
    assertThat(refusals(pipeline)).isNotEmpty();
  }

  /// What the program would refuse shouldn't come that far: the collecting job's inputs become the
  /// child pipeline's fields.
  @Test
  void theProgramTakesWhatAFanOutsInputsMayBe(@TempDir Path folder) throws IOException {
    JsonNode job = Component.of("fan-out").rendered(Map.of()).get("go-pgo-fan-out");
    Map<String, String> environment = new HashMap<>(System.getenv());
    job.get("variables")
        .properties()
        .forEach(v -> environment.put(v.getKey(), v.getValue().asText()));
    String script = job.get("script").valueStream().map(JsonNode::asText).collect(joining("\n"));
    Path told = folder.resolve("told");
    Files.writeString(
        folder.resolve("go-pgo"), "#!/bin/sh\nprintf '%s\\n' \"$@\" > '" + told + "'\n");
    assertThat(folder.resolve("go-pgo").toFile().setExecutable(true)).isTrue();
    ProcessBuilder shell = new ProcessBuilder("sh", "-euc", script).inheritIO();
    shell.environment().putAll(environment);
    shell.environment().put("PATH", folder + ":" + System.getenv("PATH"));
    assertThat(waitFor(shell)).isZero();
    assertThat(Files.readAllLines(told))
        .containsExactly(
            "fan-out",
            "--config=.go-pgo.yml",
            "--image=registry.gitlab.com/go-pgo/go-pgo:0.1.0",
            "--shards=0",
            "--tags=",
            "--timeout=1h",
            "--resource-group=go-pgo",
            "--artifacts-access=developer",
            "--artifacts-expire-in=30 days",
            "go-pgo-collected");
  }

  private static int waitFor(ProcessBuilder builder) throws IOException {
    try {
      return builder.start().waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What people copy is what the component takes.
  @ParameterizedTest
  @CsvSource({"README.md, 5", "docs/components.md, 4"})
  void examplesInDocumentsGiveInputsThatExist(String document, int expected) {
    List<JsonNode> includes =
        YAML_BLOCK
            .matcher(read(document))
            .results()
            .flatMap(block -> documents(block.group(2).indent(-block.group(1).length())).stream())
            .flatMap(block -> block.path("include").valueStream())
            .toList();
    assertThat(includes).hasSize(expected);
    for (JsonNode include : includes) {
      Matcher name = REFERENCE.matcher(include.path("component").asText());
      assertThat(name.matches()).as(include.toString()).isTrue();
      JsonNode inputs = Component.of(name.group(1)).inputs();
      include
          .path("inputs")
          .properties()
          .forEach(given ->
              assertThat(given.getValue().asText())
                  .as(given.getKey())
                  .matches(inputs.path(given.getKey()).path("regex").asText("no such input")));
    }
  }

  @Test
  void anIdTokenHasAnAudienceWhetherItIsUsedOrNot() {
    String pointer = "/go-pgo-refresh/id_tokens/GO_PGO_GOOGLE_ID_TOKEN/aud";
    String audience =
        "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/g";
    Component refresh = Component.of("refresh");
    assertThat(refresh.rendered(Map.of()).at(pointer).asText()).isNotBlank();
    assertThat(refresh.rendered(Map.of("google_audience", audience)).at(pointer).asText())
        .isEqualTo("https:" + audience);
  }

  @Test
  void theProjectsOwnPipelineIsWhatGitLabsSchemaAllows() throws IOException {
    assertThat(refusals(documents(read(".gitlab-ci.yml")).getFirst())).isEmpty();
  }

  private static Set<?> refusals(JsonNode pipeline) throws IOException {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
        .getSchema(read("src/test/resources/gitlab-ci-schema.json"))
        .validate(pipeline);
  }

  private static List<JsonNode> documents(String text) {
    List<JsonNode> documents = new ArrayList<>();
    for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(text)) {
      documents.add(JSON.valueToTree(document));
    }
    return documents;
  }

  private static String read(String file) {
    try {
      return Files.readString(Folders.PROJECT.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
