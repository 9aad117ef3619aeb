/// Profiles that jobs left on a GitLab: as artifacts, or in generic packages.
@NullMarked
package io.gitlab.gopgo.collect.gitlab;

import org.jspecify.annotations.NullMarked;
