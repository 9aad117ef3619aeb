package io.gitlab.gopgo.testing.gitlab;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;

/// `repository/files` and `repository/tree`.
final class FilesApi {
  private static final String WRITING =
      "branch commit_message content encoding start_branch author_email author_name"
          + " last_commit_id execute_filemode";

  void register(Routes routes) {
    routes.atProject("GET repository/files/:path", "ref", this::get);
    routes.atProject("HEAD repository/files/:path", "ref", this::get);
    routes.forJobs("GET repository/files/:path/raw", "ref lfs", this::raw);
    routes.atProject("POST repository/files/:path", WRITING, this::create);
    routes.atProject("PUT repository/files/:path", WRITING, this::update);
    routes.atProject("DELETE repository/files/:path", WRITING, this::delete);
    routes.atProject(
        "GET repository/tree",
        "path ref recursive pagination page_token per_page page",
        this::tree);
  }

  private Answer get(Call call, Project project) {
    if (call.parameters().filled("ref").isEmpty()) {
      throw Refusal.error(400, "ref is missing, ref is empty");
    }
    ObjectNode view = view(call, project);
    Answer answer = Answer.ok(view);
    Views.fileHeaders(view).forEach(answer::with);
    return answer;
  }

  private Answer raw(Call call, Project project) {
    ObjectNode view = view(call, project);
    Answer answer = Answer.bytes(Base64.getDecoder().decode(view.get("content").asText()));
    Views.fileHeaders(view).forEach(answer::with);
    return answer;
  }

  private static ObjectNode view(Call call, Project project) {
    GitRepository git = project.repository();
    String path = call.path("path");
    String ref = call.parameters().filled("ref").orElse(project.defaultBranch());
    RevCommit commit = CommitsApi.commit(project, ref);
    GitRepository.Entry file =
        git.entry(commit, path)
            .filter(entry -> !entry.folder())
            .orElseThrow(() -> Refusal.notFound("File"));
    byte[] content = git.content(file.id());
    return Json.object()
        .put("file_name", file.name())
        .put("file_path", path)
        .put("size", content.length)
        .put("encoding", "base64")
        .put("content_sha256", CommitActions.sha256(content))
        .put("ref", ref)
        .put("blob_id", file.id().name())
        .put("commit_id", commit.name())
        .put("last_commit_id", git.lastCommit(commit, path).map(ObjectId::name).orElse(""))
        .put("execute_filemode", file.executable())
        .put("content", Base64.getEncoder().encodeToString(content));
  }

  private static ObjectNode written(Call call) {
    return Json.object()
        .put("file_path", call.path("path"))
        .put("branch", call.parameters().required("branch"));
  }

  private Answer create(Call call, Project project) {
    CommitActions.ofFile(call, project, "create").commit();
    return Answer.created(written(call));
  }

  private Answer update(Call call, Project project) {
    CommitActions.ofFile(call, project, "update").commit();
    return Answer.ok(written(call));
  }

  private Answer delete(Call call, Project project) {
    CommitActions.ofFile(call, project, "delete").commit();
    return Answer.noContent();
  }

  private Answer tree(Call call, Project project) {
    Parameters parameters = call.parameters();
    String path = parameters.text("path").orElse("").replaceAll("^/+|/+$", "");
    Optional<RevCommit> commit =
        project.repository().resolve(parameters.filled("ref").orElse(project.defaultBranch()));
    if (commit.isEmpty()) {
      throw Refusal.notFound("Tree");
    }
    List<GitRepository.Entry> entries =
        project.repository().entries(commit.get(), path, parameters.flag("recursive"));
    if (entries.isEmpty() && !path.isEmpty()) {
      throw Refusal.notFound("invalid revision or path");
    }
    return Pages.of(parameters, call.url(), entries, FilesApi::entry);
  }

  private static ObjectNode entry(GitRepository.Entry entry) {
    return Json.object()
        .put("id", entry.id().name())
        .put("name", entry.name())
        .put("type", entry.folder() ? "tree" : "blob")
        .put("path", entry.path())
        .put("mode", Views.mode(entry.mode()));
  }
}
