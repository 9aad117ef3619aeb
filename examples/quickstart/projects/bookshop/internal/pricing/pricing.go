// Package pricing computes what a cart costs.
package pricing

// Line is one book of a cart.
type Line struct {
	Book     int  `json:"book"`
	Quantity int  `json:"quantity"`
	Gift     bool `json:"gift"`
	Cents    int  `json:"cents"` // of all copies; filled in by Total
}

// Cart is what a customer is about to buy.
type Cart struct {
	Member bool   `json:"member"`
	Lines  []Line `json:"lines"`
}

// Rule changes the price of a line.
type Rule interface {
	Apply(cart *Cart, line *Line)
}

// Bulk gives a percentage off from a number of copies on.
type Bulk struct{ From, Percent int }

// Apply implements Rule.
func (b Bulk) Apply(_ *Cart, line *Line) {
	if line.Quantity >= b.From {
		line.Cents -= percent(line.Cents, b.Percent)
	}
}

// Members gives a percentage off to members.
type Members struct{ Percent int }

// Apply implements Rule.
func (m Members) Apply(cart *Cart, line *Line) {
	if cart.Member {
		line.Cents -= percent(line.Cents, m.Percent)
	}
}

// Wrapping charges for each gift.
type Wrapping struct{ Cents int }

// Apply implements Rule.
func (w Wrapping) Apply(_ *Cart, line *Line) {
	if line.Gift {
		line.Cents += w.Cents * line.Quantity
	}
}

// Shop is the rules of this shop, in order.
var Shop = []Rule{Bulk{From: 3, Percent: 5}, Bulk{From: 10, Percent: 5}, Members{Percent: 4}, Wrapping{Cents: 150}}

// Total prices all lines and returns their sum.
func Total(cart *Cart, rules []Rule, price func(book int) int) int {
	sum := 0
	for i := range cart.Lines {
		line := &cart.Lines[i]
		line.Cents = price(line.Book) * line.Quantity
		for _, rule := range rules {
			rule.Apply(cart, line)
		}
		sum += line.Cents
	}
	return sum
}

// percent rounds to whole cents.
func percent(cents, p int) int { return (cents*p + 50) / 100 }
