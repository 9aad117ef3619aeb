// Package work holds the CPU-bound functions that the fixture profiles show.
// Each file is about one property of profiles.
package work

import "sync/atomic"

var sink atomic.Uint64

// Use keeps a result alive, so that the compiler cannot drop its computation.
func Use(v uint64) { sink.Add(v) }
