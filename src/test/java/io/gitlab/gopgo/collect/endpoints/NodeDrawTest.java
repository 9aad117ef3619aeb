package io.gitlab.gopgo.collect.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeDrawTest {
  /// @param zones such as `a:20 b:5`
  private static List<Node> nodes(String zones) {
    List<Node> nodes = new ArrayList<>();
    for (String zone : zones.split(" ", -1)) {
      String[] parts = zone.split(":", -1);
      for (int i = 0; i < Integer.parseInt(parts[1]); i++) {
        nodes.add(new Node("%s-%d:9236".formatted(parts[0], i), Map.of("zone", parts[0])));
      }
    }
    return nodes;
  }

  private static String places(List<Node> picked) {
    return picked.stream()
        .collect(
            Collectors.groupingBy(
                node -> node.labels().getOrDefault("zone", ""),
                TreeMap::new,
                Collectors.counting()))
        .entrySet()
        .stream()
        .map(zone -> zone.getKey() + ":" + zone.getValue())
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "a:20 b:5, 10, a:8 b:2",
    "a:20 b:5, 2, a:1 b:1",
    "a:90 b:9 c:1, 10, a:8 b:1 c:1",
    "a:2 b:2, 10, a:2 b:2",
    "a:10 b:10 c:10, 9, a:3 b:3 c:3",
  })
  void givesEachZoneItsShare(String zones, int count, String places) {
    assertThat(places(new NodeDraw(List.of("zone"), "seed").pick(nodes(zones), count)))
        .isEqualTo(places);
  }

  @Test
  void picksTheSameInWhateverOrderTheyAreFound() {
    List<Node> nodes = nodes("a:20 b:5 c:7");
    NodeDraw draw = new NodeDraw(List.of("zone"), "seed");
    List<Node> picked = draw.pick(nodes, 10);
    Collections.shuffle(nodes, new Random(7));
    assertThat(draw.pick(nodes, 10)).isEqualTo(picked).doesNotHaveDuplicates();
    assertThat(new NodeDraw(List.of("zone"), "other").pick(nodes, 10)).isNotEqualTo(picked);
  }

  @Test
  void knowsOneStratumWithoutLabels() {
    assertThat(new NodeDraw(List.of(), "seed").pick(nodes("a:20 b:5"), 7)).hasSize(7);
    assertThat(new NodeDraw(List.of("none"), "seed").pick(nodes("a:20 b:5"), 70)).hasSize(25);
    assertThat(new NodeDraw(List.of(), "seed").pick(List.of(), 7)).isEmpty();
  }
}
