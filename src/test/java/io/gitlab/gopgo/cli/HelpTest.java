package io.gitlab.gopgo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.testing.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "refresh", "collect", "fan-out", "merge", "edges", "diff", "check"})
  void isWhatTheReferenceSays(String command) throws IOException {
    Run run =
        command.isEmpty()
            ? Run.in(Path.of("."), "--help")
            : Run.in(Path.of("."), command, "--help");
    assertThat(run.exitCode()).isZero();
    assertThat(Files.readString(Folders.PROJECT.resolve("docs/commands.md")))
        .contains("```text\n" + run.out() + "```");
  }
}
