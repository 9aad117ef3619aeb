// Package basket is the work of the service: it prices baskets, in a way that
// a profile speeds up. Without one, Total calls every rule through the
// interface and settle as a function; with one, the call of the dominant rule
// becomes a direct one, and settle, too large for the inliner's usual budget,
// is inlined.
package basket

// Rule changes the price of one item.
type Rule interface {
	apply(cents, quantity uint64) uint64
}

// Percent takes so many percent off. Nearly all rules are of this type, which
// makes the call in Total a candidate for devirtualization.
type Percent uint64

func (p Percent) apply(cents, quantity uint64) uint64 {
	return cents * quantity * (100 - uint64(p)) / 100
}

// Third makes every third item a gift.
type Third struct{}

func (Third) apply(cents, quantity uint64) uint64 {
	return cents * (quantity - quantity/3)
}

// Rules are n rules, one in sixteen of them a Third.
func Rules(n int) []Rule {
	list := make([]Rule, n)
	for i := range list {
		if i%16 == 0 {
			list[i] = Third{}
		} else {
			list[i] = Percent(i % 30)
		}
	}
	return list
}

// Total prices a basket with one item for each rule.
//
//go:noinline
func Total(rules []Rule, seed uint64) uint64 {
	var sum uint64
	for i, rule := range rules {
		cents := rule.apply(seed%5000+99, uint64(i%7+1))
		sum += settle(cents, seed)
		seed = seed*6364136223846793005 + 1442695040888963407
	}
	return sum
}

// settle rounds a price. Its cost is above the 80 that the inliner allows, and
// below the 2,000 that it allows at a hot call.
func settle(cents, seed uint64) uint64 {
	tax := cents * 19 / 119
	net := cents - tax
	mixed := (net ^ seed>>7) + (tax<<3 ^ seed>>11)
	mixed ^= mixed >> 31
	mixed *= 0x9e3779b97f4a7c15
	mixed ^= mixed >> 29
	switch mixed & 3 {
	case 0:
		return (cents + 4) / 5 * 5
	case 1:
		return (cents+2)/5*5 + mixed&1
	case 2:
		return (cents+9)/10*10 + mixed>>63
	}
	return net + tax + mixed&7
}
