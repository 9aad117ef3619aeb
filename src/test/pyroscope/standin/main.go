// Command standin stands for a Pyroscope server: it takes what SDKs push, and
// answers by Pyroscope's own published API, the server's side of which is
// generated. Its merge is that of github.com/google/pprof. It ends when its
// input does.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"connectrpc.com/connect"
	"github.com/google/pprof/profile"
	googlev1 "github.com/grafana/pyroscope/api/gen/proto/go/google/v1"
	querierv1 "github.com/grafana/pyroscope/api/gen/proto/go/querier/v1"
	"github.com/grafana/pyroscope/api/gen/proto/go/querier/v1/querierv1connect"
	"google.golang.org/protobuf/proto"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("standin: ")
	tenant := flag.String("tenant", "", "whose profiles these are")
	flag.Parse()
	s := &server{tenant: *tenant}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /ingest", s.ingest)
	mux.Handle(querierv1connect.NewQuerierServiceHandler(s))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("URL=http://%s\n", listener.Addr())
	go func() { log.Fatal(http.Serve(listener, mux)) }()
	io.Copy(io.Discard, os.Stdin)
}

type pushed struct {
	service string
	at      time.Time
	profile *profile.Profile
}

type server struct {
	querierv1connect.UnimplementedQuerierServiceHandler
	tenant string
	lock   sync.Mutex
	all    []pushed
}

// ingest is what the SDK calls: a form with a file "profile", and the query "name",
// the service's with labels behind it.
func (s *server) ingest(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Scope-OrgID") != s.tenant {
		http.Error(w, "no org id", http.StatusUnauthorized)
		return
	}
	file, _, err := r.FormFile("profile")
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	defer file.Close()
	parsed, err := profile.Parse(file)
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	service, _, _ := strings.Cut(r.URL.Query().Get("name"), "{")
	s.lock.Lock()
	defer s.lock.Unlock()
	s.all = append(s.all, pushed{service, time.Now(), parsed})
	fmt.Printf("pushed %s %d\n", service, len(parsed.Sample))
}

// SelectMergeProfile refuses what Pyroscope refuses, and answers with an empty
// profile where there is none, as Pyroscope does.
func (s *server) SelectMergeProfile(_ context.Context, r *connect.Request[querierv1.SelectMergeProfileRequest]) (*connect.Response[googlev1.Profile], error) {
	if r.Header().Get("X-Scope-OrgID") != s.tenant {
		return nil, connect.NewError(connect.CodeUnauthenticated, errors.New("no org id"))
	}
	start, end := time.UnixMilli(r.Msg.Start), time.UnixMilli(r.Msg.End)
	if !start.Before(end) || end.Sub(start) > 24*time.Hour {
		return nil, connect.NewError(connect.CodeInvalidArgument, fmt.Errorf("the query time range is %s, at most 24h", end.Sub(start)))
	}
	if r.Msg.ProfileTypeID != "process_cpu:cpu:nanoseconds:cpu:nanoseconds" || r.Msg.MaxNodes != nil || r.Msg.StackTraceSelector != nil {
		return nil, connect.NewError(connect.CodeInvalidArgument, fmt.Errorf("not asked for untrimmed CPU time: %v", r.Msg))
	}
	merged, err := s.merge(r.Msg.LabelSelector, start, end)
	if err != nil {
		return nil, connect.NewError(connect.CodeInternal, err)
	}
	return connect.NewResponse(merged), nil
}

func (s *server) merge(selector string, start, end time.Time) (*googlev1.Profile, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	var profiles []*profile.Profile
	for _, each := range s.all {
		if selector == fmt.Sprintf("{service_name=%q}", each.service) && !each.at.Before(start) && each.at.Before(end) {
			profiles = append(profiles, cpuTime(each.profile))
		}
	}
	answer := new(googlev1.Profile)
	fmt.Printf("asked %s %d\n", selector, len(profiles))
	if len(profiles) == 0 {
		return answer, nil
	}
	merged, err := profile.Merge(profiles)
	if err != nil {
		return nil, err
	}
	var plain bytes.Buffer
	if err := merged.WriteUncompressed(&plain); err != nil {
		return nil, err
	}
	return answer, proto.Unmarshal(plain.Bytes(), answer)
}

// cpuTime is the profile of the one type that was asked for: Pyroscope stores each
// sample type as a profile of its own. Labels would make series; this has none.
func cpuTime(p *profile.Profile) *profile.Profile {
	p = p.Copy()
	p.SampleType = p.SampleType[1:]
	for _, sample := range p.Sample {
		sample.Value = sample.Value[1:]
		sample.Label, sample.NumLabel, sample.NumUnit = nil, nil, nil
	}
	p.DefaultSampleType = ""
	return p
}
