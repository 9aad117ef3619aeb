/// Stand-ins for Google: Cloud Profiler's list of profiles, and the places that give out tokens.
@NullMarked
package io.gitlab.gopgo.testing.google;

import org.jspecify.annotations.NullMarked;
