/// Any number of distinct, realistic CPU profiles, made from the recorded ones.
@NullMarked
package io.gitlab.gopgo.testing.corpus;

import org.jspecify.annotations.NullMarked;
