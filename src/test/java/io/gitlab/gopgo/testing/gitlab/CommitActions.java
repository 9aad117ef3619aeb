package io.gitlab.gopgo.testing.gitlab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.attributes.Attribute;
import org.eclipse.jgit.attributes.AttributesNode;
import org.eclipse.jgit.attributes.AttributesRule;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;

/// A commit in the making: where it starts, what it changes, and GitLab's refusals in GitLab's
/// order (`app/services/commits/create_service.rb`, `files/multi_service.rb`, Gitaly).
final class CommitActions {
  private static final Set<String> ACTIONS = Set.of("create", "update", "move", "delete", "chmod");

  private final Call call;
  private final Project project;
  private final GitRepository git;
  private final String branch;
  private final Optional<RevCommit> start;
  private final Files files;

  private CommitActions(Call call, Project project) {
    this.call = call;
    this.project = project;
    this.git = project.repository();
    this.branch = call.parameters().required("branch");
    Rights.mustPush(call, project, branch);
    this.start = start();
    this.files = git.files(start);
  }

  /// What `POST repository/commits` asks for.
  static CommitActions of(Call call, Project project) {
    Parameters parameters = call.parameters();
    parameters.require("branch", "commit_message", "actions");
    if (parameters.has("start_branch") && parameters.has("start_sha")) {
      throw Refusal.error(400, "start_branch, start_sha are mutually exclusive");
    }
    if (parameters.has("start_project")) {
      throw Refusal.badRequest("The stand-in doesn't commit across projects");
    }
    List<Parameters> actions = parameters.objects("actions");
    for (int i = 0; i < actions.size(); i++) {
      check(actions.get(i), "actions[" + i + "]");
    }
    CommitActions commit = new CommitActions(call, project);
    actions.forEach(commit::apply);
    return commit;
  }

  /// What the Files API asks for: one action, the path in the address.
  static CommitActions ofFile(Call call, Project project, String action) {
    call.parameters().require("branch", "commit_message");
    CommitActions commit = new CommitActions(call, project);
    commit.apply(call.parameters(), action, call.path("path"));
    return commit;
  }

  private static void check(Parameters action, String name) {
    for (String field : List.of("action", "file_path")) {
      if (action.filled(field).isEmpty()) {
        throw Refusal.error(400, name + "[" + field + "] is missing");
      }
    }
    String kind = action.required("action");
    if (!ACTIONS.contains(kind)) {
      throw Refusal.error(400, name + "[action] does not have a valid value");
    }
    if (kind.equals("move") && action.filled("previous_path").isEmpty()) {
      throw Refusal.error(400, name + "[previous_path] is missing");
    }
  }

  private Optional<RevCommit> start() {
    Parameters parameters = call.parameters();
    Optional<String> sha = parameters.filled("start_sha");
    String from = parameters.filled("start_branch").orElse(branch);
    boolean empty = git.branches().isEmpty();
    if (sha.isPresent() && !sha.get().matches("[0-9a-f]{40}")) {
      throw Refusal.badRequest("Invalid start_sha '" + sha.get() + "'");
    }
    if (sha.isPresent() && git.resolve(sha.get()).isEmpty()) {
      throw Refusal.badRequest("Cannot find start_sha '" + sha.get() + "'");
    }
    if (sha.isEmpty() && !empty && git.branch(from).isEmpty()) {
      throw Refusal.badRequest("You can only create or edit files when you are on a branch");
    }
    boolean another = sha.isPresent() || !from.equals(branch);
    if (another && !parameters.flag("force") && git.branch(branch).isPresent()) {
      throw Refusal.badRequest(
          "A branch called '%s' already exists. Switch to that branch in order to make changes"
              .formatted(branch));
    }
    return git.resolve(sha.orElse(from));
  }

  private void apply(Parameters action) {
    apply(action, action.required("action"), action.required("file_path"));
  }

