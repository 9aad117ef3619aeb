package io.gitlab.gopgo.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "main.(*Server).ServeHTTP.func1",
        "a[go.shape.struct { x int }].b",
        "größe/日本語/x.pprof",
        "😀 e\u0301",
        "\\u{1b}",
        "<b>|`@all"
      })
  void leavesHarmlessTextAsItIs(String text) {
    assertThat(Printable.line(text)).isEqualTo(text);
    assertThat(Printable.lines(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a line feed            | 000a | \\u{a}
          a carriage return      | 000d | \\u{d}
          a tab                  | 0009 | \\u{9}
          NUL                    | 0000 | \\u{0}
          escape                 | 001b | \\u{1b}
          a backspace            | 0008 | \\u{8}
          delete                 | 007f | \\u{7f}
          next line              | 0085 | \\u{85}
          CSI in one character   | 009b | \\u{9b}
          a soft hyphen          | 00ad | \\u{ad}
          the Arabic letter mark | 061c | \\u{61c}
          a zero-width space     | 200b | \\u{200b}
          a zero-width joiner    | 200d | \\u{200d}
          right-to-left mark     | 200f | \\u{200f}
          the line separator     | 2028 | \\u{2028}
          paragraph separator    | 2029 | \\u{2029}
          the bidi override      | 202e | \\u{202e}
          a bidi isolate         | 2067 | \\u{2067}
          a byte order mark      | feff | \\u{feff}
          private use            | e000 | \\u{e000}
          unassigned             | ffff | \\u{ffff}
          a high surrogate       | d83d | \\u{d83d}
          a low surrogate        | de00 | \\u{de00}
          """)
  void showsTheCodePointOf(String name, String hex, String shown) {
    String text = "a" + (char) Integer.parseInt(hex, 16) + "b";
    assertThat(Printable.line(text)).as(name).isEqualTo("a" + shown + "b");
  }

  @Test
  void showsCharactersBeyondTheFirstPlane() {
    assertThat(Printable.line("a\uDB40\uDC41b")).isEqualTo("a\\u{e0041}b");
  }

  @Test
  void keepsLineBreaksAloneWhereTheyAreWanted() {
    assertThat(Printable.lines("one\ntwo\r\nthree\u001b[31m"))
        .isEqualTo("one\ntwo\nthree\\u{1b}[31m");
    assertThat(Printable.lines("one\u2028two")).isEqualTo("one\\u{2028}two");
  }
}
