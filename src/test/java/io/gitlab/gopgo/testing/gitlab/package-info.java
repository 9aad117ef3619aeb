/// A stand-in GitLab: it speaks GitLab's HTTP API, keeps state, and has real git repositories.
@NullMarked
package io.gitlab.gopgo.testing.gitlab;

import org.jspecify.annotations.NullMarked;
