// Command ask speaks to Parca by its generated client, over gRPC, for what go-pgo
// is compared with: it asks for a merged profile, or pushes one that a scrape
// doesn't give. It also sums up a file, and finds a free port.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"time"

	"github.com/google/pprof/profile"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/timestamppb"

	profilestore "github.com/parca-dev/parca/gen/proto/go/parca/profilestore/v1alpha1"
	query "github.com/parca-dev/parca/gen/proto/go/parca/query/v1alpha1"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("ask: ")
	address := flag.String("address", "", "host:port of the server")
	push := flag.String("push", "", "a profile to push, instead of asking")
	job := flag.String("job", "", "its job")
	at := flag.String("at", "", "its time, instead of its own")
	build := flag.String("build", "", "the build that it is of, instead of its own")
	bare := flag.Bool("bare", false, "push it without functions and lines, as an agent without symbols does")
	text := flag.String("query", "", "type and selector")
	from := flag.String("from", "", "RFC 3339")
	to := flag.String("to", "", "RFC 3339")
	out := flag.String("out", "", "where the profile goes")
	file := flag.String("sum", "", "a profile whose last values to add up, instead of asking")
	free := flag.Bool("free", false, "find a free port, instead of asking")
	flag.Parse()
	if *free {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		must(err)
		fmt.Println(listener.Addr())
		return
	}
	if *file != "" {
		content, err := os.ReadFile(*file)
		must(err)
		describe(content, 0)
		return
	}
	conn, err := grpc.Dial(*address, grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(1<<30)))
	must(err)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if *push != "" {
		_, err := profilestore.NewProfileStoreServiceClient(conn).WriteRaw(ctx, request(*push, *job, *at, *build, *bare))
		must(err)
		return
	}
	answer, err := query.NewQueryServiceClient(conn).Query(ctx, &query.QueryRequest{
		Mode: query.QueryRequest_MODE_MERGE,
		Options: &query.QueryRequest_Merge{Merge: &query.MergeProfile{
			Query: *text,
			Start: timestamppb.New(parse(*from)),
			End:   timestamppb.New(parse(*to)),
		}},
		ReportType: query.QueryRequest_REPORT_TYPE_PPROF,
	})
	must(err)
	must(os.WriteFile(*out, answer.GetPprof(), 0o600))
	describe(answer.GetPprof(), answer.Filtered)
}

func describe(content []byte, filtered int64) {
	described, err := profile.ParseData(content)
	must(err)
	var sum int64
	for _, sample := range described.Sample {
		sum += sample.Value[len(sample.Value)-1]
	}
	fmt.Printf("sum=%d filtered=%d period=%d duration=%d time=%s\n", sum, filtered, described.Period,
		described.DurationNanos, time.Unix(0, described.TimeNanos).UTC().Format(time.RFC3339))
}

func request(file, job, at, build string, bare bool) *profilestore.WriteRawRequest {
	content, err := os.ReadFile(file)
	must(err)
	pushed, err := profile.ParseData(content)
	must(err)
	if at != "" {
		pushed.TimeNanos = parse(at).UnixNano()
	}
	if build != "" {
		for _, mapping := range pushed.Mapping {
			mapping.BuildID = build
		}
	}
	if bare {
		pushed.Function = nil
		for _, location := range pushed.Location {
			location.Line = nil
		}
	}
	var bytes bytes.Buffer
	must(pushed.Write(&bytes))
	return &profilestore.WriteRawRequest{Series: []*profilestore.RawProfileSeries{{
		Labels: &profilestore.LabelSet{Labels: []*profilestore.Label{
			{Name: "__name__", Value: "process_cpu"},
			{Name: "job", Value: job},
		}},
		Samples: []*profilestore.RawSample{{RawProfile: bytes.Bytes()}},
	}}}
}

func parse(text string) time.Time {
	parsed, err := time.Parse(time.RFC3339Nano, text)
	must(err)
	return parsed
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
