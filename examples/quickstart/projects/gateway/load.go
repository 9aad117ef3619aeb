package main

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"example.com/gateway/internal/profiles"
)

// record drives the gateway from within: no network, a backend of canned
// answers, and clients that drop what they get.
func record(options profiles.Options, key string) error {
	g, err := newGateway(newCanned(), key)
	if err != nil {
		return err
	}
	bearers := make([]string, 50)
	for i := range bearers {
		expiry := time.Now().Add(time.Hour).Unix()
		bearers[i] = "Bearer " + g.signer.Sign("user"+strconv.Itoa(i), "orders,reviews", expiry)
	}
	get := func(r *rand.Rand, url string, signed bool) {
		req, err := http.NewRequest(http.MethodGet, url, nil)
		if err != nil {
			panic(err) // the load below has only valid addresses
		}
		req.Header.Set("Accept-Encoding", "gzip, br")
		req.Header.Set("Connection", "keep-alive, X-Debug")
		req.Header.Set("X-Request-Id", strconv.FormatUint(r.Uint64(), 36))
		if signed {
			req.Header.Set("Authorization", bearers[r.IntN(len(bearers))])
		}
		g.ServeHTTP(&discard{header: http.Header{}}, req)
	}
	return options.Record([]profiles.Load{
		{Share: 30, Do: func(r *rand.Rand) { get(r, fmt.Sprintf("/v2/books/%d?utm_source=mail", r.IntN(600)), false) }},
		{Share: 15, Do: func(r *rand.Rand) { get(r, fmt.Sprintf("/v1/books/%d/reviews?page=2", r.IntN(600)), true) }},
		{Share: 20, Do: func(r *rand.Rand) { get(r, fmt.Sprintf("/v2/search?q=go+%d&sort=price", r.IntN(90)), false) }},
		{Share: 25, Do: func(r *rand.Rand) { get(r, fmt.Sprintf("/v1/users/alice/orders/%d", r.IntN(9000)), true) }},
		{Share: 10, Do: func(r *rand.Rand) { get(r, fmt.Sprintf("/static/css/theme-%d.css", r.IntN(20)), false) }},
	})
}

// canned is a backend that answers at once, with one of a few bodies.
type canned struct{ bodies [][]byte }

func newCanned() *canned {
	c := &canned{}
	r := rand.New(rand.NewPCG(1, 1))
	for range 16 {
		var body bytes.Buffer
		for n := range 5 + r.IntN(20) {
			fmt.Fprintf(&body, `{"line":%d,"title":"Book %d","price":%d.%02d},`, n, r.IntN(1000), r.IntN(60), r.IntN(100))
		}
		c.bodies = append(c.bodies, body.Bytes())
	}
	return c
}

func (c *canned) RoundTrip(req *http.Request) (*http.Response, error) {
	body := c.bodies[len(req.URL.Path)%len(c.bodies)]
	return &http.Response{
		StatusCode: http.StatusOK,
		Header:     http.Header{"Content-Type": {"application/json"}},
		Body:       io.NopCloser(bytes.NewReader(body)),
	}, nil
}

// discard is the client's side: a response that nobody reads.
type discard struct{ header http.Header }

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }
func (d *discard) WriteHeader(int)             {}
