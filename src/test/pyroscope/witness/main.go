// Command witness stands before a Pyroscope server and writes down what goes
// through: the CPU time of each profile that the server took, the profile, and
// each answer to SelectMergeProfile. It changes nothing, and ends when its input
// does.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"log"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/google/pprof/profile"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("witness: ")
	server := flag.String("server", "", "the server's URL")
	folder := flag.String("folder", "", "for profiles and answers")
	flag.Parse()
	target, err := url.Parse(*server)
	if err != nil {
		log.Fatal(err)
	}
	w := &witness{folder: *folder}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ModifyResponse = w.answered
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("URL=http://%s\n", listener.Addr())
	go func() {
		log.Fatal(http.Serve(listener, http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				http.Error(out, err.Error(), http.StatusBadRequest)
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
			r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
			proxy.ServeHTTP(out, r)
		})))
	}()
	io.Copy(io.Discard, os.Stdin)
}

type witness struct {
	folder string
	lock   sync.Mutex
	pushed int
	asked  int
}

func (w *witness) answered(r *http.Response) error {
	w.lock.Lock()
	defer w.lock.Unlock()
	switch {
	case r.Request.URL.Path == "/ingest" && r.StatusCode == http.StatusOK:
		return w.push(r.Request)
	case strings.HasSuffix(r.Request.URL.Path, "/SelectMergeProfile"):
		return w.ask(r)
	}
	return nil
}

// push is of a form with a file "profile", and the query "name", the service's
// with labels behind it.
func (w *witness) push(r *http.Request) error {
	body, err := r.GetBody()
	if err != nil {
		return err
	}
	_, boundary, _ := strings.Cut(r.Header.Get("Content-Type"), "boundary=")
	form, err := multipart.NewReader(body, boundary).ReadForm(1 << 24)
	if err != nil {
		return err
	}
	files := form.File["profile"]
	if len(files) != 1 {
		return fmt.Errorf("%d profiles in a push, expected one", len(files))
	}
	file, err := files[0].Open()
	if err != nil {
		return err
	}
	defer file.Close()
	bytes, err := io.ReadAll(file)
	if err != nil {
		return err
	}
	parsed, err := profile.ParseData(bytes)
	if err != nil {
		return err
	}
	service, _, _ := strings.Cut(r.URL.Query().Get("name"), "{")
	var nanos int64
	for _, sample := range parsed.Sample {
		nanos += sample.Value[1]
	}
	w.pushed++
	if err := os.WriteFile(filepath.Join(w.folder, fmt.Sprintf("%s-%d.pprof", service, w.pushed)), bytes, 0o600); err != nil {
		return err
	}
	fmt.Printf("pushed %s %d\n", service, nanos)
	return nil
}

func (w *witness) ask(r *http.Response) error {
	answer, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	r.Body = io.NopCloser(bytes.NewReader(answer))
	w.asked++
	fmt.Printf("asked %d %d %d\n", w.asked, r.StatusCode, len(answer))
	return os.WriteFile(filepath.Join(w.folder, fmt.Sprintf("answer-%d", w.asked)), answer, 0o600)
}
