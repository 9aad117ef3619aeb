package work

// Inlining spends its time in leaf helpers that are inlined several levels
// deep: a location of the profile then has several lines, innermost first.
func Inlining() uint64 {
	var sum uint64
	for i := range uint64(200) {
		sum = row(sum, i)
	}
	return sum
}

// row is small enough to be inlined into Inlining: the call of column gives a
// calling location with an inlined frame.
func row(sum, i uint64) uint64 {
	return sum ^ column(i)
}

// column stays a call of its own, whatever the inliner thinks of its loop.
//
//go:noinline
func column(seed uint64) uint64 {
	h := seed
	for i := range uint64(2000) {
		h = absorb(h, i)
		if h%7 == 0 {
			h += parity(h)
		}
	}
	return h
}

func absorb(h, x uint64) uint64 { return scramble(h^x) * 0x9e3779b97f4a7c15 }

func scramble(x uint64) uint64 { return rotate(x, 13) + rotate(x, 37) }

func rotate(x uint64, by uint) uint64 { return x<<(by&63) | x>>(-by&63) }

func parity(x uint64) uint64 {
	x ^= x >> 32
	x ^= x >> 16
	return x & 1
}
