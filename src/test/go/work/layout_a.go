//go:build !layoutb

package work

// The same functions from here on in layout_a.go and layout_b.go.

// Layout spends its time in functions whose lines and addresses differ between
// the two builds, but whose names and line offsets do not.
func Layout() uint64 {
	var sum uint64
	for i := range uint64(100) {
		sum += sieve(150 + i)
		sum ^= collatz(i+27) + collatz(i+97)
	}
	return sum
}

func sieve(limit uint64) uint64 {
	var composite [250]bool
	var primes uint64
	for n := uint64(2); n < limit; n++ {
		if composite[n] {
			continue
		}
		primes++
		for m := n * n; m < limit; m += n {
			composite[m] = true
		}
	}
	return primes
}

func collatz(start uint64) uint64 {
	var steps uint64
	for n := start; n > 1; steps++ {
		if odd(n) {
			n = triple(n)
		} else {
			n /= 2
		}
	}
	return steps
}

func odd(n uint64) bool { return n&1 == 1 }

//go:noinline
func triple(n uint64) uint64 { return 3*n + 1 }
