package io.gitlab.gopgo.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gitlab.gopgo.config.Section;
import io.gitlab.gopgo.pprof.ValueType;
import io.gitlab.gopgo.testing.FoldedProfile;
import io.gitlab.gopgo.testing.SettingsText;
import io.gitlab.gopgo.testing.http.Fours;
import io.gitlab.gopgo.testing.http.Reply;
import io.gitlab.gopgo.testing.http.StandInHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What every source over HTTP does when it is answered well, badly or not at all.
///
/// Its server has one profile. What is wrong with it becomes a value with a reason, or an exception
/// where the source as a whole gives nothing; a secret is in neither, and never at another host.
public abstract class SourceContract {
  protected static final long LIMIT = 1 << 20;
  protected static final String SECRET = "s3cret-t0ken-of-production";
  protected static final Instant NOW = Instant.parse("2026-11-09T10:00:00Z");
  protected static final Instant RECORDED = Instant.parse("2026-11-05T12:00:00Z");

  @TempDir protected Path folder;
  protected String secret = SECRET;

  /// How long the source waits for an answer: as long as a busy machine may need for a good one.
  protected String timeout = "20s";

  protected final StandInHttp server = StandInHttp.start();
  protected final StandInHttp elsewhere = StandInHttp.start();

  @AfterEach
  void stop() {
    server.close();
    elsewhere.close();
  }

  /// The source's section, with the secret from the variable `SECRET`, and an answer awaited for no
  /// longer than [#timeout], or a second more.
  protected abstract String settings();

  /// More fields of the service's entry.
  protected String from() {
    return "";
  }

  /// The path of the server that has the profile itself.
  protected abstract String path();

  /// The same as messages have it.
  protected String shownPath() {
    return path();
  }

  /// Lets the server have the one profile, with this answer for its bytes.
  protected abstract void serve(Reply reply);

  /// Lets the server have eight profiles instead, and the settings ask for all of them.
  ///
  /// @param answer for the bytes of a profile, by its number
  protected abstract void serveEight(IntFunction<Reply> answer);

  /// Whether a disk that fails is the end of the pass, and not a matter of one profile.
  protected boolean breaksAsAWhole() {
    return true;
  }

  /// The time that the source itself knows of a profile, whatever that says.
  protected Optional<Instant> timeOfItsOwn() {
    return Optional.empty();
  }

  protected Window window() {
    return Window.parse("7d", NOW).orElseThrow();
  }

  /// Whether a redirect is followed: that of a POST isn't.
  protected boolean followsRedirects() {
    return true;
  }

  protected Map<String, String> environment() {
    return Map.of("SECRET", secret);
  }

  /// How a server of this kind sends a profile.
  protected Reply profile(byte[] bytes) {
    return Reply.profile(bytes);
  }

  protected static byte[] bytes() {
    return FoldedProfile.of("main;serve:1;decode:2 90").startedAt(RECORDED).bytes();
  }

  /// One of eight.
  private Reply profile(int number) {
    return profile(
        FoldedProfile.of("main;serve:1;decode:2 " + (90 + number)).startedAt(RECORDED).bytes());
  }

  /// What came of a pass.
  protected record Outcome(Collected collected, String words) {}

  protected Outcome pass() {
    Section root =
        SettingsText.in(
            folder,
            environment(),
            "gitlab: {main: {url: '%s', token: {env: SECRET}}}\nsource:\n%s\nfrom: {source: here%s}\n"
                .formatted(server.url(), settings().indent(2), from()));
    Source source =
        Sources.read(
            root.section("source"),
            new Surroundings(
                LIMIT,
                folder.resolve("spool"),
                () -> NOW,
                root.optionalSection("gitlab"),
                _ -> {}));
    Section entry = root.section("from");
    entry.text("source");
    Selection selection = Selection.read(entry, source, window(), 250, "seed");
    try {
      Pass pass = source.collect(List.of(selection));
      Collected collected = pass.collected().getOrDefault(selection, Collected.NONE);
      String words =
          Stream.concat(
                  collected.leftOut().stream()
                      .map(one -> "%s: %s: %s".formatted(one.name(), one.reason(), one.detail())),
                  collected.shortfalls().stream())
              .collect(Collectors.joining("\n"));
      return new Outcome(collected, words);
    } catch (IOException e) {
      return new Outcome(Collected.NONE, String.valueOf(e.getMessage()));
    }
  }

