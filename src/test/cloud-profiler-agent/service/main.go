// Command service is a service in production, as far as Cloud Profiler can
// tell: it has Google's agent in it, works without pause, and says in goroutine
// labels for whom. It works until its input ends.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"runtime/pprof"

	"shop/basket"
)

// The labels are what must never get into a default.pgo.
var users = []string{"alice@example.com", "bob@example.com", "carol@example.com"}

const host = "orders-7.production.example.com"

func main() {
	log.SetFlags(0)
	log.SetPrefix("service: ")
	start := agent(flag.CommandLine)
	workers := flag.Int("workers", 2, "how many goroutines work")
	flag.Parse()
	if err := start(); err != nil {
		log.Fatal(err)
	}
	for n := range *workers {
		go work(uint64(n))
	}
	io.Copy(io.Discard, os.Stdin)
}

// sum keeps the compiler from leaving out the work.
var sum [64]uint64

func work(worker uint64) {
	rules := basket.Rules(512)
	for n := uint64(0); ; n++ {
		labels := pprof.Labels(
			"user", users[n%uint64(len(users))],
			"order", fmt.Sprintf("order-%04d", n%8),
			"host", host)
		pprof.Do(context.Background(), labels, func(context.Context) {
			for i := range uint64(500) {
				sum[worker%64] += basket.Total(rules, n+i)
			}
		})
	}
}
