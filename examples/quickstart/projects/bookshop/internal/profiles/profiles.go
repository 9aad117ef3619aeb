// Package profiles records CPU profiles of a service under a load that the
// service makes itself, as a stand-in for profiles fetched from production.
package profiles

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"sync"
	"time"
)

// Load is one kind of request or job, and its share of all of them.
type Load struct {
	Share float64
	Do    func(r *rand.Rand)
}

// Options say what to record; without a folder there is nothing to record.
type Options struct {
	Dir     string
	Count   int
	First   int
	Seconds float64
}

// Flags declares the options as flags of the program.
func (o *Options) Flags() {
	flag.StringVar(&o.Dir, "profiles", "", "record CPU profiles into this `folder`, then exit")
	flag.IntVar(&o.Count, "count", 1, "number of profiles to record")
	flag.IntVar(&o.First, "first", 1, "number of the first profile; also seeds the load")
	flag.Float64Var(&o.Seconds, "seconds", 3, "length of each profile")
}

// Record writes one profile after the other, NN.pprof each.
func (o *Options) Record(loads []Load) error {
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return err
	}
	for n := o.First; n < o.First+o.Count; n++ {
		if err := o.record(n, loads); err != nil {
			return err
		}
	}
	return nil
}

func (o *Options) record(n int, loads []Load) error {
	file, err := os.Create(filepath.Join(o.Dir, fmt.Sprintf("%02d.pprof", n)))
	if err != nil {
		return err
	}
	defer file.Close()
	if err := pprof.StartCPUProfile(file); err != nil {
		return err
	}
	drive(n, loads, time.Now().Add(time.Duration(o.Seconds*float64(time.Second))))
	pprof.StopCPUProfile()
	return file.Close()
}

// drive keeps all processors busy until the deadline. The mix of the loads
// wobbles by a quarter from profile to profile: instances at different hours.
func drive(n int, loads []Load, deadline time.Time) {
	hour := rand.New(rand.NewPCG(uint64(n), 0))
	limits := make([]float64, len(loads))
	sum := 0.0
	for i, load := range loads {
		sum += load.Share * (0.75 + 0.5*hour.Float64())
		limits[i] = sum
	}
	var clients sync.WaitGroup
	for c := range runtime.GOMAXPROCS(0) {
		clients.Add(1)
		go func() {
			defer clients.Done()
			r := rand.New(rand.NewPCG(uint64(n), uint64(c)+1))
			for time.Now().Before(deadline) {
				at, i := r.Float64()*sum, 0
				for i < len(loads)-1 && at >= limits[i] {
					i++
				}
				loads[i].Do(r)
			}
		}()
	}
	clients.Wait()
}
