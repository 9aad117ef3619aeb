package io.gitlab.gopgo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.gitlab.Account;
import io.gitlab.gopgo.testing.gitlab.Project;
import io.gitlab.gopgo.testing.gitlab.Role;
import io.gitlab.gopgo.testing.gitlab.StandInGitLab;
import io.gitlab.gopgo.testing.gitlab.Token;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `go-pgo check --base`, as a merge request's job runs it.
class CheckAgainstBaseTest {
  private static final byte[] OLD = FoldedProfile.of("main;serve 6000\nmain:3;decode 6000").bytes();
  private static final byte[] NEW = FoldedProfile.of("main;serve 6000\nmain:7;encode 6000").bytes();

  @TempDir private Path folder;

  private final StandInGitLab gitlab = StandInGitLab.startBelow("/gitlab");
  private final Map<String, String> job = new HashMap<>();
  private String base = "";

  @BeforeEach
  void pushTheBase() {
    Account alice = gitlab.person("alice");
    gitlab.grant(alice, "shop", Role.DEVELOPER);
    gitlab.setRetryAfter(0);
    Project project = gitlab.project("shop/api", alice, Map.of("go.mod", "module x\n"));
    base =
        project.pushBytes(
            alice, "main", "Add", Map.of("cmd/a/default.pgo", OLD, "default.pgo", OLD));
    project.pushBytes(alice, "main", "Go on", Map.of("cmd/a/default.pgo", NEW));
    job.put("CI_SERVER_URL", gitlab.url());
    job.put("CI_PROJECT_PATH", "shop/api");
    job.put("CI_JOB_TOKEN", gitlab.tokenOf(Token.Kind.JOB, alice).secret());
  }

  @AfterEach
  void stop() {
    gitlab.close();
  }

  @Test
  void tellsWhatAMergeRequestChanges() throws IOException {
    write("cmd/a/default.pgo", NEW);
    write("cmd/b/default.pgo", NEW);
    write("default.pgo", OLD);
    Run run = run("--report", "out", "**/*.pgo");
    assertThat(run)
        .isEqualTo(
            new Run(
                0,
                """
                cmd/a/default.pgo: fit: 12,000 samples, 2 call edges (2 hot), %1$d bytes
                  compared with the one at %2$s:
                  overlap 50.0 %%

                  hot call edges entering: 1
                    0.000 %% ->  50.000 %%  main:7 encode

                  hot call edges leaving: 1
                   50.000 %% ->   0.000 %%  main:3 decode

                  hot call edges moved: 0
                cmd/b/default.pgo: fit: 12,000 samples, 2 call edges (2 hot), %1$d bytes
                  new: there is no such file at %2$s
                """
                    .formatted(NEW.length, base.substring(0, 8)),
                ""));
    assertThat(folder.resolve("out/check.txt")).hasContent(run.out());
    assertThat(Files.readString(folder.resolve("out/junit.xml")))
        .contains(
            "tests=\"2\" failures=\"0\"",
            "name=\"cmd/a/default.pgo\" file=\"cmd/a/default.pgo\"",
            "-&gt;  50.000 %  main:7 encode")
        .doesNotContain("name=\"default.pgo\"");
  }

  @Test
  void failsOnAnUnfitFileAndSaysSoInTheReport() throws IOException {
    write("default.pgo", FoldedProfile.of("main;<serve> 20").bytes());
    Run run = run("--report", "out", "**/*.pgo");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).contains("default.pgo: unfit: 20 samples", "main:0 <serve>");
    assertThat(Files.readString(folder.resolve("out/junit.xml")))
        .contains("failures=\"1\"", "<failure message=\"default.pgo: unfit", "&lt;serve&gt;");
  }

  @Test
  void saysWhenNothingDiffers() throws IOException {
    write("default.pgo", OLD);
    String nothing = "no file differs from " + base.substring(0, 8) + "\n";
    // cmd/a/default.pgo was deleted.
    assertThat(run("--report", "out", "**/*.pgo", "cmd/a/default.pgo"))
        .isEqualTo(new Run(0, nothing, ""));
    assertThat(folder.resolve("out/junit.xml")).content().contains("tests=\"0\"");
  }

  @Test
  void comparesWithAnUnfitOneAsFarAsItGoes() throws IOException {
    write("go.mod", NEW);
    assertThat(run("go.mod").out())
        .contains("go.mod: fit:", "the one at " + base.substring(0, 8) + " was unfit: ");
  }

  @Test
  void checksEvenWhereGitLabDoesNotAnswerWell() throws IOException {
    write("default.pgo", NEW);
    job.put("CI_PROJECT_PATH", "shop/none");
    Run run = run("default.pgo");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains(
            "default.pgo: fit:", "not compared with", "project shop/none: GitLab answered 404");
  }

  @Test
  void namesWhatIsMissing() throws IOException {
    write("default.pgo", NEW);
    assertThat(Run.in(folder, job, "check", "--base", "", "default.pgo"))
        .isEqualTo(
            new Run(
                2,
                "",
                "go-pgo: --base: no commit; is the variable set? A merge request's pipeline has it\n"));
    job.remove("CI_JOB_TOKEN");
    assertThat(run("default.pgo"))
        .isEqualTo(
            new Run(
                2,
                "",
                "go-pgo: --base: CI_JOB_TOKEN is not set; expected a GitLab job's variables\n"));
  }

  private Run run(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "check";
    all[1] = "--base";
    all[2] = base;
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return Run.in(folder, job, all);
  }

  private void write(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }
}
