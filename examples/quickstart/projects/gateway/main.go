// Command gateway stands in front of the services of a bookshop: it checks
// tokens, routes and rewrites requests, and caches and compresses answers.
package main

import (
	"flag"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"runtime/pprof"

	"example.com/gateway/internal/profiles"
)

func main() {
	var options profiles.Options
	options.Flags()
	listen := flag.String("listen", "localhost:8080", "address to serve on")
	key := flag.String("key", "not a secret", "key that signs the tokens")
	heap := flag.String("heap", "", "with -profiles: also write a heap profile to this `file`")
	flag.Parse()

	if options.Dir != "" {
		if err := record(options, *key); err != nil {
			log.Fatal(err)
		}
		if *heap != "" {
			if err := writeHeap(*heap); err != nil {
				log.Fatal(err)
			}
		}
		return
	}
	g, err := newGateway(http.DefaultTransport, *key)
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.ListenAndServe(*listen, g))
}

func writeHeap(name string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := pprof.WriteHeapProfile(file); err != nil {
		return err
	}
	return file.Close()
}
