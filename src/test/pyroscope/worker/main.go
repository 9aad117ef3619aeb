// Command worker works without pause and lets Grafana's SDK push its CPU
// profiles, until its input ends.
package main

import (
	"flag"
	"io"
	"log"
	"os"
	"time"

	"github.com/grafana/pyroscope-go"

	"shop/basket"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("worker: ")
	url := flag.String("url", "", "the server's")
	tenant := flag.String("tenant", "", "of the server")
	name := flag.String("service", "", "the name of the service")
	flag.Parse()
	_, err := pyroscope.Start(pyroscope.Config{
		ApplicationName: *name,
		ServerAddress:   *url,
		TenantID:        *tenant,
		ProfileTypes:    []pyroscope.ProfileType{pyroscope.ProfileCPU},
		UploadRate:      3 * time.Second,
	})
	if err != nil {
		log.Fatal(err)
	}
	go work()
	io.Copy(io.Discard, os.Stdin)
}

// sum keeps the compiler from leaving out the work.
var sum uint64

func work() {
	rules := basket.Rules(512)
	for n := uint64(0); ; n++ {
		sum += basket.Total(rules, n)
	}
}
