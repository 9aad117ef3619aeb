/// profile.proto: one columnar model, a reader and a writer.
///
/// Ids and string tables exist only on the wire. In memory a profile is a set of primitive arrays
/// over names that many profiles share, because a merge reads thousands of them.
@NullMarked
package io.gitlab.gopgo.pprof;

import org.jspecify.annotations.NullMarked;
