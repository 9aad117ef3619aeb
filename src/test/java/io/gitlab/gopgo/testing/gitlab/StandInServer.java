package io.gitlab.gopgo.testing.gitlab;

import io.gitlab.gopgo.testing.Questions;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/// The stand-in as a program, for clients in other languages: `StandInServer [PORT [RELATIVE-URL]]`
/// prints shell assignments of its address, tokens and a project, and runs until its input ends.
///
/// On its input it is asked for `writes`: the requests since the last time that weren't reads.
public final class StandInServer {
  private StandInServer() {}

  public static void main(String[] arguments) throws IOException {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 0;
    String relativeUrl = arguments.length > 1 ? arguments[1] : "";
    try (StandInGitLab gitlab = StandInGitLab.start(port, relativeUrl)) {
      Account alice = gitlab.person("alice");
      gitlab.grant(alice, "gitlab-org", Role.DEVELOPER);
      Token jobToken = gitlab.tokenOf(Token.Kind.JOB, alice);
      Token person = gitlab.tokenOf(Token.Kind.PERSONAL, alice);
      Token token = gitlab.token(Token.Kind.GROUP, "go-pgo");
      gitlab.grant(token.account(), "gitlab-org", Role.DEVELOPER);
      Token reader = gitlab.token(Token.Kind.GROUP, "reader");
      gitlab.grant(reader.account(), "gitlab-org", Role.REPORTER);
      Project gitaly =
          gitlab
              .project("gitlab-org/gitaly", alice, Map.of("cmd/gitaly/main.go", "package main\n"))
              .protect("main", Protection.DEVELOPERS_MERGE);
      PrintStream out = System.out;
      out.println("GITLAB_URL=" + gitlab.url());
      out.println("GITLAB_TOKEN=" + token.secret());
      out.println("GITLAB_READER_TOKEN=" + reader.secret());
      out.println("GITLAB_PERSON_TOKEN=" + person.secret());
      out.println("GITLAB_JOB_TOKEN=" + jobToken.secret());
      out.println("GITLAB_PROJECT=" + gitaly.path());
      out.println("GITLAB_REPOSITORY=" + gitaly.repositoryFolder());
      out.flush();
      Questions.answer(words -> answer(gitlab, words));
      gitlab.requests().unknownParameters().forEach(name -> out.println("unknown: " + name));
    }
  }

  private static List<String> answer(StandInGitLab gitlab, List<String> words) {
    if (!words.equals(List.of("writes"))) {
      throw new IllegalArgumentException("expected writes, found " + words);
    }
    return gitlab.requests().takeWrites().stream().map(LoggedRequest::toString).toList();
  }
}
