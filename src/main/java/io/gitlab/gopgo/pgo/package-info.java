/// What the Go compiler makes of a profile: which edges it sees, which of them are hot, how far two
/// profiles agree, and the smallest profile that it reads the same.
///
/// The names are those of Go's own `cmd/internal/pgo`; the rules were read in its source and hold
/// for Go 1.21 to 1.27.
@NullMarked
package io.gitlab.gopgo.pgo;

import org.jspecify.annotations.NullMarked;
