package io.gitlab.gopgo.testing.gitlab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.merge.MergeStrategy;
import org.eclipse.jgit.merge.Merger;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/// A bare git repository in a folder, which real git may clone from and push to at the same time.
final class GitRepository implements AutoCloseable {
  private static final String BRANCHES = "refs/heads/";

  private final Path folder;
  private final Repository git;

  private GitRepository(Path folder, Repository git) {
    this.folder = folder;
    this.git = git;
  }

  static GitRepository create(Path folder, String defaultBranch) {
    return io(() -> {
      Repository git = new RepositoryBuilder().setGitDir(folder.toFile()).setBare().build();
      git.create(true);
      git.updateRef(Constants.HEAD).link(BRANCHES + defaultBranch);
      return new GitRepository(folder, git);
    });
  }

  Path folder() {
    return folder;
  }

  /// What may go wrong with files.
  interface Body<T> {
    T run() throws IOException;
  }

  static <T> T io(Body<T> body) {
    try {
      return body.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A file or folder at some commit.
  record Entry(String path, ObjectId id, int mode, boolean folder) {
    String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }

    boolean executable() {
      return mode == 0100755;
    }
  }

  /// Branches and their heads, in order of name.
  Map<String, ObjectId> branches() {
    return io(() -> {
      Map<String, ObjectId> heads = new TreeMap<>();
      for (Ref ref : git.getRefDatabase().getRefsByPrefix(BRANCHES)) {
        heads.put(ref.getName().substring(BRANCHES.length()), ref.getObjectId());
      }
      return heads;
    });
  }

  Optional<ObjectId> branch(String name) {
    return Optional.ofNullable(branches().get(name));
  }

  /// The commit that a branch, a full ref name or an id (at least 7 digits) stands for.
  Optional<RevCommit> resolve(String name) {
    return io(() -> {
      Ref ref = git.exactRef(BRANCHES + name);
      if (ref == null && (name.startsWith("refs/") || name.equals(Constants.HEAD))) {
        ref = git.exactRef(name);
      }
      ObjectId id = ref == null ? null : ref.getObjectId();
      if (id == null && name.matches("[0-9a-f]{7,40}")) {
        id = git.resolve(name + "^{commit}");
      }
      return id == null || !git.getObjectDatabase().has(id)
          ? Optional.empty()
          : Optional.of(commit(id));
    });
  }

  RevCommit commit(ObjectId id) {
    return io(() -> {
      try (RevWalk walk = new RevWalk(git)) {
        return walk.parseCommit(id);
      }
    });
  }

  /// The file or folder at a path.
  Optional<Entry> entry(RevCommit commit, String path) {
    return io(() -> {
      try (TreeWalk walk = TreeWalk.forPath(git, path, commit.getTree())) {
        return walk == null ? Optional.empty() : Optional.of(entryOf(walk));
      }
    });
  }

  private static Entry entryOf(TreeWalk walk) {
    return new Entry(
        walk.getPathString(), walk.getObjectId(0), walk.getRawMode(0), walk.isSubtree());
  }

  /// What a folder holds, the root where `path` is empty.
  List<Entry> entries(RevCommit commit, String path, boolean recursive) {
    return io(() -> {
      List<Entry> entries = new ArrayList<>();
      try (TreeWalk walk = new TreeWalk(git)) {
        walk.addTree(commit.getTree());
        if (!path.isEmpty()) {
          walk.setFilter(PathFilter.create(path));
        }
        while (walk.next()) {
          boolean above = (path + "/").startsWith(walk.getPathString() + "/");
          if (!above) {
            entries.add(entryOf(walk));
          }
          if (walk.isSubtree() && (above || recursive)) {
            walk.enterSubtree();
          }
        }
      }
      return entries;
    });
  }

  byte[] content(ObjectId blob) {
    return io(() -> git.open(blob).getBytes());
  }

  /// Stores content, for a commit to come.
  ObjectId store(byte[] content) {
    return io(() -> {
      try (ObjectInserter inserter = git.newObjectInserter()) {
        ObjectId id = inserter.insert(Constants.OBJ_BLOB, content);
        inserter.flush();
        return id;
      }
    });
  }

  /// The changed tree, stored.
  ObjectId tree(Files files) {
    return io(() -> {
      try (ObjectInserter inserter = git.newObjectInserter()) {
        ObjectId id = files.write(inserter);
        inserter.flush();
        return id;
      }
    });
  }

  /// The files of a commit, to be changed; none where there is no commit.
  Files files(Optional<RevCommit> commit) {
    return commit.map(from -> new Files(entries(from, "", true))).orElseGet(Files::new);
  }

  /// A new commit, on no branch yet.
  RevCommit commit(
      ObjectId tree,
      List<ObjectId> parents,
      Signature author,
      Signature committer,
      Instant time,
      String message) {
    return io(() -> {
      CommitBuilder builder = new CommitBuilder();
      builder.setTreeId(tree);
      builder.setParentIds(parents);
      builder.setAuthor(author.at(time));
      builder.setCommitter(committer.at(time));
      builder.setEncoding(UTF_8);
      builder.setMessage(message);
      try (ObjectInserter inserter = git.newObjectInserter()) {
        ObjectId id = inserter.insert(builder);
        inserter.flush();
        return commit(id);
      }
    });
  }

  /// A name and an address that a commit is signed with.
  record Signature(String name, String email) {
    static Signature of(Account account) {
      return new Signature(account.name(), account.email());
    }

    private PersonIdent at(Instant time) {
      return new PersonIdent(name, email, time, ZoneOffset.UTC);
    }
  }

  /// Points a branch at a commit, whatever was there before.
  void setBranch(String name, ObjectId commit) {
    setRef(BRANCHES + name, commit);
  }

  void setRef(String name, ObjectId commit) {
    io(() -> {
      RefUpdate update = git.updateRef(name);
      update.setNewObjectId(commit);
      update.setForceUpdate(true);
      return checked(update.update(), name);
    });
  }

  void deleteBranch(String name) {
    deleteRef(BRANCHES + name);
  }

  void deleteRef(String name) {
    io(() -> {
      RefUpdate update = git.updateRef(name);
      update.setForceUpdate(true);
      return checked(update.delete(), name);
    });
  }

  private static RefUpdate.Result checked(RefUpdate.Result result, String name) {
    return switch (result) {
      case NEW, FORCED, FAST_FORWARD, NO_CHANGE -> result;
      default -> throw new IllegalStateException(name + ": " + result);
    };
  }

  /// Commits reachable from `from` and not from `without`, youngest first, of a path where one is
  /// given.
  List<RevCommit> log(ObjectId from, Optional<? extends ObjectId> without, String path) {
    return io(() -> {
      try (RevWalk walk = new RevWalk(git)) {
        walk.sort(RevSort.TOPO);
        walk.markStart(walk.parseCommit(from));
        if (without.isPresent()) {
          walk.markUninteresting(walk.parseCommit(without.get()));
        }
        if (!path.isEmpty()) {
          walk.setTreeFilter(AndTreeFilter.create(PathFilter.create(path), TreeFilter.ANY_DIFF));
        }
        List<RevCommit> commits = new ArrayList<>();
        for (RevCommit commit : walk) {
          commits.add(commit(commit.copy()));
        }
        return commits;
      }
    });
  }

  /// The last commit that changed a path.
  Optional<RevCommit> lastCommit(RevCommit from, String path) {
    return log(from, Optional.empty(), path).stream().findFirst();
  }

  boolean contains(ObjectId head, ObjectId ancestor) {
    return io(() -> {
      try (RevWalk walk = new RevWalk(git)) {
        return walk.isMergedInto(walk.parseCommit(ancestor), walk.parseCommit(head));
      }
    });
  }

  Optional<RevCommit> mergeBase(ObjectId one, ObjectId other) {
    return io(() -> {
      try (RevWalk walk = new RevWalk(git)) {
        walk.setRevFilter(RevFilter.MERGE_BASE);
        walk.markStart(walk.parseCommit(one));
        walk.markStart(walk.parseCommit(other));
        return Optional.ofNullable(walk.next()).map(base -> commit(base.copy()));
      }
    });
  }

  /// The tree of both together; empty where they conflict.
  Optional<ObjectId> mergedTree(ObjectId into, ObjectId from) {
    return io(() -> {
      Merger merger = MergeStrategy.RECURSIVE.newMerger(git, true);
      return merger.merge(into, from) ? Optional.of(merger.getResultTreeId()) : Optional.empty();
    });
  }

  /// A difference of one file and its patch.
  record Difference(DiffEntry entry, String patch) {
    long lines(char sign) {
      return patch
          .lines()
          .dropWhile(line -> !line.startsWith("@@"))
          .filter(line -> line.indexOf(sign) == 0)
          .count();
    }
  }

  /// What changed from one commit to another; all files where there is no first.
  List<Difference> differences(Optional<RevCommit> from, RevCommit to) {
    return io(() -> {
      List<Difference> differences = new ArrayList<>();
      ByteArrayOutputStream patch = new ByteArrayOutputStream();
      try (DiffFormatter formatter = new DiffFormatter(patch)) {
        formatter.setRepository(git);
        for (DiffEntry entry :
            formatter.scan(from.map(RevCommit::getTree).orElse(null), to.getTree())) {
          patch.reset();
          formatter.format(entry);
          differences.add(new Difference(entry, patch.toString(UTF_8)));
        }
      }
      return differences;
    });
  }

  /// Takes over all branches of another repository.
  void fetch(GitRepository from) {
    try (Git api = new Git(git)) {
      var _ =
          api.fetch()
              .setRemote(from.folder.toUri().toString())
              .setRefSpecs("+refs/heads/*:refs/heads/*")
              .call();
    } catch (GitAPIException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    git.close();
  }
}
