package io.gitlab.gopgo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.testing.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pages that `docs/pictures/make` photographs; nobody reads a picture letter by letter.
class PicturesTest {
  @TempDir private Path folder;

  @Test
  void areOfTheQuickstartAsTheReadmeHasIt() throws IOException {
    Pictures.write(folder);
    String job = Files.readString(folder.resolve("job.html"));
    String readme = Files.readString(Folders.PROJECT.resolve("README.md"));
    String table = readme.substring(readme.indexOf("service  verdict"));
    assertThat(text(job)).contains(table.lines().limit(4).toList());
    assertThat(job)
        .contains("<b class=c32>proposed</b>", "shop/bookshop !1: PGO profiles of api and worker")
        .contains("<a>https://gitlab.example.com/shop/bookshop/-/merge_requests/1</a>")
        .doesNotContain("section_", "\u001b", "\r", "127.0.0.1", "stand-in", "STYLE");
    String request = Files.readString(folder.resolve("merge-request.html"));
    assertThat(request)
        .contains("<h1>Refresh PGO profiles of api and worker</h1>", "<h2><code>api</code></h2>")
        .contains(
            "<summary>Hot call edges: 87 moved by more than noise, 996 by less</summary>\n<table>")
        .contains("<td>Samples</td>\n<td>12,687</td>\n<td>13,446</td>")
        .contains("<td>Samples</td>\n<td>12,778</td>\n</tr>")
        .doesNotContain("| ", "127.0.0.1", "stand-in", "STYLE");
  }

  private static String text(String page) {
    return page.replaceAll("<u>\\d+</u>|<[^>]*>", "");
  }
}
