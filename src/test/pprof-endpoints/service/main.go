// Command service is a shop's service as GitLab's Go services are: one address
// for its users, and a listener of its own for who watches it, LabKit's, which
// serves metrics and net/http/pprof and nothing of the service. It ends when its
// input does.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	labels "runtime/pprof"
	"strconv"
	"time"

	"gitlab.com/gitlab-org/labkit/monitoring"

	"shop/basket"
)

// Labels that must never get into a default.pgo.
const host = "shop-7.production.example.com"

var rules = basket.Rules(512)

func main() {
	log.SetFlags(0)
	log.SetPrefix("service: ")
	address := flag.String("address", "", "host:port for users")
	watched := flag.String("monitoring", "", "host:port for metrics and profiles")
	patience := flag.Duration("write-timeout", 0, "WriteTimeout of the server for metrics and profiles; none if 0")
	flag.Parse()
	go func() { log.Fatal(watch(*watched, *patience)) }()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /price/{order}", price)
	go func() { log.Fatal(http.ListenAndServe(*address, mux)) }()
	io.Copy(io.Discard, os.Stdin)
}

// watch starts LabKit's monitoring with the options that Gitaly gives it. A
// WriteTimeout isn't among them; Workhorse's own port for profiles has one.
func watch(address string, patience time.Duration) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	options := []monitoring.Option{
		monitoring.WithListener(listener),
		monitoring.WithBuildExtraLabels(map[string]string{"shop": "7"}),
		monitoring.WithServer(&http.Server{WriteTimeout: patience}),
	}
	if build, ok := debug.ReadBuildInfo(); ok {
		options = append(options, monitoring.WithGoBuildInformation(build))
	}
	return monitoring.Start(options...)
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
