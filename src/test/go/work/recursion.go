package work

// Recursion spends its time in recursive calls. Both calls of fib are on one
// line: most samples have fib on that line in both of their innermost frames,
// and only the addresses tell that these are two different frames.
func Recursion() uint64 {
	return fib(22) + uint64(depth(build(16)))
}

func fib(n int) uint64 {
	if n < 2 {
		return uint64(n)
	}
	return fib(n-1) + fib(n-2)
}

// tree is walked by functions that recurse on two lines, for comparison.
type tree struct{ left, right *tree }

func build(levels int) *tree {
	if levels <= 0 {
		return nil
	}
	return &tree{
		left:  build(levels - 1),
		right: build(levels - 2),
	}
}

func depth(t *tree) int {
	if t == nil {
		return 0
	}
	left := depth(t.left)
	right := depth(t.right)
	return 1 + max(left, right)
}
