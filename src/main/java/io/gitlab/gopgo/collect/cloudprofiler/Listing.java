package io.gitlab.gopgo.collect.cloudprofiler;

import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpResponseException;
import com.google.auth.Retryable;
import com.google.auth.http.HttpCredentialsAdapter;
import io.gitlab.gopgo.collect.Origin;
import io.gitlab.gopgo.collect.Pass;
import io.gitlab.gopgo.collect.Spool;
import io.gitlab.gopgo.collect.Surroundings;
import io.gitlab.gopgo.collect.google.GoogleLogin;
import io.gitlab.gopgo.collect.google.Transports;
import io.gitlab.gopgo.collect.http.NoConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// One pass over a project's listing, from its first page or from where an earlier run stopped.
final class Listing {
  /// Enough to tell how many bytes a profile takes.
  private static final int PROBE = 25;

  private static final int LARGEST_PAGE = 1000;

  /// A page that fails on its way is asked for again, so it should not be a long way. Requests are
  /// scarce, so it should not be a short one either.
  private static final long BYTES_OF_PAGE = 64L << 20;

  /// A body that breaks off is asked for again.
  private static final int TRIES = 3;

  /// A kill costs at most so many requests.
  private static final int PAGES_BETWEEN_SAVES = 8;

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration BETWEEN_WORDS = Duration.ofSeconds(10);

  private final String project;
  private final String url;
  private final GoogleLogin login;
  private final CloudProfilerSource.Limits limits;
  private final String key;
  private final Spool spool;
  private final List<Draw> draws;
  private final Surroundings surroundings;
  private final OrderSeen order = new OrderSeen();
  private final Repetition repetition;
  private final CloudProfiler client;

  private final Instant begin;

  private int pageSize;
  private String pageToken = "";
  private long pages;
  private long bytes;
  private long listed;
  private long skipped;

  Listing(
      String project,
      String url,
      GoogleLogin login,
      CloudProfilerSource.Limits limits,
      String key,
      Spool spool,
      List<Draw> draws,
      Surroundings surroundings)
      throws IOException {
    this.project = project;
    this.url = url;
    this.login = login;
    this.limits = limits;
    this.key = key;
    this.spool = spool;
    this.draws = draws;
    this.surroundings = surroundings;
    begin = now();
    try {
      repetition = new Repetition(login.credentials().map(HttpCredentialsAdapter::new));
    } catch (IOException e) {
      throw new IOException(login.words(e, now()), e);
    }
    client = CloudProfiler.at(url + "/", Transports.ofOneServer(), repetition);
  }

  private Instant now() {
    return surroundings.clock().instant();
  }

  /// Passes all pages; the sentence says what stopped it before the end, if a limit did.
  Optional<String> pass() throws IOException {
    try {
      return passed();
    } catch (InTime.Late e) {
      return Optional.of(stopped(inSeconds()));
    }
  }

  private Optional<String> passed() throws IOException {
    boolean isResumed = resume();
    if (!isResumed) {
      probe();
    }
    Spent spent = new Spent(pages, bytes);
    Instant told = begin;
    try {
      while (true) {
        try {
          readPage();
        } catch (HttpResponseException e) {
          if (!isResumed || e.getStatusCode() != 400) {
            throw e;
          }
          // Google forgets page tokens. What was chosen so far is chosen again, so it may stay.
          surroundings.progress().accept("the saved position is no longer good; starting anew");
          isResumed = false;
          startAnew();
          spent = new Spent(0, 0);
          continue;
        }
        if (pageToken.isEmpty()) {
          return Optional.empty();
        }
        if ((pages - spent.pages) % PAGES_BETWEEN_SAVES == 0) {
          save();
        }
        if (Duration.between(told, now()).compareTo(BETWEEN_WORDS) > 0) {
          told = now();
          surroundings.progress().accept(words());
        }
        Optional<String> limit = limit(spent);
        if (limit.isPresent()) {
          return Optional.of(stopped(limit.get()));
        }
      }
    } catch (HttpResponseException e) {
      throw new IOException(Refusal.words(project, url, e), e);
    } finally {
      save();
    }
  }

  /// Where this run began.
  private record Spent(long pages, long bytes) {}

  private String stopped(String limit) {
    return String.format(
        Locale.ROOT,
        "The pass over %s stopped at its limit of %s, after %,d pages; the next run goes on from there.",
        project,
        limit,
        pages);
  }

  private Optional<String> limit(Spent spent) {
    if (pages - spent.pages >= limits.pages()) {
      return Optional.of(words("%,d pages", limits.pages()));
    }
    if (bytes - spent.bytes >= limits.bytes()) {
      return Optional.of(words("%,d KiB", limits.bytes() >> 10));
    }
    return isLate() ? Optional.of(inSeconds()) : Optional.empty();
  }

  private boolean isLate() {
    return Duration.between(begin, now()).compareTo(limits.time()) >= 0;
  }

  private String inSeconds() {
    return words("%,d s", limits.time().toSeconds());
  }

  private static String words(String format, long number) {
    return String.format(Locale.ROOT, format, number);
  }

  private boolean resume() {
    Optional<SavedPass> saved = SavedPass.read(spool.savedPass(), key);
    if (saved.isEmpty() || saved.get().draws().size() != draws.size()) {
      return false;
    }
    SavedPass pass = saved.get();
    pageSize = pass.pageSize();
    pageToken = pass.pageToken();
    pages = pass.pages();
    bytes = pass.bytes();
    listed = pass.listed();
    skipped = pass.skipped();
    for (int i = 0; i < draws.size(); i++) {
      draws.get(i).restore(pass.draws().get(i));
    }
    surroundings
        .progress()
        .accept(String.format(Locale.ROOT, "%s: going on behind page %,d", project, pages));
    return true;
  }

