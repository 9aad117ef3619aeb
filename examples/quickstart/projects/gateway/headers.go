package main

import (
	"net/http"
	"strings"
)

// headerRule rewrites the headers of a request on its way to a backend.
type headerRule interface{ apply(http.Header) }

// dropHopByHop removes what is meant for this connection only.
type dropHopByHop struct{}

func (dropHopByHop) apply(h http.Header) {
	for _, line := range h["Connection"] {
		for _, name := range strings.Split(line, ",") {
			h.Del(strings.TrimSpace(name))
		}
	}
	for _, name := range []string{"Connection", "Keep-Alive", "Proxy-Authorization", "Te", "Upgrade"} {
		delete(h, name)
	}
}

type rename struct{ from, to string }

func (r rename) apply(h http.Header) {
	if values, ok := h[r.from]; ok {
		delete(h, r.from)
		h[r.to] = values
	}
}

type setDefault struct{ name, value string }

func (d setDefault) apply(h http.Header) {
	if h.Get(d.name) == "" {
		h.Set(d.name, d.value)
	}
}
