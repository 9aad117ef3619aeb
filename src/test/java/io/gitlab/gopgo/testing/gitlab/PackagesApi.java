package io.gitlab.gopgo.testing.gitlab;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/// `packages`: generic ones, whose files anybody with the role Developer adds and only a maintainer
/// removes.
final class PackagesApi {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");
  private static final Pattern VERSION = Pattern.compile("(\\.?[\\w+-]+\\.?)+");
  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9._+~@-]+");
  private static final String ADDRESS = "packages/generic/:name/:version/:file";

  private final StandInGitLab gitlab;

  PackagesApi(StandInGitLab gitlab) {
    this.gitlab = gitlab;
  }

  void register(Routes routes) {
    routes.forJobs("PUT " + ADDRESS, "file status select", this::upload);
    routes.forJobs("GET " + ADDRESS, "", this::download);
    routes.forJobs(
        "GET packages",
        "package_type package_name package_version order_by sort status per_page page",
        this::list);
    routes.forJobs("GET packages/:package/package_files", "per_page page", this::files);
    routes.forJobs("DELETE packages/:package", "", this::delete);
  }

  private Answer upload(Call call, Project project) {
    mustHave(Role.DEVELOPER, call, project);
    PackageFiles.check("package_name", call.path("name"), NAME);
    PackageFiles.check("package_version", call.path("version"), VERSION);
    PackageFiles.check("file_name", call.path("file"), FILE);
    project
        .packageFiles()
        .upload(
            gitlab.nextId("package"),
            call.path("name"),
            call.path("version"),
            call.path("file"),
            Base64.getDecoder().decode(call.parameters().required("file")));
    return Answer.created(Json.object().put("message", "201 Created"));
  }

  private Answer download(Call call, Project project) {
    return project.packageFiles().versions().stream()
        .filter(each ->
            each.name().equals(call.path("name")) && each.version().equals(call.path("version")))
        .flatMap(version -> version.newest(call.path("file")).stream())
        .findFirst()
        .map(upload -> Answer.bytes(upload.bytes()))
        .orElseThrow(() -> Refusal.message(404, "404 Not Found"));
  }

  private Answer list(Call call, Project project) {
    String part = call.parameters().text("package_name").orElse("");
    List<PackageFiles.Version> versions =
        project.packageFiles().versions().stream()
            .filter(version -> version.name().contains(part))
            .toList();
    return Pages.of(call.parameters(), call.url(), versions, PackagesApi::view);
  }

  private static ObjectNode view(PackageFiles.Version version) {
    return Json.object()
        .put("id", version.id())
        .put("name", version.name())
        .put("version", version.version())
        .put("package_type", "generic")
        .put("status", "default");
  }

  private Answer files(Call call, Project project) {
    return Pages.of(
        call.parameters(),
        call.url(),
        find(call, project).uploads(),
        upload ->
            Json.object()
                .put("id", upload.id())
                .put("file_name", upload.fileName())
                .put("size", upload.content().size()));
  }

  private Answer delete(Call call, Project project) {
    mustHave(Role.MAINTAINER, call, project);
    project.packageFiles().remove(find(call, project));
    return Answer.noContent();
  }

  private static PackageFiles.Version find(Call call, Project project) {
    int id = call.number("package");
    return project.packageFiles().versions().stream()
        .filter(version -> version.id() == id)
        .findFirst()
        .orElseThrow(() -> Refusal.message(404, "404 Package Not Found"));
  }

  private static void mustHave(Role role, Call call, Project project) {
    call.account();
    if (!Rights.role(call, project).atLeast(role)) {
      throw Refusal.forbidden();
    }
  }
}
