package io.gitlab.gopgo.testing.gitlab;

import com.sun.net.httpserver.HttpServer;
import io.gitlab.gopgo.testing.Folders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A GitLab of this process: GitLab's API over HTTP on a port of the loopback interface, state in
/// memory, a real bare git repository behind each project.
///
/// ```java
/// try (StandInGitLab gitlab = StandInGitLab.start()) {
///   Account alice = gitlab.person("alice");
///   Token token = gitlab.token(Token.Kind.GROUP, "go-pgo");
///   Project gitaly = gitlab.project("gitlab-org/gitaly", alice, Map.of("main.go", "package main"));
///   gitlab.grant(token.account(), "gitlab-org", Role.DEVELOPER);
/// }
/// ```
///
/// Its methods do what people do, without asking for rights; the API asks. What it can't do, it
/// refuses aloud; parameters that it doesn't know are kept in [Requests#unknownParameters].
public final class StandInGitLab implements AutoCloseable {
  private final Path folder;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final String root;
  private final Instant started;
  private final Requests requests = new Requests();
  private final List<Project> projects = new CopyOnWriteArrayList<>();
  private final List<Account> accounts = new CopyOnWriteArrayList<>();
  private final Map<String, Token> tokens = new ConcurrentHashMap<>();
  private final Map<String, Map<Account, Role>> groups = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> ids = new ConcurrentHashMap<>();
  private volatile InstantSource clock = InstantSource.system();
  private volatile Duration patience = Duration.ofSeconds(30);
  private volatile int retryAfter = 1;
  private volatile Duration latency = Duration.ZERO;

  private StandInGitLab(int port, String relativeUrl) throws IOException {
    folder = Files.createTempDirectory("stand-in-gitlab");
    root = relativeUrl;
    started = clock.instant();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(threads);
    server.createContext("/", new Front(this));
    server.start();
  }

  public static StandInGitLab start() {
    return start(0, "");
  }

  /// A GitLab below a relative URL such as `/gitlab`.
  public static StandInGitLab startBelow(String relativeUrl) {
    return start(0, relativeUrl);
  }

  static StandInGitLab start(int port, String relativeUrl) {
    return GitRepository.io(() -> new StandInGitLab(port, relativeUrl));
  }

  /// Where it is, as a settings file says it: without `/api/v4`, without a slash at the end.
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + root;
  }

  // Who there is.

  public Account person(String username) {
    return account(username, username, false);
  }

  private Account account(String username, String name, boolean bot) {
    Account account = new Account(nextId("user"), username, name, bot);
    accounts.add(account);
    return account;
  }

  /// A token of a new bot user; it may do nothing until its account has a role.
  public Token token(Token.Kind kind, String name) {
    Account account =
        switch (kind) {
          case GROUP, PROJECT -> {
            String bot = kind == Token.Kind.GROUP ? "group_1_bot_" : "project_1_bot_";
            yield account(bot + Integer.toHexString(nextId("bot") + 0xabc0), name, true);
          }
          case PERSONAL, JOB -> account(name, name, false);
        };
    return tokenOf(kind, account);
  }

  /// Another token of a person or bot.
  public Token tokenOf(Token.Kind kind, Account account) {
    int id = nextId("token");
    String secret = kind.prefix() + "stand-in-secret-" + id + "-" + Integer.toHexString(id * 48271);
    Optional<LocalDate> expires =
        kind == Token.Kind.JOB
            ? Optional.empty()
            : Optional.of(LocalDate.ofInstant(now(), ZoneOffset.UTC).plusDays(300));
    List<String> scopes = kind == Token.Kind.JOB ? List.of() : List.of("api");
    return replace(new Token(id, kind, secret, account, scopes, expires));
  }

  /// Makes a token what its changed copy says: other scopes, another expiry.
  public Token replace(Token token) {
    tokens.put(token.secret(), token);
    return token;
  }

  /// Rights in all projects below a group.
  public void grant(Account account, String group, Role role) {
    groups.computeIfAbsent(group, absent -> new ConcurrentHashMap<>()).put(account, role);
  }

  // What there is.

  /// A private project whose default branch `main` holds these files; none makes it empty.
  public Project project(String path, Account by, Map<String, String> files) {
    return project(path, "main", by, files);
  }

  public Project project(String path, String defaultBranch, Account by, Map<String, String> files) {
    int id = nextId("project");
    Project project = new Project(this, id, path, defaultBranch, folder.resolve(id + ".git"));
    if (!files.isEmpty()) {
      project.push(by, defaultBranch, "Initial commit", files);
    }
    projects.add(project);
    return project;
  }

  /// A fork: a project with the same branches that says where it comes from.
  public Project fork(Project original, String path) {
    Project fork = project(path, original.defaultBranch(), accounts.getFirst(), Map.of());
    fork.copyFrom(original);
    return fork;
  }

  public List<Project> projects() {
    return List.copyOf(projects);
  }

  // What happens.

  /// The requests since the last reset, and the faults to come.
  public Requests requests() {
    return requests;
  }

  /// The clock of commits, merge requests, notes and expiry; the system's unless set.
  public void setClock(InstantSource source) {
    clock = source;
  }

  /// How long a hanging request hangs: 30 s unless set.
  public void setPatience(Duration time) {
    patience = time;
  }

  /// How long each request takes on its way and in line, beside what it does: nothing unless set.
  public void setLatency(Duration time) {
    latency = time;
  }

  /// The seconds that a 429 asks for: 1 unless set.
  public void setRetryAfter(int seconds) {
    retryAfter = seconds;
  }

  /// All projects with branches, commits, merge requests and notes, as text without times and
  /// without numbers that depend on the order of projects.
  public String snapshot() {
    List<Project> sorted = new ArrayList<>(projects);
    sorted.sort(Comparator.comparing(Project::path));
    return Snapshot.of(sorted);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    try {
      // A request of a killed client may still be at work in a repository.
      boolean _ = threads.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    projects.forEach(Project::close);
    GitRepository.io(() -> {
      Folders.delete(folder);
      return folder;
    });
  }

  // For the parts of the stand-in.

  int nextId(String kind) {
    return ids.computeIfAbsent(kind, absent -> new AtomicInteger()).incrementAndGet();
  }

  String rootPath() {
    return root;
  }

  String apiUrl() {
    return url() + "/api/v4";
  }

  Instant now() {
    return clock.instant();
  }

  Instant started() {
    return started;
  }

  Duration patience() {
    return patience;
  }

  Duration latency() {
    return latency;
  }

  int retryAfter() {
    return retryAfter;
  }

  List<Account> accounts() {
    return accounts;
  }

  Optional<Token> findToken(String secret) {
    return Optional.ofNullable(tokens.get(secret));
  }

  Optional<Project> findProject(String idOrPath) {
    return projects.stream()
        .filter(project ->
            project.path().equalsIgnoreCase(idOrPath)
                || Integer.toString(project.id()).equals(idOrPath))
        .findFirst();
  }

  Optional<Project> findMoved(String formerPath) {
    return projects.stream().filter(project -> project.wasAt(formerPath)).findFirst();
  }

  /// The highest role that the groups above a path give.
  Role groupRole(Account account, String path) {
    return groups.entrySet().stream()
        .filter(group -> path.startsWith(group.getKey() + "/"))
        .map(group -> group.getValue().getOrDefault(account, Role.NONE))
        .max(Comparator.naturalOrder())
        .orElse(Role.NONE);
  }
}
