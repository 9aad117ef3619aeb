package io.gitlab.gopgo.merge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DealTest {
  private static final int HASHES = 10_000;

  /// Four standard deviations: the hashes are fixed, so this never flickers.
  private static final double FAR = 4;

  @Test
  void dealsEvenly() {
    assertEven(hashes().toList());
  }

  /// A choice takes the smallest hashes, whose first bits are all alike.
  @Test
  void dealsEvenlyAmongTheSmallest() {
    List<byte[]> smallest = hashes().sorted(Arrays::compareUnsigned).limit(250).toList();
    assertThat(smallest).allMatch(hash -> (hash[0] & 0xff) < 16);
    assertEven(smallest);
  }

  /// Neighbours in the order of hashes are as often in one part as chance has it.
  @Test
  void dealsWithoutRegardToTheOrderOfHashes() {
    List<Integer> dealt =
        hashes()
            .sorted(Comparator.comparing(hash -> hash, Arrays::compareUnsigned))
            .map(Deal::part)
            .toList();
    long alike =
        IntStream.range(1, dealt.size()).filter(i -> dealt.get(i).equals(dealt.get(i - 1))).count();
    assertThat((double) alike).isBetween(least(HASHES - 1), most(HASHES - 1));
  }

  private static void assertEven(List<byte[]> hashes) {
    long first = hashes.stream().filter(hash -> Deal.part(hash) == 0).count();
    assertThat((double) first).isBetween(least(hashes.size()), most(hashes.size()));
  }

  private static double least(int dealt) {
    return (double) dealt / Deal.PARTS - FAR * Math.sqrt(dealt / (double) Deal.PARTS);
  }

  private static double most(int dealt) {
    return (double) dealt / Deal.PARTS + FAR * Math.sqrt(dealt / (double) Deal.PARTS);
  }

  private static Stream<byte[]> hashes() {
    return IntStream.range(0, HASHES).mapToObj(DealTest::sha256);
  }

  private static byte[] sha256(int number) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(Integer.toString(number).getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
