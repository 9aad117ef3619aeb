/// Reads what a target has, and brings it to what a refresh wants of it. Decides nothing.
@NullMarked
package io.gitlab.gopgo.deliver;

import org.jspecify.annotations.NullMarked;
