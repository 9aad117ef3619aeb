package io.gitlab.gopgo.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class MarkdownTest {
  private static final Parser PARSER =
      Parser.builder().extensions(List.of(TablesExtension.create())).build();

  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '"',
      textBlock =
          """
          main.serve                   → `main.serve`
          main.(*Server).handle.func1  → `main.(*Server).handle.func1`
          a[go.shape.*uint8]           → `a[go.shape.*uint8]`
          </code><script>              → `</code><script>`
          @all                         → `@all`
          /close                       → `/close`
          a                            → `a`
          "a "                         → <code>a </code>
          ""                           → <code></code>
          a|b                          → <code>a&#124;b</code>
          a`b                          → <code>a&#96;b</code>
          a\\b                         → <code>a&#92;b</code>
          `@all`                       → <code>&#96;&#64;all&#96;</code>
          """)
  void putsDataIntoCode(String data, String code) {
    assertThat(Markdown.code(data)).isEqualTo(code);
  }

  static final List<String> HOSTILE = Hostile.NAMES;

  /// In a cell, in a list and in a heading: what is read is the data and nothing but the data.
  @ParameterizedTest
  @FieldSource("HOSTILE")
  void showsDataAsItIs(String data) {
    String code = Markdown.code(data);
    assertThat(code).doesNotContain("\n", "\r").matches("(?s)(`[^`]+`|<code>[^<]*</code>)");
    assertThat(rendered("- " + code)).isEqualTo("<ul>\n<li>" + html(data) + "</li>\n</ul>\n");
    assertThat(rendered("## " + code)).isEqualTo("<h2>" + html(data) + "</h2>\n");
    assertThat(rendered("| a | b |\n|---|---|\n| " + code + " | x |"))
        .contains("<td>" + html(data) + "</td>\n<td>x</td>\n</tr>");
  }

  @Test
  void shortensLongNamesInTheirMiddle() {
    assertThat(Markdown.code("a".repeat(200))).isEqualTo("`" + "a".repeat(200) + "`");
    assertThat(Markdown.code("a".repeat(50_000) + "b".repeat(50_000)))
        .isEqualTo("`" + "a".repeat(100) + "…" + "b".repeat(100) + "`");
  }

  @Test
  void cutsNoCharacterInHalf() {
    assertThat(Markdown.code("x" + "😀".repeat(300)))
        .doesNotContain("\\", "&#92;")
        .contains("😀…😀");
  }

  @Test
  void keepsEvenTheWorstNameBelowAFewKilobytes() {
    assertThat(Markdown.code("\u202E".repeat(100_000)).length()).isLessThan(8_000);
  }

  private static String rendered(String markdown) {
    return HtmlRenderer.builder()
        .extensions(List.of(TablesExtension.create()))
        .build()
        .render(PARSER.parse(markdown));
  }

  /// The data as HTML text, the way a browser would write it, within a code element.
  private static String html(String data) {
    String cut =
        data.length() <= 200
            ? data
            : data.substring(0, 100) + "…" + data.substring(data.length() - 100);
    String text =
        Printable.line(cut)
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("\"", "&quot;");
    return "<code>" + text + "</code>";
  }
}