  /// A pass that gave no profile, in words.
  protected String failure() {
    Outcome outcome = pass();
    assertThat(outcome.collected.profiles()).isEmpty();
    assertThat(outcome.words).doesNotContain(SECRET).isNotEmpty();
    return outcome.words;
  }

  @Test
  void takesAProfileWithItsOrigin() throws IOException {
    serve(profile(bytes()));
    Outcome outcome = pass();
    assertThat(outcome.words).isEmpty();
    assertThat(outcome.collected.sentence()).isEqualTo("taken 1 of 1");
    Collected.Spooled taken = outcome.collected.profiles().getFirst();
    assertThat(taken.file()).startsWith(folder.resolve("spool")).hasBinaryContent(bytes());
    assertThat(taken.hash()).isEqualTo(ProfileHash.of(bytes()));
    assertThat(taken.origin().time()).contains(timeOfItsOwn().orElse(RECORDED));
    assertThat(taken.origin().name()).isNotBlank().doesNotContain(SECRET);
    assertThat(Files.getPosixFilePermissions(folder.resolve("spool")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(folder.resolve("spool/.gitignore")).hasContent("*\n");
  }

  @Test
  void takesTheSameTwice() {
    serve(profile(bytes()));
    assertThat(pass().collected.profiles()).isEqualTo(pass().collected.profiles()).hasSize(1);
  }

  @Test
  void showsItsSecretToItsServer() {
    serve(profile(bytes()));
    assertThat(pass().words).isEmpty();
    assertThat(server.seen())
        .allSatisfy(
            request -> assertThat(request.headers().values()).anyMatch(SourceContract::isSecret));
  }

  private static boolean isSecret(String header) {
    return header.contains(SECRET);
  }

  /// An empty window, or a clock that is wrong by weeks: a live source goes by our own.
  @ParameterizedTest
  @ValueSource(strings = {"2026-10-01T00:00:00Z", "2026-11-30T00:00:00Z"})
  void goesByTheTimeOfTheRecording(String time) {
    serve(
        profile(
            FoldedProfile.of("main;serve:1;decode:2 90").startedAt(Instant.parse(time)).bytes()));
    Outcome outcome = pass();
    if (timeOfItsOwn().isPresent()) {
      assertThat(outcome.collected.profiles().getFirst().origin().time()).isEqualTo(timeOfItsOwn());
    } else {
      assertThat(outcome.collected.profiles()).isEmpty();
      assertThat(outcome.collected.reasons()).containsEntry("outside the window", 1L);
    }
  }

  @Test
  void waitsNoLongerThanItIsTold() {
    timeout = "1s";
    serve(Reply.of(200, "").ending(Reply.End.HANGING));
    assertThat(failure()).contains("no whole answer within");
  }

  @ParameterizedTest
  @CsvSource({
    "401, check the credentials, 1",
    "403, the credentials may not do this, 1",
    "404, check the URL, 1",
    "429, 'ask less, or later', 3",
    "500, went wrong, 1",
    "503, went wrong, 3",
  })
  void saysWhatAnAnswerMeans(int status, String words, int times) {
    serve(Reply.of(status, "it went wrong, " + SECRET));
    String failure = failure();
    assertThat(failure)
        .contains(server.url() + shownPath())
        .contains("answered " + status + ": it went wrong")
        .contains(words);
    assertThat(server.count(path())).as("times asked").isEqualTo(times);
  }

  @Test
  void waitsAsLongAsTheServerSays() {
    int[] times = {0};
    Reply busy = Reply.of(429, "later").with("Retry-After", "1");
    Reply good = profile(bytes());
    serve(busy);
    server.answer(path(), _ -> times[0]++ == 0 ? busy : good);
    assertThat(pass().collected.profiles()).hasSize(1);
  }

  @Test
  void asksAgainWhereAConnectionEnds() {
    serve(profile(bytes()).ending(Reply.End.BROKEN_OFF));
    assertThat(failure()).contains(server.url() + shownPath());
    assertThat(server.count(path())).isEqualTo(3);
  }

  @Test
  void leavesOutATruncatedProfile() {
    serve(profile(Arrays.copyOf(bytes(), bytes().length - 12)));
    assertThat(failure()).contains("malformed");
  }

  @Test
  void leavesOutWhatIsNoProfile() {
    serve(profile("{\"status\":\"success\"}".getBytes(UTF_8)));
    assertThat(failure()).contains("malformed").contains("or no pprof profile");
  }

  @Test
  void leavesOutAHeapProfile() {
    serve(
        profile(
            FoldedProfile.of("main;serve:1;decode:2 90")
                .types(
                    new ValueType("inuse_space", "bytes"), new ValueType("inuse_objects", "count"))
                .startedAt(RECORDED)
                .bytes()));
    assertThat(failure()).contains("not a CPU profile");
  }

  @Test
  void leavesOutAProfileWithoutStartLines() {
    serve(
        profile(
            FoldedProfile.of("main;serve:1;decode:2 90")
                .withoutStartLines()
                .startedAt(RECORDED)
                .bytes()));
    assertThat(failure()).contains("no start lines").contains("profiles by eBPF don't");
  }

  @Test
  void stopsABodyWithoutEnd() throws IOException {
    serve(profile(bytes()).ending(Reply.End.ENDLESS));
    assertThat(failure()).contains("larger than the limit of " + LIMIT);
    assertThat(folder.resolve("spool")).isDirectoryNotContaining("glob:**.pb.gz");
  }

  @Test
  void leavesARingOfRedirects() {
    serve(Reply.redirect(302, server.url() + path()));
    assertThat(failure())
        .contains(followsRedirects() ? "5 redirects led nowhere" : "a place where we don't go");
    assertThat(server.count(path())).isEqualTo(followsRedirects() ? 6 : 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void keepsItsSecretFromAnotherHost(int status) {
    elsewhere.answer("/stored/profile", profile(bytes()));
    serve(Reply.redirect(status, elsewhere.url() + "/stored/profile?signature=abcdefghijklmnop"));
    if (!followsRedirects()) {
      assertThat(failure()).contains("answered " + status + " with a place where we don't go");
      assertThat(elsewhere.seen()).isEmpty();
      return;
    }
    Outcome outcome = pass();
    assertThat(outcome.collected.profiles()).hasSize(1);
    assertThat(elsewhere.seen())
        .singleElement()
        .satisfies(request -> {
          assertThat(request.headers().values()).noneMatch(SourceContract::isSecret);
          assertThat(request.headers()).doesNotContainKeys("authorization", "private-token");
          assertThat(request.uri().toString()).doesNotContain(SECRET);
        });
  }

  @Test
  void keepsASignatureOutOfItsWords() {
    elsewhere.answer("/stored/profile", Reply.of(403, "no: abcdefghijklmnop"));
    serve(Reply.redirect(302, elsewhere.url() + "/stored/profile?signature=abcdefghijklmnop"));
    assertThat(failure())
        .contains(elsewhere.url() + "/stored/profile")
        .doesNotContain("abcdefghijklmnop");
  }

  @Test
  void takesTheSameWhicheverAnswerComesFirst() {
    serveEight(this::profile);
    Outcome expected = pass();
    assertThat(expected.words).isEmpty();
    assertThat(expected.collected.profiles()).hasSize(8);
    Fours fours = new Fours();
    serveEight(number -> fours.meet(profile(number)));
    assertThat(pass()).isEqualTo(expected);
    assertThat(fours.most()).as("asked at once").isEqualTo(4);
  }

  /// Nothing can be written where the profiles belong, and only the first of those that ask is
  /// answered.
  @Test
  void asksNoMoreWhereTheDiskFails() throws IOException {
    serveEight(this::profile);
    assertThat(pass().collected.profiles()).hasSize(8);
    try (Stream<Path> files = Files.list(folder.resolve("spool"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".pb.gz")).toList()) {
        Files.delete(file);
        Files.createDirectories(file.resolve("in-the-way"));
      }
    }
    // Some wait for all that they asked for.
    timeout = "3s";
    Set<Integer> asked = ConcurrentHashMap.newKeySet();
    serveEight(number ->
        asked.add(number) && asked.size() > 1
            ? Reply.of(200, "").ending(Reply.End.HANGING)
            : profile(number));
    assertThat(failure()).contains(".pb.gz");
    if (breaksAsAWhole()) {
      assertThat(asked).hasSizeLessThanOrEqualTo(4);
    } else {
      assertThat(asked).hasSize(8);
    }
  }
}
