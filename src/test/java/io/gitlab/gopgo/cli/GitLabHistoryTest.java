package io.gitlab.gopgo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What earlier merge requests mean for later ones, however long ago they were.
class GitLabHistoryTest {
  @TempDir private Path folder;
  private OneProject shop;

  @BeforeEach
  void start() {
    shop = new OneProject(folder);
  }

  @AfterEach
  void stop() {
    shop.close();
  }

  /// GitLab deletes the ref of a merge request's head two weeks after its end, and keeps the commit.
  @Test
  void respectsAClosedMergeRequestAfterItsRefIsGone() {
    shop.refresh();
    shop.request().close(shop.alice);
    shop.project.deleteBranch(shop.alice, OneProject.SOURCE);
    shop.request().deleteRef();
    shop.gitlab.requests().reset();
    assertThat(shop.refresh().out()).contains("!1 proposed the same within noise and was closed");
    assertThat(shop.gitlab.requests().writes()).isEmpty();
  }
}
