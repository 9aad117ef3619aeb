/// Who we are to Google, for all sources of theirs.
@NullMarked
package io.gitlab.gopgo.collect.google;

import org.jspecify.annotations.NullMarked;
