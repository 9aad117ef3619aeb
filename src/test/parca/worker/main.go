// Command worker works without pause and gives a few CPU profiles to who scrapes
// it, until its input ends. It keeps what it gave: so it is known what a server has.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/pprof"
	"os"
	"path/filepath"
	"sync/atomic"

	"shop/basket"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("worker: ")
	keep := flag.String("keep", "", "the folder for copies of what was given")
	times := flag.Int64("times", 1, "how many profiles it gives")
	flag.Parse()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("ADDRESS=%s\n", listener.Addr())
	var asked atomic.Int64
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/profile", func(w http.ResponseWriter, r *http.Request) {
		turn := asked.Add(1)
		if turn > *times {
			http.Error(w, "no more profiles", http.StatusServiceUnavailable)
			return
		}
		file, err := os.Create(filepath.Join(*keep, fmt.Sprintf("%03d.pb.gz", turn)))
		if err != nil {
			log.Fatal(err)
		}
		pprof.Profile(copying{w, file}, r)
		if err := file.Close(); err != nil {
			log.Fatal(err)
		}
		fmt.Println("gave", turn)
	})
	go func() { log.Fatal(http.Serve(listener, mux)) }()
	go work()
	io.Copy(io.Discard, os.Stdin)
}

// copying is an answer of which a file gets a copy.
type copying struct {
	http.ResponseWriter
	file io.Writer
}

func (c copying) Write(part []byte) (int, error) {
	if _, err := c.file.Write(part); err != nil {
		return 0, err
	}
	return c.ResponseWriter.Write(part)
}

// sum keeps the compiler from leaving out the work.
var sum uint64

func work() {
	rules := basket.Rules(512)
	for n := uint64(0); ; n++ {
		sum += basket.Total(rules, n)
	}
}