  private void startAnew() throws IOException {
    draws.forEach(Draw::forgetCounts);
    pageToken = "";
    pages = 0;
    bytes = 0;
    listed = 0;
    skipped = 0;
    probe();
  }

  /// Fixes the page size for the whole pass, by the bytes of a few profiles.
  private void probe() throws IOException {
    pageSize = PROBE;
    try {
      for (int tried = 1; ; tried++) {
        Counter counter = new Counter();
        try {
          PageReader.End end = readOnce(counter, "");
          long ofOne = Math.max(1, end.bytes() / Math.max(1, counter.profiles));
          pageSize = Math.toIntExact(Math.clamp(BYTES_OF_PAGE / ofOne, 1, LARGEST_PAGE));
          return;
        } catch (HttpResponseException | InTime.Late e) {
          throw e;
        } catch (IOException e) {
          sleepOrGiveUp(tried, e);
        }
      }
    } catch (HttpResponseException e) {
      throw new IOException(Refusal.words(project, url, e), e);
    }
  }

  /// Looks at no profile.
  private static final class Counter implements PageReader.Visitor {
    private long profiles;

    @Override
    public Optional<OutputStream> bytes(ListedProfile soFar) {
      return Optional.empty();
    }

    @Override
    public void listed(ListedProfile profile) {
      profiles++;
    }
  }

  /// Reads the next page, again where it breaks off or where Google could not read all of it.
  private void readPage() throws IOException {
    for (int tried = 1; ; tried++) {
      draws.forEach(Draw::pageBegins);
      Chooser chooser = new Chooser();
      try {
        PageReader.End end = readOnce(chooser, pageToken);
        if (end.skipped() == 0 || tried == TRIES) {
          draws.forEach(Draw::pageEnds);
          pages++;
          bytes += end.bytes();
          listed += chooser.profiles;
          skipped += end.skipped();
          pageToken = end.nextPageToken();
          return;
        }
      } catch (HttpResponseException | InTime.Late e) {
        throw e;
      } catch (IOException e) {
        sleepOrGiveUp(tried, e);
        continue;
      }
      sleep();
    }
  }

  /// Where nobody answers, each request was repeated for almost a minute already.
  private void sleepOrGiveUp(int tried, IOException failure) throws IOException {
    boolean isLogin = failure instanceof Retryable;
    Optional<NoConnection> nobody = isLogin ? Optional.empty() : NoConnection.of(failure);
    if (nobody.isEmpty() && tried < TRIES) {
      sleep();
      return;
    }
    String words =
        isLogin
            ? login.words(failure, now())
            : nobody
                .map(why -> "no connection to %s (%s)".formatted(url, why.reason()))
                .orElseGet(() ->
                    "no whole page could be read (%s)"
                        .formatted(
                            String.valueOf(failure.getMessage()).lines().findFirst().orElse("")));
    throw new IOException(
        "page %d of cloud-profiler/%s: %s; the next run goes on from there%s"
            .formatted(
                pages + 1, project, words, nobody.map(why -> "; " + why.advice()).orElse("")),
        failure);
  }

  private PageReader.End readOnce(PageReader.Visitor visitor, String token) throws IOException {
    HttpResponse answer = client.list(project, pageSize, token).answer();
    try {
      return PageReader.read(new InTime(answer.getContent(), this::isLate), visitor);
    } finally {
      // Closing it instead would read the rest of a body, which may have no end.
      answer.disconnect();
    }
  }

  /// Offers each profile to the draws of its service.
  private final class Chooser implements PageReader.Visitor {
    private long profiles;
    private boolean hasCandidate;

    @Override
    public Optional<OutputStream> bytes(ListedProfile soFar) throws IOException {
      if (spool.has(soFar.name()) || draws.stream().noneMatch(draw -> draw.mayWant(soFar))) {
        return Optional.empty();
      }
      hasCandidate = true;
      return Optional.of(spool.candidate());
    }

    @Override
    public void listed(ListedProfile profile) throws IOException {
      profiles++;
      boolean isWanted = false;
      if (profile.isCpu() && !profile.name().isEmpty()) {
        order.saw(profile);
        Origin origin = profile.origin();
        for (Draw draw : draws) {
          isWanted |= draw.target().equals(profile.target()) && draw.offer(origin);
        }
      }
      if (isWanted && !spool.has(profile.name())) {
        if (!hasCandidate) {
          spool.keepEmpty(profile.name());
        } else {
          spool.keep(profile.name());
        }
      } else if (hasCandidate) {
        spool.dropCandidate();
      }
      hasCandidate = false;
    }
  }

  /// Writes down the position first: only then are files of profiles that it doesn't name of no
  /// use.
  private void save() throws IOException {
    new SavedPass(
            key,
            pageSize,
            pageToken,
            pages,
            bytes,
            listed,
            skipped,
            draws.stream().map(Draw::save).toList())
        .write(spool.savedPass());
    Set<String> names = new HashSet<>();
    draws.forEach(draw -> names.addAll(draw.names()));
    spool.retain(names);
  }

  private String words() {
    return String.format(
        Locale.ROOT,
        "%s: %,d pages, %,d profiles, %,d MiB so far",
        project,
        pages,
        listed,
        bytes >> 20);
  }

  Pass.Listing figures(boolean isComplete) {
    return new Pass.Listing(
        repetition.requests(), pages, bytes, listed, skipped, order.words(), isComplete);
  }

  private static void sleep() throws IOException {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
