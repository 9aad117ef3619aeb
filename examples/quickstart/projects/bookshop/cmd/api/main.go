// Command api serves the catalog of the bookshop: pages, JSON, search, prices.
package main

import (
	"flag"
	"log"
	"net/http"

	"example.com/bookshop/internal/catalog"
	"example.com/bookshop/internal/profiles"
)

func main() {
	var options profiles.Options
	options.Flags()
	listen := flag.String("listen", "localhost:8081", "address to serve on")
	mix := flag.String("mix", "new", "with -profiles: mix of requests, new or old (before the search became popular)")
	flag.Parse()

	s := &shop{catalog.Demo(3000, 7)}
	if options.Dir != "" {
		if err := record(options, s, *mix); err != nil {
			log.Fatal(err)
		}
		return
	}
	log.Fatal(http.ListenAndServe(*listen, s.handler()))
}
