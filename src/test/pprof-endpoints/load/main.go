// Command load gives services something to do: it prices baskets at shops, and
// pushes and pulls images at registries, until its input ends or ten minutes
// are over. A service that is gone is left alone for a while; an answer that is
// wrong ends the program.
//
//	load [-shop host:port]... [-registry host:port]...
//	load -ports N
//
// With -ports it prints N free ports of the loopback address instead.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"time"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("load: ")
	var clients []func() error
	flag.Func("shop", "host:port of a shop", func(address string) error {
		clients = append(clients, (&shop{url: "http://" + address}).price)
		return nil
	})
	flag.Func("registry", "host:port of a registry", func(address string) error {
		clients = append(clients, (&registry{url: "http://" + address}).image)
		return nil
	})
	ports := flag.Int("ports", 0, "how many ports to print")
	flag.Parse()
	if *ports > 0 {
		free(*ports)
		return
	}
	for _, client := range clients {
		go work(client)
	}
	time.AfterFunc(10*time.Minute, func() { os.Exit(0) })
	io.Copy(io.Discard, os.Stdin)
}

// work asks again and again, one request at a time.
func work(client func() error) {
	for {
		err := client()
		if gone(err) {
			time.Sleep(200 * time.Millisecond)
		} else if err != nil {
			log.Fatal(err)
		}
	}
}

// free prints ports that nobody listens on. All are open at once, so that none is
// printed twice.
func free(count int) {
	for range count {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			log.Fatal(err)
		}
		defer listener.Close()
		fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	}
}
