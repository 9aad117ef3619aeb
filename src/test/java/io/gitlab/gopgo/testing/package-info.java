/// What tests are written in: little languages for profiles, the Go tools as oracle.
@NullMarked
package io.gitlab.gopgo.testing;

import org.jspecify.annotations.NullMarked;
