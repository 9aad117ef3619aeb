package io.gitlab.gopgo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gitlab.gopgo.testing.Folders;
import io.gitlab.gopgo.testing.gitlab.Account;
import io.gitlab.gopgo.testing.gitlab.MergeRequest;
import io.gitlab.gopgo.testing.gitlab.Project;
import io.gitlab.gopgo.testing.gitlab.Role;
import io.gitlab.gopgo.testing.gitlab.StandInGitLab;
import io.gitlab.gopgo.testing.gitlab.Token;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/// The pages behind the README's pictures: a refresh of the quickstart's services on the stand-in
/// GitLab, its log and its merge request as GitLab shows them. `docs/pictures/make` photographs
/// them.
///
/// Every word of log and description is the program's; what frames them (heading, tabs, line
/// numbers) is drawn after GitLab's pages. The one change is the server's address.
final class Pictures {
  /// The morning after the profiles were recorded, so that they lie in the usual window.
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-23T05:00:00Z"), ZoneOffset.UTC);

  private static final String ADDRESS = "https://gitlab.example.com";
  private static final Path QUICKSTART =
      Folders.PROJECT.toAbsolutePath().resolve("examples/quickstart");

  private static final String SETTINGS =
      """
      version: 1
      gitlab:
        main: {url: $CI_SERVER_URL, token: {env: GO_PGO_TOKEN}}
      sources:
        production: {files: {paths: ["PROFILES/**/*.pprof"]}}
      services:
        api:
          from: [{source: production, paths: ["api/*"]}]
          to: {gitlab: main, project: shop/bookshop, files: [cmd/api/default.pgo]}
        worker:
          from: [{source: production, paths: ["worker/*"]}]
          to: {gitlab: main, project: shop/bookshop, files: [cmd/worker/default.pgo]}
        gateway:
          from: [{source: production, paths: ["gateway/*"]}]
          to: {gitlab: main, project: shop/gateway, files: [default.pgo]}
      """;

  private Pictures() {}

  /// Writes `job.html` and `merge-request.html` into the folder that the first argument names.
  public static void main(String[] arguments) throws IOException {
    write(Path.of(arguments[0]));
  }

  static void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("go-pgo.yml"),
        SETTINGS.replace("PROFILES", QUICKSTART.resolve("profiles").toString()));
    try (StandInGitLab gitlab = StandInGitLab.start()) {
      gitlab.setClock(CLOCK);
      Account alice = gitlab.person("alice");
      Token token = gitlab.token(Token.Kind.GROUP, "go-pgo");
      gitlab.grant(token.account(), "shop", Role.DEVELOPER);
      Project bookshop = project(gitlab, alice, "bookshop");
      project(gitlab, alice, "gateway");
      ByteArrayOutputStream log = new ByteArrayOutputStream();
      PrintStream both = new PrintStream(log, true, UTF_8);
      Map<String, String> environment =
          Map.of(
              "GITLAB_CI", "true", "CI_SERVER_URL", gitlab.url(), "GO_PGO_TOKEN", token.secret());
      String[] command = {"refresh", "--config", "go-pgo.yml", "--report", "report"};
      int exitCode = Main.run(new Console(both, both, false), CLOCK, environment, folder, command);
      String text = log.toString(UTF_8);
      if (exitCode != 0) {
        throw new IllegalStateException("the refresh ended with " + exitCode + ":\n" + text);
      }
      MergeRequest request = bookshop.mergeRequest(1);
      String annotations = Files.readString(folder.resolve("report/annotations.json"));
      Files.writeString(
          folder.resolve("job.html"), jobPage(text, annotations).replace(gitlab.url(), ADDRESS));
      Files.writeString(
          folder.resolve("merge-request.html"),
          mergeRequestPage(request).replace(gitlab.url(), ADDRESS));
    }
  }

  private static Project project(StandInGitLab gitlab, Account by, String name) throws IOException {
    Path root = QUICKSTART.resolve("projects").resolve(name);
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path file : paths.filter(Files::isRegularFile).sorted().toList()) {
        files.put(root.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    Project project = gitlab.project("shop/" + name, by, Map.of());
    project.pushBytes(by, "main", "Initial commit", files);
    return project;
  }

  // The job's page.

  /// The section that is shown open; GitLab opens one at a click.
  private static final String OPEN = "go-pgo-service-api";

  private static final Pattern SECTION =
      Pattern.compile("\u001b\\[0Ksection_(start|end):\\d+:([^\\[\r]+)[^\r]*\r\u001b\\[0K(.*)");

  private static final Pattern COLOUR = Pattern.compile("\u001b\\[(\\d+)m");
  private static final Pattern LINK = Pattern.compile("https?://[^\\s<]+");

  private static String jobPage(String log, String annotations) throws IOException {
    StringBuilder links = new StringBuilder();
    for (JsonNode link : new ObjectMapper().readTree(annotations).path("Merge requests")) {
      JsonNode external = link.path("external_link");
      links.append("<li><a>↗ %s</a></li>".formatted(html(external.path("label").asText())));
    }
    return page("job").formatted(String.join("\n", logLines(log)), links);
  }

  /// A numbered line each, as GitLab numbers them: those in closed sections count, too.
  private static List<String> logLines(String log) {
    List<String> lines = new ArrayList<>();
    String section = "";
    int number = 0;
    for (String line : log.stripTrailing().split("\n", -1)) {
      Matcher mark = SECTION.matcher(line);
      if (!mark.matches()) {
        number++;
        if (section.isEmpty() || section.equals(OPEN)) {
          lines.add(logLine(section.isEmpty() ? "" : "inside", number, "", line));
        }
      } else if (mark.group(1).equals("start")) {
        section = mark.group(2);
        number++;
        String arrow = section.equals(OPEN) ? "⌄" : "›";
        lines.add(logLine("section", number, "<i>" + arrow + "</i>", mark.group(3)));
      } else {
        section = "";
      }
    }
    return lines;
  }

  private static String logLine(String kind, int number, String arrow, String text) {
    String coloured =
        COLOUR
            .matcher(html(text))
            .replaceAll(
                match -> match.group(1).equals("0") ? "</b>" : "<b class=c" + match.group(1) + ">");
    return "<div class='line %s'><u>%d</u>%s<span>%s</span></div>"
        .formatted(kind, number, arrow, LINK.matcher(coloured).replaceAll("<a>$0</a>"));
  }

  // The merge request's page.

  private static String mergeRequestPage(MergeRequest request) throws IOException {
    List<Extension> tables = List.of(TablesExtension.create());
    String description =
        HtmlRenderer.builder()
            .extensions(tables)
            .build()
            .render(Parser.builder().extensions(tables).build().parse(request.description()));
    return page("merge-request")
        .formatted(
            html(request.title()),
            html(request.sourceBranch()),
            html(request.targetBranch()),
            description);
  }

  private static String page(String name) throws IOException {
    Path folder = Folders.PROJECT.resolve("docs/pictures");
    return Files.readString(folder.resolve(name + ".html"))
        .replace("STYLE", Files.readString(folder.resolve("style.css")).replace("%", "%%"));
  }

  private static String html(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
