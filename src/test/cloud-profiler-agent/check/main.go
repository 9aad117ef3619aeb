// Command check reads the stand-in's listing with Google's own client, holds it
// against what the agents were asked for, and writes the profiles to files.
//
//	check -url URL -project p -out DIR -listing FILE orders=CPU,CPU,HEAP billing=CPU
//
// The files are DIR/orders/CPU-01.pb.gz and so on; FILE is one answer with all.
package main

import (
	"context"
	"encoding/base64"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"google.golang.org/api/cloudprofiler/v2"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/option"
)

// deployments is what run starts the services with.
var deployments = map[string]struct{ labels, own map[string]string }{
	"orders": {
		labels: map[string]string{"language": "go", "zone": "europe-west1-b", "version": "v1.4.0"},
		own:    map[string]string{"instance": "orders-7"},
	},
	"billing": {
		labels: map[string]string{"language": "go", "zone": "us-east1-c", "version": "v0.9.2"},
	},
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("check: ")
	url := flag.String("url", "", "the API's URL")
	project := flag.String("project", "", "project")
	out := flag.String("out", "", "folder for the profiles")
	listing := flag.String("listing", "", "file for one answer with all profiles")
	flag.Parse()
	if err := check(*url, *project, *out, *listing, flag.Args()); err != nil {
		log.Fatal(err)
	}
}

func check(url, project, out, listing string, plans []string) error {
	ctx := context.Background()
	api, err := cloudprofiler.NewService(ctx, option.WithEndpoint(url), option.WithoutAuthentication())
	if err != nil {
		return err
	}
	whole, pages, err := list(ctx, api, project, 0)
	if err != nil {
		return err
	}
	if pages != 1 {
		return fmt.Errorf("%d pages, expected one", pages)
	}
	paged, pages, err := list(ctx, api, project, 4)
	if err != nil {
		return err
	}
	if want := (len(whole) + 3) / 4; pages != want || pages < 2 {
		return fmt.Errorf("%d pages of 4, expected %d, and more than one", pages, want)
	}
	if !reflect.DeepEqual(names(whole), names(paged)) {
		return fmt.Errorf("the pages hold %v, expected %v", names(paged), names(whole))
	}
	if err := refused(ctx, api, project); err != nil {
		return err
	}

	// In the order of their times, so that files have the numbers of their turns.
	slices.SortFunc(whole, func(a, b *cloudprofiler.Profile) int { return strings.Compare(a.StartTime, b.StartTime) })
	got := map[string][]string{}
	for _, p := range whole {
		content, err := inspect(project, p)
		if err != nil {
			return fmt.Errorf("%s: %w", p.Name, err)
		}
		target := p.Deployment.Target
		got[target] = append(got[target], p.ProfileType)
		file := filepath.Join(out, target, fmt.Sprintf("%s-%02d.pb.gz", p.ProfileType, len(got[target])))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(file, content, 0o666); err != nil {
			return err
		}
		if err := pprof(p, file); err != nil {
			return err
		}
	}
	for _, plan := range plans {
		target, types, _ := strings.Cut(plan, "=")
		if found := strings.Join(got[target], ","); found != types {
			return fmt.Errorf("%s: listed in the order of times: %q, expected %q", target, found, types)
		}
		delete(got, target)
	}
	if len(got) != 0 {
		return fmt.Errorf("nobody asked for %v", got)
	}
	fmt.Printf("%d profiles, %d pages of 4\n", len(whole), pages)
	return save(url, project, listing)
}

// list reads all pages with Google's client, which refuses JSON of another shape.
func list(ctx context.Context, api *cloudprofiler.Service, project string, size int64) (all []*cloudprofiler.Profile, pages int, err error) {
	call := api.Projects.Profiles.List("projects/" + project)
	if size > 0 {
		call.PageSize(size)
	}
	err = call.Pages(ctx, func(page *cloudprofiler.ListProfilesResponse) error {
		pages++
		if size > 0 && int64(len(page.Profiles)) > size {
			return fmt.Errorf("%d profiles on a page of %d", len(page.Profiles), size)
		}
		all = append(all, page.Profiles...)
		return nil
	})
	return all, pages, err
}

func names(profiles []*cloudprofiler.Profile) (names []string) {
	for _, p := range profiles {
		names = append(names, p.Name)
	}
	slices.Sort(names)
	return names
}

// refused makes the mistakes that a reader could make.
func refused(ctx context.Context, api *cloudprofiler.Service, project string) error {
	first, err := api.Projects.Profiles.List("projects/" + project).PageSize(4).Do()
	if err != nil {
		return err
	}
	for want, call := range map[int]*cloudprofiler.ProjectsProfilesListCall{
		400: api.Projects.Profiles.List("projects/" + project).PageSize(5).PageToken(first.NextPageToken),
		403: api.Projects.Profiles.List("projects/another"),
	} {
		_, err := call.Context(ctx).Do()
		answer, ok := err.(*googleapi.Error)
		if !ok || answer.Code != want || answer.Message == "" {
			return fmt.Errorf("answer %v, expected %d with a message", err, want)
		}
	}
	return nil
}

var (
	name     = regexp.MustCompile(`^projects/([^/]+)/profiles/[^/]+$`)
	duration = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?s$`)
	timed    = []string{"CPU", "WALL", "CONTENTION", "HEAP_ALLOC"}
)

// inspect checks the fields of a listed profile, and returns its content.
func inspect(project string, p *cloudprofiler.Profile) ([]byte, error) {
	if part := name.FindStringSubmatch(p.Name); part == nil || part[1] != project {
		return nil, fmt.Errorf("not the name of a profile of %s", project)
	}
	if p.Deployment == nil || p.Deployment.ProjectId != project {
		return nil, fmt.Errorf("deployment %v is not in project %s", p.Deployment, project)
	}
	expected, ok := deployments[p.Deployment.Target]
	if !ok {
		return nil, fmt.Errorf("target %q", p.Deployment.Target)
	}
	if !reflect.DeepEqual(p.Deployment.Labels, expected.labels) {
		return nil, fmt.Errorf("deployment's labels %v, expected %v", p.Deployment.Labels, expected.labels)
	}
	if !reflect.DeepEqual(p.Labels, expected.own) {
		return nil, fmt.Errorf("labels %v, expected %v", p.Labels, expected.own)
	}
	start, err := time.Parse(time.RFC3339Nano, p.StartTime)
	if err != nil {
		return nil, err
	}
	if age := time.Since(start); age < 0 || age > time.Hour {
		return nil, fmt.Errorf("startTime %s is no time within the last hour", p.StartTime)
	}
	if slices.Contains(timed, p.ProfileType) != duration.MatchString(p.Duration) {
		return nil, fmt.Errorf("duration %q of type %s", p.Duration, p.ProfileType)
	}
	return base64.StdEncoding.DecodeString(p.ProfileBytes)
}

// save writes the answer as it comes, without a client between.
func save(url, project, file string) error {
	answer, err := http.Get(url + "/v2/projects/" + project + "/profiles")
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("answer %s: %s", answer.Status, body)
	}
	return os.WriteFile(file, body, 0o666)
}
