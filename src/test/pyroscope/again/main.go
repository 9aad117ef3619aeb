// Command again copies a profile from its input to its output, as if it had
// been recorded at another time.
package main

import (
	"flag"
	"log"
	"os"

	"github.com/google/pprof/profile"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("again: ")
	at := flag.Int64("at", 0, "the time, in nanoseconds since 1970")
	flag.Parse()
	parsed, err := profile.Parse(os.Stdin)
	if err != nil {
		log.Fatal(err)
	}
	parsed.TimeNanos = *at
	if err := parsed.Write(os.Stdout); err != nil {
		log.Fatal(err)
	}
}