  private void apply(Parameters action, String kind, String path) {
    if (path.startsWith("/") || List.of(path.split("/", -1)).contains("..")) {
      throw Refusal.badRequest("invalid path: '" + path + "'");
    }
    String existing = kind.equals("move") ? action.required("previous_path") : path;
    Optional<GitRepository.Entry> file = files.file(existing);
    if (!kind.equals("create")) {
      checkUnchanged(action, existing);
      if (file.isEmpty()) {
        throw Refusal.badRequest("A file with this name doesn't exist");
      }
    }
    switch (kind) {
      case "create" -> {
        mustBeFree(path);
        byte[] content = content(action);
        files.put(
            path,
            git.store(isLfs(path) ? pointer(content) : content),
            action.flag("execute_filemode"));
      }
      case "update" ->
          files.put(
              path,
              git.store(content(action)),
              action.flag("execute_filemode", file.orElseThrow().executable()));
      case "move" -> {
        mustBeFree(path);
        files.remove(existing);
        files.put(
            path,
            action.has("content") ? git.store(content(action)) : file.orElseThrow().id(),
            file.orElseThrow().executable());
      }
      case "delete" -> files.remove(path);
      default -> files.put(path, file.orElseThrow().id(), action.flag("execute_filemode"));
    }
  }

  private void mustBeFree(String path) {
    if (files.file(path).isPresent()) {
      throw Refusal.badRequest("A file with this name already exists");
    }
    if (files.isFolder(path)) {
      throw Refusal.badRequest("A directory with this name already exists");
    }
  }

  private void checkUnchanged(Parameters action, String path) {
    Optional<String> known = action.filled("last_commit_id");
    Optional<String> last = start.flatMap(from -> git.lastCommit(from, path)).map(ObjectId::name);
    if (known.isPresent() && last.isPresent() && !known.equals(last)) {
      throw Refusal.badRequest("The file has changed since you started editing it: " + path);
    }
  }

  private static byte[] content(Parameters action) {
    String content = action.text("content").orElse("");
    if (action.word("encoding", "text", "text", "base64").equals("text")) {
      return content.getBytes(UTF_8);
    }
    try {
      return Base64.getMimeDecoder().decode(content);
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest("invalid base64");
    }
  }

  /// GitLab makes pointers of what is created on a path that `.gitattributes` gives to LFS; what is
  /// updated it never looks at.
  private boolean isLfs(String path) {
    Optional<GitRepository.Entry> attributes = files.file(".gitattributes");
    if (!project.hasLfs() || attributes.isEmpty()) {
      return false;
    }
    byte[] text = git.content(attributes.get().id());
    return GitRepository.io(() -> {
      AttributesNode node = new AttributesNode();
      node.parse(new java.io.ByteArrayInputStream(text));
      boolean lfs = false;
      for (AttributesRule rule : node.getRules()) {
        for (Attribute attribute : rule.getAttributes()) {
          if (attribute.getKey().equals("filter") && rule.isMatch(path, false)) {
            lfs = "lfs".equals(attribute.getValue());
          }
        }
      }
      return lfs;
    });
  }

  private static byte[] pointer(byte[] content) {
    return "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n"
        .formatted(sha256(content), content.length)
        .getBytes(UTF_8);
  }

  static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Writes the commit and moves the branch.
  RevCommit commit() {
    Parameters parameters = call.parameters();
    project
        .refusal()
        .ifPresent(words -> {
          throw Refusal.badRequest(words);
        });
    GitRepository.Signature committer = GitRepository.Signature.of(call.account());
    GitRepository.Signature author =
        new GitRepository.Signature(
            parameters.filled("author_name").orElse(committer.name()),
            parameters.filled("author_email").orElse(committer.email()));
    RevCommit commit =
        git.commit(
            git.tree(files),
            start.<List<ObjectId>>map(List::of).orElse(List.of()),
            author,
            committer,
            project.now(),
            parameters.required("commit_message"));
    Optional<ObjectId> before = git.branch(branch);
    if (project.protection(branch).isPresent()
        && before.isPresent()
        && !git.contains(commit, before.get())) {
      throw Refusal.badRequest(
          "You are not allowed to force push code to a protected branch on this project.");
    }
    git.setBranch(branch, commit);
    return commit;
  }
}
