/// An HTTP server that answers as a test says, well or badly.
@NullMarked
package io.gitlab.gopgo.testing.http;

import org.jspecify.annotations.NullMarked;
