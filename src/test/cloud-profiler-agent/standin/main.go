// Command standin stands in for Cloud Profiler: it takes profiles from agents
// over gRPC, and lists them over HTTP.
//
// Its arguments say what is asked of whom, in which order:
//
//	standin -project p orders=CPU,CPU,HEAP billing=CPU
//
// It prints its two addresses, a line for each upload, and a line when a
// service has had all its turns. It runs until its input ends.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	pb "google.golang.org/genproto/googleapis/devtools/cloudprofiler/v2"
	"google.golang.org/grpc"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("standin: ")
	project := flag.String("project", "", "the only project there is")
	seconds := flag.Float64("seconds", 2, "duration of a profile; the real one asks for 10")
	port := flag.Int("port", 0, "port of the listing (0: any)")
	flag.Parse()

	store, err := newStore(*project, time.Duration(*seconds*float64(time.Second)), flag.Args())
	if err != nil {
		log.Fatal(err)
	}
	agents, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	readers, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", *port))
	if err != nil {
		log.Fatal(err)
	}
	server := grpc.NewServer()
	pb.RegisterProfilerServiceServer(server, &agentAPI{store: store})
	go func() { log.Fatal(server.Serve(agents)) }()
	go func() { log.Fatal(http.Serve(readers, handler(store))) }()
	fmt.Printf("AGENT_API=%s\n", agents.Addr())
	fmt.Printf("URL=http://%s\n", readers.Addr())
	io.Copy(io.Discard, os.Stdin)
}
