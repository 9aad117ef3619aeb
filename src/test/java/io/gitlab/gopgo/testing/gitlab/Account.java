package io.gitlab.gopgo.testing.gitlab;

/// A person, or the bot that GitLab creates for a group's or project's access token.
public record Account(int id, String username, String name, boolean bot) {
  public String email() {
    return username + "@example.org";
  }
}
