package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"

	"example.com/bookshop/internal/profiles"
)

// mixes are shares of the requests: search, book, shelf, cart.
var mixes = map[string][4]float64{
	"new": {40, 30, 5, 25},
	"old": {7, 52, 9, 32},
}

// record drives the handlers from within, without a network.
func record(options profiles.Options, s *shop, mix string) error {
	shares, ok := mixes[mix]
	if !ok {
		return fmt.Errorf("unknown mix %q", mix)
	}
	handler := s.handler()
	send := func(method, url, body string) {
		req, err := http.NewRequest(method, url, strings.NewReader(body))
		if err != nil {
			panic(err) // the load below has only valid addresses
		}
		handler.ServeHTTP(&discard{header: http.Header{}}, req)
	}
	words := s.Words()
	book := func(r *rand.Rand) int { return r.IntN(len(s.Books)) }

	return options.Record([]profiles.Load{
		{Share: shares[0], Do: func(r *rand.Rand) {
			first, second := words[r.IntN(len(words))], words[r.IntN(len(words))]
			if r.IntN(4) == 0 {
				second = second[1:] // a typing error
			}
			send("GET", "/search?q="+first+"+"+second, "")
		}},
		{Share: shares[1], Do: func(r *rand.Rand) {
			send("GET", fmt.Sprintf("/books/%d", book(r)), "")
		}},
		{Share: shares[2], Do: func(r *rand.Rand) {
			send("GET", fmt.Sprintf("/shelf/%d", book(r)/10), "")
		}},
		{Share: shares[3], Do: func(r *rand.Rand) {
			var lines []string
			for range 1 + r.IntN(8) {
				lines = append(lines, fmt.Sprintf(`{"book":%d,"quantity":%d,"gift":%t}`, book(r), 1+r.IntN(12), r.IntN(5) == 0))
			}
			send("POST", "/cart", fmt.Sprintf(`{"member":%t,"lines":[%s]}`, r.IntN(2) == 0, strings.Join(lines, ",")))
		}},
	})
}

// discard is the client's side: a response that nobody reads.
type discard struct{ header http.Header }

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }
func (d *discard) WriteHeader(int)             {}
