/// The GitLab that a refresh needs: projects, files, branches, commits and merge requests, on
/// gitlab4j-api.
///
/// What that library leaves open is settled here, once: timeouts, retries, politeness towards the
/// server, words for errors, and never a second write without a look at what became of the first.
@NullMarked
package io.gitlab.gopgo.gitlab;

import org.jspecify.annotations.NullMarked;
