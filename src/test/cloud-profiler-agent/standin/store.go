package main

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"sort"
	"strings"
	"sync"
	"time"

	pb "google.golang.org/genproto/googleapis/devtools/cloudprofiler/v2"
	"google.golang.org/protobuf/types/known/durationpb"
)

// entry is a profile with the time at which it was asked for. The generated
// Profile is older than the listing and has no field for it.
type entry struct {
	profile *pb.Profile
	start   time.Time
}

// store knows whose turn it is, what was asked for, and what was uploaded.
type store struct {
	project  string
	duration time.Duration

	mu       sync.Mutex
	turns    map[string][]pb.ProfileType // what is still to ask, by service
	open     map[string]int              // uploads still to come, by service
	asked    map[string]entry            // not yet uploaded, by name
	uploaded []entry                     // sorted by name
}

func newStore(project string, duration time.Duration, plans []string) (*store, error) {
	s := &store{
		project:  project,
		duration: duration,
		turns:    map[string][]pb.ProfileType{},
		open:     map[string]int{},
		asked:    map[string]entry{},
	}
	if project == "" || len(plans) == 0 {
		return nil, fmt.Errorf("-project or the turns are missing, as in orders=CPU,CPU,HEAP")
	}
	for _, plan := range plans {
		service, types, _ := strings.Cut(plan, "=")
		for _, name := range strings.Split(types, ",") {
			number, ok := pb.ProfileType_value[name]
			if !ok || number == 0 {
				return nil, fmt.Errorf("%s: no type of profile is called %q", plan, name)
			}
			s.turns[service] = append(s.turns[service], pb.ProfileType(number))
			s.open[service]++
		}
	}
	return s, nil
}

// next takes the service's next turn; false if it has had all of them.
func (s *store) next(d *pb.Deployment) (*pb.Profile, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	turns := s.turns[d.Target]
	if len(turns) == 0 {
		return nil, false
	}
	s.turns[d.Target] = turns[1:]
	id := make([]byte, 12)
	rand.Read(id)
	p := &pb.Profile{
		Name:        fmt.Sprintf("projects/%s/profiles/%s", s.project, hex.EncodeToString(id)),
		ProfileType: turns[0],
		Deployment:  d,
	}
	switch turns[0] {
	case pb.ProfileType_CPU, pb.ProfileType_WALL, pb.ProfileType_HEAP_ALLOC, pb.ProfileType_CONTENTION:
		p.Duration = durationpb.New(s.duration)
	}
	s.asked[p.Name] = entry{p, time.Now().UTC().Truncate(time.Microsecond)}
	return p, true
}

// upload completes a profile that was asked for; false if none of the name was.
// What the agent may not change is kept as it was given.
func (s *store) upload(name string, content []byte, labels map[string]string) (*pb.Profile, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.asked[name]
	if !ok {
		return nil, false
	}
	delete(s.asked, name)
	e.profile.ProfileBytes, e.profile.Labels = content, labels
	// By name, so by chance: the real order is undocumented, nobody may rely on one.
	at := sort.Search(len(s.uploaded), func(i int) bool { return s.uploaded[i].profile.Name > name })
	s.uploaded = append(s.uploaded, entry{})
	copy(s.uploaded[at+1:], s.uploaded[at:])
	s.uploaded[at] = e

	target := e.profile.Deployment.Target
	s.open[target]--
	fmt.Printf("uploaded %s %s, %d bytes\n", target, e.profile.ProfileType, len(content))
	if s.open[target] == 0 {
		fmt.Printf("done %s\n", target)
	}
	return e.profile, true
}

// after returns at most size uploads behind that name, and whether there are more.
func (s *store) after(name string, size int) ([]entry, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	from := sort.Search(len(s.uploaded), func(i int) bool { return s.uploaded[i].profile.Name > name })
	rest := s.uploaded[from:]
	if len(rest) <= size {
		return append([]entry(nil), rest...), false
	}
	return append([]entry(nil), rest[:size]...), true
}
