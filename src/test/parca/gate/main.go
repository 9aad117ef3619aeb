// Command gate is a proxy before a server that knows no users: it wants a bearer
// token, takes it away, and hands on the rest, until its input ends.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("gate: ")
	behind := flag.String("url", "", "the server's")
	token := flag.String("token", "", "who has it may pass")
	flag.Parse()
	to, err := url.Parse(*behind)
	if err != nil {
		log.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.Out.Header.Del("Authorization")
	}}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("ADDRESS=%s\n", listener.Addr())
	go func() {
		log.Fatal(http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "Bearer "+*token {
				http.Error(w, "who are you?", http.StatusUnauthorized)
				return
			}
			proxy.ServeHTTP(w, r)
		})))
	}()
	io.Copy(io.Discard, os.Stdin)
}
