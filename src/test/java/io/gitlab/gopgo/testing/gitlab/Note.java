package io.gitlab.gopgo.testing.gitlab;

import java.time.Instant;

/// A comment below a merge request; a system note tells what happened.
public record Note(
    int id, Account author, String body, boolean system, Instant created, Instant updated) {
  Note saying(String other, Instant now) {
    return new Note(id, author, other, system, created, now);
  }
}
