package io.gitlab.gopgo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.Folders;
import io.gitlab.gopgo.testing.gitlab.MergeRequest;
import io.gitlab.gopgo.testing.google.StandInCloudProfiler;
import io.gitlab.gopgo.testing.google.UploadedProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A project that refreshes itself: no settings file, a few variables.
class ProjectVariablesTest {
  private static final String LOG =
      "no settings file; one service by CI_SERVER_URL, CI_PROJECT_PATH, GO_PGO_PATHS\n";

  @TempDir private Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private OneProject shop;

  @BeforeEach
  void start() throws IOException {
    shop = new OneProject(folder);
    Files.delete(folder.resolve("go-pgo.yml"));
    environment.put("CI_SERVER_URL", shop.gitlab.url());
    environment.put("CI_PROJECT_PATH", "shop/api");
    environment.put("GO_PGO_TOKEN", shop.token.secret());
    environment.put("GO_PGO_PATHS", "in/*.pprof");
  }

  @AfterEach
  void stop() {
    shop.close();
  }

  @Test
  void needsHardlyMoreThanWhatAJobKnows() {
    Run run = refresh();
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("api      proposed   24,000 ", "first profile");
    assertThat(run.err()).isEqualTo(LOG + "collecting from files\njudging api\n");
    assertThat(shop.request().title()).isEqualTo("Add PGO profile of api");
    assertThat(shop.project.paths(OneProject.SOURCE)).contains("default.pgo");
  }

  @Test
  void takesAllItsVariables() {
    environment.put("GO_PGO_SERVICE", "web");
    environment.put("GO_PGO_PROJECT", "shop/api");
    environment.put("CI_PROJECT_PATH", "shop/elsewhere");
    environment.put("GO_PGO_URL", shop.gitlab.url());
    environment.put("CI_SERVER_URL", "https://elsewhere.example");
    environment.put("GO_PGO_FILE", "default.pgo, second.pgo,");
    environment.put("GO_PGO_BRANCH", "main");
    environment.put("GO_PGO_WINDOW", "all");
    environment.put("GO_PGO_LABELS", "performance,type::maintenance, ");
    environment.put("GO_PGO_ASSIGNEES", "alice");
    environment.put("GO_PGO_REVIEWERS", "@alice");
    environment.put("GO_PGO_PATHS", "in/{0,1}.pprof\nin/2.pprof");
    Run run = refresh();
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("web      proposed    9,000 ");
    MergeRequest request = shop.request();
    assertThat(request.title()).isEqualTo("Add PGO profile of web");
    assertThat(request.labels()).containsExactly("performance", "type::maintenance");
    assertThat(shop.project.paths(OneProject.SOURCE)).contains("default.pgo", "second.pgo");
  }

