package work

// shape is called through the interface; nearly all values are squares, which
// makes the call a candidate for devirtualization.
type shape interface{ area(scale uint64) uint64 }

type square struct{ side uint64 }

func (s square) area(scale uint64) uint64 {
	a := s.side * s.side
	for range 6 {
		a = a*scale + s.side
	}
	return a
}

type circle struct{ radius uint64 }

func (c circle) area(scale uint64) uint64 {
	a := c.radius * c.radius * 355 / 113
	for range 6 {
		a = a*scale ^ c.radius
	}
	return a
}

var shapes = makeShapes(256)

func makeShapes(n int) []shape {
	list := make([]shape, n)
	for i := range list {
		if i%16 == 0 {
			list[i] = circle{uint64(i)}
		} else {
			list[i] = square{uint64(i)}
		}
	}
	return list
}

type counter struct{ count uint64 }

func (c *counter) observe(v uint64) {
	for v > 3 {
		v >>= 2
		c.count += v & 1
	}
}

// Dispatch spends its time behind indirect calls: an interface method, a
// closure, and a method value.
func Dispatch() uint64 {
	var sum uint64
	c := &counter{}
	for i := range uint64(40) {
		sum += areas(shapes, i)
		// The closure captures sum and i: its name is Dispatch.func1.
		each(len(shapes), func(n uint64) {
			v := n ^ i
			for range 5 {
				v = scramble(v) + n
			}
			sum += v
		})
		// The method value goes through a wrapper named (*counter).observe-fm.
		each(len(shapes), c.observe)
	}
	return sum + c.count
}

//go:noinline
func areas(list []shape, scale uint64) uint64 {
	var sum uint64
	for _, s := range list {
		sum += s.area(scale)
	}
	return sum
}

// each is not inlined, so that its argument stays an indirect call.
//
//go:noinline
func each(n int, visit func(uint64)) {
	for i := range n {
		visit(uint64(i) * 0x9e3779b9)
	}
}
