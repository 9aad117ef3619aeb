package io.gitlab.gopgo.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.deliver.Change;
import io.gitlab.gopgo.merge.MergeException;
import io.gitlab.gopgo.testing.FoldedProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.CustomNode;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.junit.jupiter.api.Test;

/// A whole description made of hostile names, rendered as GitLab would: names of functions, files,
/// profiles and errors stay data.
class HostileNamesTest {
  private static final int CHUNK = 10;
  private static final String MARKER = "<!-- go-pgo:v1 file=\\S* sha256=[0-9a-f]{64} -->";

  private final Change change = change();
  private final List<String> lines = change.description().lines().toList();
  private final Node document =
      Parser.builder()
          .extensions(List.of(TablesExtension.create()))
          .build()
          .parse(change.description());
  private final String html =
      HtmlRenderer.builder().extensions(List.of(TablesExtension.create())).build().render(document);

  @Test
  void holdTheNamesAtAll() {
    assertThat(html).contains("<code>&lt;/code&gt;&lt;script&gt;EVIL()&lt;/script&gt;</code>");
    assertThat(count("EVIL")).isGreaterThan(4 * 50);
    assertThat(html)
        .contains(
            "Hot call edges: 21 moved by more than noise, 0 by less",
            "<strong>Left out</strong>",
            "<strong>Warning</strong>");
  }

  @Test
  void stayInsideCode() {
    String rest = html.replaceAll("<!--.*?-->", "").replaceAll("(?s)<code>[^<]*</code>", "");
    assertThat(rest).doesNotContainIgnoringCase("evil").doesNotContain("@", "sha256", "\\u{");
  }

  @Test
  void becomeNoElements() {
    Set<String> elements = new TreeSet<>();
    Matcher tag = Pattern.compile("</?([A-Za-z][^\\s>/]*)").matcher(html);
    while (tag.find()) {
      elements.add(tag.group(1));
    }
    assertThat(elements)
        .isSubsetOf(
            "h2", "h3", "p", "strong", "code", "ul", "li", "table", "thead", "tbody", "tr", "th",
            "td", "details", "summary");
    assertThat(html).doesNotContain("onerror=EVIL>");
  }

  @Test
  void becomeNoHeadings() {
    Matcher heading = Pattern.compile("<h[1-6]>(.*?)</h[1-6]>").matcher(html);
    List<String> headings = new ArrayList<>();
    while (heading.find()) {
      headings.add(heading.group(1));
    }
    List<String> expected = new ArrayList<>();
    chunks().forEach(chunk -> expected.add("<code>api</code>"));
    expected.add("<code>worker</code>");
    expected.add("To undo");
    assertThat(headings).isEqualTo(expected);
  }

  /// A line that starts with a slash is a command to GitLab: `/close`.
  @Test
  void becomeNoQuickActions() {
    assertThat(lines).noneMatch(line -> line.strip().startsWith("/"));
    assertThat(change.title()).doesNotContain("\n", "EVIL");
  }

  @Test
  void breakNoTable() {
    List<Integer> cellsPerTable = new ArrayList<>();
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(CustomBlock block) {
            if (block instanceof TableBlock) {
              cellsPerTable.add(0);
            }
            visitChildren(block);
          }

          @Override
          public void visit(CustomNode node) {
            if (node instanceof TableRow) {
              int cells = 0;
              for (Node cell = node.getFirstChild(); cell != null; cell = cell.getNext()) {
                cells++;
              }
              int table = cellsPerTable.getLast();
              assertThat(table == 0 ? cells : table).isEqualTo(cells);
              cellsPerTable.set(cellsPerTable.size() - 1, cells);
            }
            visitChildren(node);
          }
        });
    assertThat(cellsPerTable).hasSizeGreaterThan(10).containsOnly(2, 3, 6);
  }

  /// The parser above forgives rows with too many cells, so they are counted in the text too.
  @Test
  void bringNoCellsOfTheirOwn() {
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).startsWith("|") && lines.get(i - 1).startsWith("|")) {
        assertThat(bars(lines.get(i))).as(lines.get(i)).isEqualTo(bars(lines.get(i - 1)));
      }
    }
  }

  @Test
  void forgeNoMarker() {
    int first =
        lines.indexOf(lines.stream().filter(l -> l.startsWith("<!--")).findFirst().orElse(""));
    assertThat(lines.subList(first, lines.size()))
        .hasSize(change.files().size())
        .allMatch(line -> line.matches(MARKER));
    assertThat(lines.subList(0, first)).noneMatch(line -> line.contains("<!--") && !inCode(line));
  }

  private static boolean inCode(String line) {
    return !line.replaceAll("`[^`]*`", "").contains("<!--");
  }

  private int count(String word) {
    return html.split(word, -1).length - 1;
  }

  private static long bars(String line) {
    return line.chars().filter(c -> c == '|').count();
  }

  /// Function names can't hold line breaks, for the reader refuses such profiles, nor what
  /// separates frames in the little language of folded stacks.
  private static List<List<String>> chunks() {
    List<String> names =
        Hostile.NAMES.stream()
            .filter(name -> name.contains("EVIL") && !name.matches("(?s).*[\n\r;+\uD83D\uDE00].*"))
            .map(name -> name.substring(0, Math.min(60_000, name.length())))
            .toList();
    List<List<String>> chunks = new ArrayList<>();
    for (int from = 0; from < names.size(); from += CHUNK) {
      chunks.add(names.subList(from, Math.min(names.size(), from + CHUNK)));
    }
    return chunks;
  }

  private static Change change() {
    List<Proposal> proposals = new ArrayList<>();
    try {
      for (List<String> chunk : chunks()) {
        proposals.add(changed(chunk, proposals.size()));
      }
      proposals.add(repaired());
    } catch (MergeException e) {
      throw new AssertionError(e);
    }
    return new MergeRequest(proposals, List.of()).change("");
  }

  /// Ten hostile callees came, ten hostile callers went.
  private static Proposal changed(List<String> names, int number) throws MergeException {
    String came =
        names.stream().map(name -> "main:1;" + name + ":1 1000").collect(Collectors.joining("\n"));
    String went =
        names.stream().map(name -> name + ":1;gone:1 1000").collect(Collectors.joining("\n"));
    return Runs.of("api")
        .profile("a", FoldedProfile.of("main;same 9000\n" + came))
        .committed("cmd/%d/default.pgo".formatted(number), "main;same 7000\n" + went)
        .proposal();
  }

  /// A service whose files, profiles and errors all have hostile names.
  private static Proposal repaired() throws MergeException {
    Runs worker = Runs.of("worker");
    for (int i = 0; i < 40; i++) {
      worker.profile("p" + i, FoldedProfile.of("main;work " + (100 + i)));
    }
    worker.profile("</code>`<b>EVIL|", FoldedProfile.of("main;work 5000"));
    for (String name : Hostile.NAMES) {
      worker.committed(name, ("no profile: " + name).getBytes(UTF_8));
    }
    for (String name : Hostile.NAMES.subList(2, 7)) {
      worker.leftOut(name, "malformed", name);
    }
    return worker.proposal();
  }
}
