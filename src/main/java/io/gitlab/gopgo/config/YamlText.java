package io.gitlab.gopgo.config;

import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.representer.StandardRepresenter;

/// Writes YAML that every reader takes for the same: all texts are quoted, since what `no`, `1:30`
/// or `123` are depends on the version of YAML that a reader knows.
public final class YamlText {
  private static final DumpSettings SETTINGS =
      DumpSettings.builder()
          .setDefaultFlowStyle(FlowStyle.BLOCK)
          .setIndicatorIndent(2)
          .setIndentWithIndicator(true)
          .setSplitLines(false)
          .build();

  private YamlText() {}

  /// The text for maps, lists, texts, numbers and flags; maps in their order.
  public static String of(Object document) {
    return new Dump(SETTINGS, new Quoting()).dumpToString(document);
  }

  private static final class Quoting extends StandardRepresenter {
    Quoting() {
      super(SETTINGS);
      representers.put(
          String.class,
          text -> representScalar(Tag.STR, String.valueOf(text), ScalarStyle.DOUBLE_QUOTED));
    }
  }
}
