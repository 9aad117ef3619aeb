package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"example.com/gateway/internal/lru"
	"example.com/gateway/internal/route"
	"example.com/gateway/internal/token"
)

// gateway checks, routes and forwards requests; it caches and compresses what
// the backends answer.
type gateway struct {
	routes  *route.Table
	signer  *token.Signer
	rules   []headerRule
	cache   *lru.Cache[string, *answer]
	backend http.RoundTripper
}

type answer struct {
	status int
	kind   string // Content-Type
	body   []byte
}

func newGateway(backend http.RoundTripper, key string) (*gateway, error) {
	routes, err := route.NewTable([]route.Route{
		{Pattern: `/static/(?P<file>[\w/.-]+)`, Backend: "assets", Target: "/${file}", Public: true},
		{Pattern: `/v[12]/books/(?P<id>\d+)`, Backend: "catalog", Target: "/books/${id}", Public: true},
		{Pattern: `/v[12]/books/(?P<id>\d+)/reviews`, Backend: "reviews", Target: "/by-book/${id}"},
		{Pattern: `/v2/search`, Backend: "search", Target: "/query", Public: true},
		{Pattern: `/v[12]/users/(?P<user>[a-z]+)/orders(?:/(?P<id>\d+))?`, Backend: "orders", Target: "/${user}/${id}"},
	})
	if err != nil {
		return nil, err
	}
	return &gateway{
		routes: routes,
		signer: token.NewSigner(key),
		rules: []headerRule{
			dropHopByHop{}, rename{"X-Request-Id", "X-Trace"}, rename{"X-Client", "X-Origin"},
			setDefault{"Accept-Language", "en"},
		},
		cache:   lru.New[string, *answer](200),
		backend: backend,
	}, nil
}

func (g *gateway) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r, target, ok := g.routes.Find(req.URL.Path)
	if !ok {
		http.NotFound(w, req)
		return
	}
	subject := ""
	if !r.Public {
		bearer, _ := strings.CutPrefix(req.Header.Get("Authorization"), "Bearer ")
		var err error
		if subject, err = g.signer.Check(bearer, r.Backend, time.Now().Unix()); err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
	}

	// Answers of public routes are the same for everybody.
	to := url.URL{Scheme: "http", Host: r.Backend, Path: target, RawQuery: normalize(req.URL.RawQuery)}
	address := to.String()
	cacheable := r.Public && req.Method == http.MethodGet
	var a *answer
	if cacheable {
		a, _ = g.cache.Get(address)
	}
	if a == nil {
		var err error
		if a, err = g.forward(req, address, subject); err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		if cacheable && a.status == http.StatusOK {
			g.cache.Put(address, a)
		}
	}
	a.write(w, strings.Contains(req.Header.Get("Accept-Encoding"), "gzip"))
}

// normalize sorts the query and drops what only advertisers want to know, so
// that more requests share one cache entry.
func normalize(query string) string {
	values, err := url.ParseQuery(query)
	if err != nil || len(values) == 0 {
		return ""
	}
	for name := range values {
		if strings.HasPrefix(name, "utm_") {
			delete(values, name)
		}
	}
	return values.Encode()
}

func (g *gateway) forward(req *http.Request, address, subject string) (*answer, error) {
	out, err := http.NewRequestWithContext(req.Context(), req.Method, address, req.Body)
	if err != nil {
		return nil, err
	}
	out.Header = req.Header.Clone()
	out.Header.Del("Authorization")
	out.Header.Del("Accept-Encoding") // the gateway compresses by itself
	if subject != "" {
		out.Header.Set("X-User", subject)
	}
	for _, rule := range g.rules {
		rule.apply(out.Header)
	}
	in, err := g.backend.RoundTrip(out)
	if err != nil {
		return nil, err
	}
	defer in.Body.Close()
	body, err := io.ReadAll(in.Body)
	return &answer{in.StatusCode, in.Header.Get("Content-Type"), body}, err
}

var gzipWriters = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	return w
}}

func (a *answer) write(w http.ResponseWriter, compress bool) {
	header := w.Header()
	header.Set("Content-Type", a.kind)
	if !compress || len(a.body) < 256 {
		w.WriteHeader(a.status)
		w.Write(a.body)
		return
	}
	header.Set("Content-Encoding", "gzip")
	w.WriteHeader(a.status)
	z := gzipWriters.Get().(*gzip.Writer)
	z.Reset(w)
	io.Copy(z, bytes.NewReader(a.body))
	z.Close()
	gzipWriters.Put(z)
}
