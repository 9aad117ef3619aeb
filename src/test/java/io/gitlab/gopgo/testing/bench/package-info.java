/// What the measurements in `bench/` run in a JVM.
@NullMarked
package io.gitlab.gopgo.testing.bench;

import org.jspecify.annotations.NullMarked;
