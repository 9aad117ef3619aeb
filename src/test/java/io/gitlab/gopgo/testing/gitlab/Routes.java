package io.gitlab.gopgo.testing.gitlab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The addresses that the stand-in knows, each with the parameters that GitLab declares for it.
final class Routes {
  private final List<Route> routes = new ArrayList<>();

  /// What happens at an address.
  interface Action {
    Answer answer(Call call);
  }

  /// What happens at an address below a project, with the project locked.
  interface ProjectAction {
    Answer answer(Call call, Project project);
  }

  /// An address: a method and a pattern in which `:name` takes any one segment.
  ///
  /// @param jobToken whether GitLab looks at a CI job's token here
  record Route(
      String method, List<String> pattern, Set<String> known, boolean jobToken, Action action) {
    private boolean matches(String otherMethod, List<String> segments) {
      boolean same =
          method.equals(otherMethod) || (method.equals("GET") && otherMethod.equals("HEAD"));
      if (!same || pattern.size() != segments.size()) {
        return false;
      }
      for (int i = 0; i < pattern.size(); i++) {
        if (!pattern.get(i).startsWith(":") && !pattern.get(i).equals(segments.get(i))) {
          return false;
        }
      }
      return true;
    }

    private Map<String, String> values(List<String> segments) {
      Map<String, String> values = new HashMap<>();
      for (int i = 0; i < pattern.size(); i++) {
        if (pattern.get(i).startsWith(":")) {
          values.put(pattern.get(i).substring(1), segments.get(i));
        }
      }
      return values;
    }
  }

  /// A route with what stands in the address.
  record Match(Route route, Map<String, String> path) {}

  /// Adds an address.
  ///
  /// @param address method and pattern, `GET user`
  /// @param known the parameters that GitLab declares, with spaces between
  void at(String address, String known, Action action) {
    routes.add(route(address, known, false, action));
  }

  /// Adds an address below `projects/:id/`.
  void atProject(String address, String known, ProjectAction action) {
    routes.add(route(below(address), known, false, locked(action)));
  }

  /// The same, readable with a job token.
  void forJobs(String address, String known, ProjectAction action) {
    routes.add(route(below(address), known, true, locked(action)));
  }

  private static String below(String address) {
    return address.replace(" ", " projects/:id/").replaceAll("/$", "");
  }

  private static Route route(String address, String known, boolean jobToken, Action action) {
    int space = address.indexOf(' ');
    return new Route(
        address.substring(0, space),
        List.of(address.substring(space + 1).split("/", -1)),
        Set.of(known.isEmpty() ? new String[0] : known.split(" ", -1)),
        jobToken,
        action);
  }

  private final StandInGitLab gitlab;

  Routes(StandInGitLab gitlab) {
    this.gitlab = gitlab;
  }

  private Action locked(ProjectAction action) {
    return call -> {
      Project project = find(call);
      synchronized (project) {
        project.noticePushes();
        Answer answer = action.answer(call, project);
        project.noticePushes();
        return answer;
      }
    };
  }

  /// The project of a call, by number, path or former path. What may not be read is not found.
  private Project find(Call call) {
    if (!call.reads()) {
      call.account();
    }
    String id = call.path("id");
    Optional<Project> here = gitlab.findProject(id);
    Project project =
        here.or(() -> gitlab.findMoved(id))
            .filter(each -> Rights.mayRead(call, each))
            .orElseThrow(() -> Refusal.notFound("Project"));
    if (here.isEmpty()) {
      throw moved(call, project);
    }
    return project;
  }

  private Refusal moved(Call call, Project project) {
    if (!call.method().equals("GET")) {
      return Refusal.message(405, "Non GET methods are not allowed for moved projects");
    }
    String root = gitlab.apiUrl() + "/projects/";
    int rest = call.url().indexOf('/', root.length());
    String url = root + project.id() + (rest < 0 ? "" : call.url().substring(rest));
    return new Refusal(
        Answer.text(301, "This resource has been moved permanently to " + url)
            .with("Location", url));
  }

  /// The route of an address, as it came: slashes within a segment are still `%2F`.
  Optional<Match> match(String method, String rawPath) {
    List<String> segments = List.of(rawPath.split("/", -1));
    List<String> decoded =
        segments.stream().map(each -> URLDecoder.decode(each.replace("+", "%2B"), UTF_8)).toList();
    return routes.stream()
        .filter(route -> route.matches(method, decoded))
        .findFirst()
        .map(route -> new Match(route, route.values(decoded)));
  }
}
