package io.gitlab.gopgo.deliver;

import io.gitlab.gopgo.config.Section;
import io.gitlab.gopgo.gitlab.NewCommit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// How a merge request is made: what instances and teams ask for.
///
/// All of it counts when branch, commit and request are made, and never again: what people change
/// afterwards is theirs.
///
/// @param branchPrefix what the source branch's name begins with
/// @param author empty for the token's user
/// @param squash empty leaves it to the project
record RequestSettings(
    String branchPrefix,
    Template title,
    Template commitMessage,
    Optional<NewCommit.Author> author,
    boolean draft,
    boolean autoMerge,
    Optional<Boolean> squash,
    boolean removeSourceBranch,
    List<String> labels,
    List<String> assignees,
    List<String> reviewers,
    Optional<String> milestone) {

  static final RequestSettings DEFAULT =
      new RequestSettings(
          "go-pgo",
          new Template("{title}"),
          new Template("{title}"),
          Optional.empty(),
          false,
          false,
          Optional.empty(),
          true,
          List.of(),
          List.of(),
          List.of(),
          Optional.empty());

  /// What git takes for the beginning of a branch's name.
  private static final Pattern PREFIX =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*([./][A-Za-z0-9_-]+)*");

  private static final Pattern EMAIL = Pattern.compile("[^\\s@<>]+@[^\\s@<>]+");
  private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}<>]+");

  /// Reads a section `mergeRequest`; what it doesn't say stays as inherited.
  static RequestSettings read(Section section, RequestSettings inherited) {
    RequestSettings settings =
        new RequestSettings(
            section.parsed(
                "branchPrefix",
                inherited.branchPrefix,
                "the beginning of a branch's name such as go-pgo",
                text -> Optional.of(text).filter(t -> PREFIX.matcher(t).matches())),
            Template.read(section, "title", inherited.title),
            Template.read(section, "commitMessage", inherited.commitMessage),
            section.optionalSection("author").map(RequestSettings::author).or(inherited::author),
            section.flag("draft", inherited.draft),
            section.flag("autoMerge", inherited.autoMerge),
            section.has("squash") ? Optional.of(section.flag("squash", false)) : inherited.squash,
            section.flag("removeSourceBranch", inherited.removeSourceBranch),
            texts(section, "labels", inherited.labels),
            users(section, "assignees", inherited.assignees),
            users(section, "reviewers", inherited.reviewers),
            section.optionalText("milestone").or(inherited::milestone));
    if (settings.title.text().contains("\n")) {
      throw section.failure("title", "a title is one line");
    }
    section.done();
    return settings;
  }

  private static NewCommit.Author author(Section section) {
    String name = section.text("name");
    if (!NAME.matcher(name).matches()) {
      throw section.failure("name", "expected a name without < and >");
    }
    String email = section.text("email");
    if (!EMAIL.matcher(email).matches()) {
      throw section.failure("email", "expected an address, found \"%s\"".formatted(email));
    }
    section.done();
    return new NewCommit.Author(name, email);
  }

  private static List<String> texts(Section section, String name, List<String> inherited) {
    return section.has(name) ? section.optionalTexts(name) : inherited;
  }

  /// Names of users, which people like to write with their at sign.
  private static List<String> users(Section section, String name, List<String> inherited) {
    return texts(section, name, inherited).stream()
        .map(user -> user.startsWith("@") ? user.substring(1) : user)
        .toList();
  }
}
