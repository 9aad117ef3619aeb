// Command service is a shop's service as GitLab's Go services are: one address
// for its users, and a listener of its own for who watches it, which serves
// net/http/pprof and nothing of the service. It ends when its input does.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/pprof"
	"os"
	labels "runtime/pprof"
	"strconv"

	"shop/basket"
)

// Labels that must never get into a default.pgo.
const host = "shop-7.production.example.com"

var rules = basket.Rules(512)

func main() {
	log.SetFlags(0)
	log.SetPrefix("service: ")
	address := flag.String("address", "", "host:port for users")
	monitoring := flag.String("monitoring", "", "host:port for profiles")
	flag.Parse()
	go func() { log.Fatal(http.ListenAndServe(*monitoring, profiles())) }()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /price/{order}", price)
	go func() { log.Fatal(http.ListenAndServe(*address, mux)) }()
	io.Copy(io.Discard, os.Stdin)
}

// profiles are on a mux of their own. The import of net/http/pprof also puts them
// on http.DefaultServeMux, which nothing here serves.
func profiles() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	return mux
}

// price answers what 100 baskets cost, for somebody.
func price(w http.ResponseWriter, r *http.Request) {
	order, err := strconv.ParseUint(r.PathValue("order"), 10, 64)
	if err != nil {
		http.Error(w, errors.Unwrap(err).Error(), http.StatusBadRequest)
		return
	}
	whose := labels.Labels("user", "alice@example.com", "order", fmt.Sprintf("order-%04d", order%8), "host", host)
	labels.Do(r.Context(), whose, func(context.Context) {
		var sum uint64
		for i := range uint64(100) {
			sum += basket.Total(rules, order+i)
		}
		fmt.Fprintln(w, sum)
	})
}
