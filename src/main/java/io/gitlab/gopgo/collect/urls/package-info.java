/// Profiles behind URLs that the settings list.
@NullMarked
package io.gitlab.gopgo.collect.urls;

import org.jspecify.annotations.NullMarked;
