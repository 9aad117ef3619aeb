// Package catalog holds the books of the shop and finds them by words.
package catalog

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Book is one title on sale.
type Book struct {
	ID     int      `json:"id"`
	Title  string   `json:"title"`
	Author string   `json:"author"`
	Blurb  string   `json:"blurb"`
	Tags   []string `json:"tags"`
	Cents  int      `json:"cents"`
	Stock  int      `json:"stock"`
}

// Catalog is a fixed set of books with an index of their words.
type Catalog struct {
	Books []Book
	index *index
}

var (
	syllables = strings.Fields("ba ca de fi go ha ju ka lo mi na or pe qui ra so ti ul ve wa xe yo za")
	subjects  = strings.Fields("history cooking travel poetry physics gardens chess music crime sailing")
)

// Demo makes up a catalog of n books; the same seed gives the same books.
func Demo(n int, seed uint64) *Catalog {
	r := rand.New(rand.NewPCG(seed, 0))
	words := make([]string, 1500)
	for i := range words {
		for range 2 + r.IntN(3) {
			words[i] += syllables[r.IntN(len(syllables))]
		}
	}
	// Some words are much more frequent than others, as in a language.
	text := func(length int) string {
		parts := make([]string, length)
		for i := range parts {
			parts[i] = words[int(float64(len(words))*r.Float64()*r.Float64())]
		}
		return strings.Join(parts, " ")
	}
	c := &Catalog{Books: make([]Book, n)}
	for i := range c.Books {
		c.Books[i] = Book{
			ID:     i,
			Title:  text(2 + r.IntN(4)),
			Author: fmt.Sprintf("%s %s", text(1), text(1)),
			Blurb:  text(20 + r.IntN(30)),
			Tags:   []string{subjects[r.IntN(len(subjects))], subjects[r.IntN(len(subjects))]},
			Cents:  495 + 50*r.IntN(80),
			Stock:  r.IntN(40),
		}
	}
	c.index = newIndex(c.Books)
	return c
}

// Words returns the words that the catalog knows, in order.
func (c *Catalog) Words() []string { return c.index.words }
