package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.config.Section;
import io.gitlab.gopgo.config.VariableSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One service's settings in environment variables, for a project that refreshes itself and wants
/// no settings file. `docs/settings.md` lists them.
///
/// They become the sections that a file would hold, so that everything is checked as there.
final class ProjectVariables {
  /// Where profiles come from; one of them is what asks for self-service.
  static final String PROFILER = "GO_PGO_CLOUD_PROFILER_PROJECT";

  static final String PATHS = "GO_PGO_PATHS";

  private static final String TOKEN = "GO_PGO_TOKEN";
  private static final String ID_TOKEN = "GO_PGO_GOOGLE_ID_TOKEN";

  /// Between the values of a list; the commas of a glob's `{one,other}` are its own.
  private static final String SEPARATOR = "[,\n](?![^{}]*\\})";

  private final Map<String, String> environment;
  private final VariableSettings root = new VariableSettings();
  private final List<String> read = new ArrayList<>();

  private ProjectVariables(Map<String, String> environment) {
    this.environment = environment;
    root.put("version", "", Optional.of("1"));
    putGitLab(root.section("gitlab").section("gitlab"));
    putService();
  }

  /// Whether the environment says where a service's profiles come from.
  static boolean isIn(Map<String, String> environment) {
    return List.of(PROFILER, PATHS).stream()
        .anyMatch(name -> !environment.getOrDefault(name, "").isEmpty());
  }

  /// The settings' root section.
  ///
  /// @param folder where relative paths start
  static Section open(Path folder, Map<String, String> environment, Console console) {
    ProjectVariables variables = new ProjectVariables(environment);
    console.tell("no settings file; one service by " + String.join(", ", variables.read));
    return variables.root.open(folder, environment);
  }

  private void putGitLab(VariableSettings gitlab) {
    put(gitlab, "url", "GO_PGO_URL", "CI_SERVER_URL");
    gitlab.section("token").put("env", TOKEN, Optional.of(TOKEN));
  }

  private void putService() {
    Optional<String> project = value("GO_PGO_PROJECT").or(() -> value("CI_PROJECT_PATH"));
    String name =
        value("GO_PGO_SERVICE")
            .or(() -> project.map(path -> path.substring(path.lastIndexOf('/') + 1)))
            .filter(text -> !text.isEmpty())
            .orElse("service");
    root.section("services").name(name, "GO_PGO_SERVICE");
    VariableSettings service = root.section("services").section(name);
    put(service, "window", "GO_PGO_WINDOW");
    VariableSettings to = service.section("to");
    to.put("gitlab", "", Optional.of("gitlab"));
    put(to, "project", "GO_PGO_PROJECT", "CI_PROJECT_PATH");
    List<String> files = values("GO_PGO_FILE");
    to.put("files", "GO_PGO_FILE", files.isEmpty() ? List.of("default.pgo") : files);
    put(to, "branch", "GO_PGO_BRANCH");
    VariableSettings request = to.section("mergeRequest");
    request.put("labels", "GO_PGO_LABELS", values("GO_PGO_LABELS"));
    request.put("assignees", "GO_PGO_ASSIGNEES", values("GO_PGO_ASSIGNEES"));
    request.put("reviewers", "GO_PGO_REVIEWERS", values("GO_PGO_REVIEWERS"));
    put(request, "autoMerge", "GO_PGO_AUTO_MERGE");
    if (value(PROFILER).isPresent()) {
      putCloudProfiler(service.entry("from"), name);
    }
    if (value(PATHS).isPresent()) {
      root.name("sources", PATHS);
      service.entry("from").put("source", PATHS, Optional.of("files"));
      root.section("sources").section("files").section("files").put("paths", PATHS, values(PATHS));
    }
  }

  private void putCloudProfiler(VariableSettings from, String service) {
    from.put("source", PROFILER, Optional.of("cloud-profiler"));
    from.put(
        "target",
        "GO_PGO_CLOUD_PROFILER_TARGET",
        value("GO_PGO_CLOUD_PROFILER_TARGET").or(() -> Optional.of(service)));
    put(from.section("only"), "version", "GO_PGO_CLOUD_PROFILER_VERSION");
    put(from.section("only"), "zone", "GO_PGO_CLOUD_PROFILER_ZONE");
    VariableSettings source =
        root.section("sources").section("cloud-profiler").section("cloud-profiler");
    put(source, "project", PROFILER);
    put(source, "url", "GO_PGO_CLOUD_PROFILER_URL");
    VariableSettings login = source.section("credentials");
    put(login, "none", "GO_PGO_GOOGLE_ANONYMOUS");
    put(login, "audience", "GO_PGO_GOOGLE_AUDIENCE");
    put(login, "serviceAccount", "GO_PGO_GOOGLE_SERVICE_ACCOUNT");
    put(login, "tokenUrl", "GO_PGO_GOOGLE_TOKEN_URL");
    put(login, "impersonationUrl", "GO_PGO_GOOGLE_IMPERSONATION_URL");
    // A job may have an ID token for other ends; who names no audience logs in by other means.
    boolean isKeyless =
        value("GO_PGO_GOOGLE_AUDIENCE")
            .or(() -> value("GO_PGO_GOOGLE_SERVICE_ACCOUNT"))
            .isPresent();
    login
        .section("idToken")
        .put("env", ID_TOKEN, isKeyless ? Optional.of(ID_TOKEN) : Optional.empty());
  }

  /// Sets a field to the value of a variable.
  private void put(VariableSettings section, String field, String variable) {
    section.put(field, variable, value(variable));
  }

  /// Sets a field to the value of a variable, or of another one where that is not set.
  private void put(VariableSettings section, String field, String variable, String otherwise) {
    if (value(variable).isPresent()) {
      put(section, field, variable);
    } else if (value(otherwise).isPresent()) {
      put(section, field, otherwise);
    } else {
      section.name(field, variable + ", which is " + otherwise + " by default");
    }
  }

  /// A variable's value; an empty one is none.
  private Optional<String> value(String name) {
    Optional<String> value =
        Optional.ofNullable(environment.get(name)).filter(text -> !text.isEmpty());
    if (value.isPresent() && !read.contains(name)) {
      read.add(name);
    }
    return value;
  }

  /// The values of a list, with commas or line breaks between.
  private List<String> values(String name) {
    return value(name).stream()
        .flatMap(text -> Arrays.stream(text.split(SEPARATOR, -1)))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }
}