  @Test
  void takesProfilesOfCloudProfiler() {
    try (StandInCloudProfiler profiler = StandInCloudProfiler.withoutAuthentication()) {
      byte[] bytes = FoldedProfile.of("main;serve:1 9000").bytes();
      Instant noon = Instant.parse("2026-11-05T12:00:00Z");
      for (String version : new String[] {"17.1", "17.2-rc1"}) {
        UploadedProfile profile = UploadedProfile.cpu("api", noon, bytes).ofVersion(version);
        profiler
            .project("acme-production")
            .add(profile.inZone("eu-1"), profile.inZone("eu-2").onInstance("other"));
      }
      environment.remove("GO_PGO_PATHS");
      environment.put("GO_PGO_CLOUD_PROFILER_PROJECT", "acme-production");
      environment.put("GO_PGO_CLOUD_PROFILER_URL", profiler.url());
      environment.put("GO_PGO_GOOGLE_ANONYMOUS", "true");
      environment.put("GO_PGO_CLOUD_PROFILER_VERSION", "17\\.1");
      environment.put("GO_PGO_CLOUD_PROFILER_ZONE", "eu-1");
      Run run = refresh();
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.out()).contains("api      proposed    9,000 ");
      environment.put("GO_PGO_CLOUD_PROFILER_TARGET", "another");
      assertThat(refresh().out()).contains("0 profiles, needs at least 1 (taken 0 of 0)");
    }
  }

  @Test
  void saysWhichLoginIsNotComplete() {
    environment.put("GO_PGO_CLOUD_PROFILER_PROJECT", "acme-production");
    environment.put("GO_PGO_GOOGLE_SERVICE_ACCOUNT", "go-pgo@acme.example");
    assertThat(refresh().err()).endsWith("go-pgo: GO_PGO_GOOGLE_AUDIENCE: is missing\n");
    environment.put("GO_PGO_GOOGLE_AUDIENCE", "//iam.googleapis.com/projects/1");
    Run run = refresh();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("the environment variable GO_PGO_GOOGLE_ID_TOKEN is not set");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GO_PGO_WINDOW|ever|expected 7d, all or 2026-11-01/2026-11-08, found \"ever\"",
        "GO_PGO_FILE|../default.pgo|expected a path below the project such as",
        "GO_PGO_PROJECT|api|expected a path such as gitlab-org/gitaly, found \"api\"",
        "GO_PGO_SERVICE|a b|a name is of letters, digits and `._-`, at most 63",
        "GO_PGO_SERVICE|[0]|a name is of letters, digits and `._-`, at most 63",
        "GO_PGO_SERVICE|a.b: {c}|a name is of letters, digits and `._-`, at most 63",
        "GO_PGO_URL|gitlab|expected an http(s) URL without a user, found \"gitlab\"",
        "GO_PGO_AUTO_MERGE|yes|expected true or false, found \"yes\"",
        "GO_PGO_PATHS|'in/{'|no valid glob: ",
        "GO_PGO_PATHS|', ,'|is missing",
        "GO_PGO_CLOUD_PROFILER_PROJECT|Acme|expected a Google Cloud project's id, found \"Acme\"",
      })
  void namesTheVariableThatIsWrong(String variable, String value, String message) {
    environment.put(variable, value);
    Run run = refresh();
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("\ngo-pgo: " + variable + ": " + message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x\"\nservices: {}", "{a: b}", "*alias", "!!java", "- x", "null", "'"})
  void takesAValueForAValueAlone(String hostile) {
    environment.put("GO_PGO_BRANCH", hostile);
    environment.put("GO_PGO_LABELS", hostile);
    Run run = refresh("--dry-run");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("api      failed").contains("shop/api");
  }

  @Test
  void namesWhatAJobWouldKnow() {
    environment.remove("CI_PROJECT_PATH");
    assertThat(refresh().err())
        .endsWith("go-pgo: GO_PGO_PROJECT, which is CI_PROJECT_PATH by default: is missing\n");
    environment.put("CI_PROJECT_PATH", "-");
    assertThat(refresh().err()).contains("go-pgo: GO_PGO_SERVICE: a name is");
    environment.put("GO_PGO_SERVICE", "api");
    assertThat(refresh().err()).contains("go-pgo: CI_PROJECT_PATH: expected a path such as");
    environment.put("GO_PGO_PROJECT", "$GO_PGO_TOKEN");
    assertThat(refresh().err()).endsWith("such as gitlab-org/gitaly, found \"$GO_PGO_TOKEN\"\n");
  }

  @Test
  void reportsAMissingTokenAsAFailedService() {
    environment.remove("GO_PGO_TOKEN");
    Run run = refresh("--report", "job");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("GO_PGO_TOKEN: the environment variable GO_PGO_TOKEN is not set or empty");
  }

  @Test
  void saysWhatItLookedFor() {
    environment.remove("GO_PGO_PATHS");
    Run run = refresh("--report", "job");
    assertThat(run)
        .isEqualTo(
            new Run(
                2,
                "",
                "go-pgo: .go-pgo.yml: no such file; name the settings file with --config, or a"
                    + " single service by environment variables: its profiles by"
                    + " GO_PGO_CLOUD_PROFILER_PROJECT or GO_PGO_PATHS (docs/settings.md has them"
                    + " all)\n"));
    assertThat(folder.resolve("job/junit.xml")).exists();
    environment.put("GO_PGO_PATHS", "in/*.pprof");
    assertThat(refresh("--config", ".go-pgo.yml").err())
        .contains(".go-pgo.yml: no such file; name the settings file with --config");
    assertThat(refresh("--service", "apy").err())
        .endsWith(
            "go-pgo: the environment has no enabled service \"apy\"; did you mean \"api\"?\n");
  }

  @Test
  void leavesTheWordToAFile() throws IOException {
    Files.writeString(folder.resolve(".go-pgo.yml"), "version: 2\n");
    assertThat(refresh().err()).contains(".go-pgo.yml:1: version: expected 1");
  }

  @Test
  void isDescribedVariableByVariable() throws IOException {
    String reader = "src/main/java/io/gitlab/gopgo/cli/ProjectVariables.java";
    String page = Files.readString(Folders.PROJECT.resolve("docs/settings.md"));
    String section = page.substring(page.indexOf("## Without a settings file"));
    assertThat(variables(section.substring(0, section.indexOf("\n## "))))
        .isEqualTo(variables(Files.readString(Folders.PROJECT.resolve(reader))));
  }

  private static Set<String> variables(String text) {
    Set<String> variables = new TreeSet<>();
    Pattern.compile("GO_PGO_[A-Z_]+")
        .matcher(text)
        .results()
        .forEach(v -> variables.add(v.group()));
    return variables;
  }

  private Run refresh(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "refresh";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    Run run = Run.in(folder, environment, all);
    assertThat(run.out() + run.err()).doesNotContain(shop.token.secret());
    return run;
  }
}
