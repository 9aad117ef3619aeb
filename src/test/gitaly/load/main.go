//go:build go1.26

// Command load gives Gitaly something to do: it asks servers for commits, trees,
// files, diffs and licences of a repository, and lets git clone it through
// gitaly-ssh, until its input ends or ten minutes are over. An answer that is
// wrong ends the program.
//
//	load -repository DIR
//	load -clones DIR -ssh FILE [-once] host:port...
//	load -ports N
//
// With -repository it makes the repository in this folder and ends. With -once it
// asks everything once. With -ports it prints N free ports of the loopback address.
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
	repository := flag.String("repository", "", "folder of a bare repository to make")
	clones := flag.String("clones", "", "folder for clones")
	ssh := flag.String("ssh", "", "program gitaly-ssh")
	once := flag.Bool("once", false, "ask everything once")
	ports := flag.Int("ports", 0, "how many ports to print")
	flag.Parse()
	switch {
	case *ports > 0:
		free(*ports)
	case *repository != "":
		if err := create(*repository); err != nil {
			log.Fatal(err)
		}
	default:
		ask(flag.Args(), *ssh, *clones, *once)
	}
}

// ask lets each server have two who ask: one over gRPC and one who clones.
func ask(addresses []string, ssh, clones string, once bool) {
	var users []func() error
	for n, address := range addresses {
		asker, err := newAsker(address)
		if err != nil {
			log.Fatal(err)
		}
		cloner := &cloner{address: address, ssh: ssh, folder: fmt.Sprintf("%s/%d", clones, n)}
		users = append(users, asker.round, cloner.round)
	}
	for _, round := range users {
		if err := round(); err != nil {
			log.Fatal(err)
		}
	}
	if once {
		return
	}
	for _, round := range users {
		go func() {
			for {
				if err := round(); err != nil {
					log.Fatal(err)
				}
			}
		}()
	}
	time.AfterFunc(10*time.Minute, func() { os.Exit(0) })
	io.Copy(io.Discard, os.Stdin)
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
