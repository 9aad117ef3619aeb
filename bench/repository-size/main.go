// Command repository-size makes the input of the measurement beside it.
//
//	repository-size weeks -weeks 104 -samples 12700 OUT IN.pprof...
//	repository-size order name|hash IN.pgo OUT.pprof
//
// weeks writes one CPU profile per week, as a service would have it that
// lives on: drawn anew from the samples of the inputs (chance), while the
// load drifts and the code changes. order writes a compact profile raw in
// another order of its edges.
package main

import (
	"cmp"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sort"

	"github.com/google/pprof/profile"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "repository-size:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 4 && args[0] == "order" {
		return order(args[1], args[2], args[3])
	}
	if len(args) == 0 || args[0] != "weeks" {
		return fmt.Errorf("usage: weeks OUT IN... | order name|hash IN OUT")
	}
	flags := flag.NewFlagSet("weeks", flag.ExitOnError)
	weeks := flags.Int("weeks", 104, "how many weeks")
	samples := flags.Int("samples", 12700, "samples in a week, about")
	seed := flags.Uint64("seed", 1, "seed of all that is random")
	flags.Parse(args[1:])
	if flags.NArg() < 2 {
		return fmt.Errorf("weeks needs a folder and profiles")
	}
	pool, err := merged(flags.Args()[1:])
	if err != nil {
		return err
	}
	s := service{pool, map[*profile.Function]float64{}, rand.New(rand.NewPCG(*seed, 0))}
	for week := range *weeks {
		s.pass()
		n := float64(*samples) * math.Exp(0.1*s.random.NormFloat64())
		name := filepath.Join(flags.Arg(0), fmt.Sprintf("%03d", week+1))
		if err := write(name, s.draw(int(n)), (*profile.Profile).Write); err != nil {
			return err
		}
	}
	return nil
}

func merged(files []string) (*profile.Profile, error) {
	var all []*profile.Profile
	for _, file := range files {
		p, err := read(file)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return profile.Merge(all)
}

// A service is all that may be sampled, and how the load has drifted so far:
// the logarithm of a factor for each function that calls a leaf.
type service struct {
	pool   *profile.Profile
	drift  map[*profile.Function]float64
	random *rand.Rand
}

// Per week: the load of each function drifts by some 5 %, the calls below
// some line move in every 200th function, every 1,000th gets another name,
// and the new binary has other addresses.
func (s service) pass() {
	moved := map[*profile.Function][2]int64{}
	for _, f := range s.pool.Function {
		s.drift[f] += 0.05 * s.random.NormFloat64()
		if s.random.IntN(200) == 0 {
			moved[f] = [2]int64{f.StartLine + s.random.Int64N(60), 1 + s.random.Int64N(5)}
		}
		if s.random.IntN(1000) == 0 {
			f.Name += string(rune('A' + s.random.IntN(26)))
			f.SystemName = f.Name
		}
	}
	shift := uint64(16 * (1 + s.random.IntN(4096)))
	for _, l := range s.pool.Location {
		l.Address += shift
		for i, line := range l.Line {
			if m, ok := moved[line.Function]; ok && line.Line > m[0] {
				l.Line[i].Line += m[1]
			}
		}
	}
}

// draw takes n samples from the pool, each by its drifted count.
func (s service) draw(n int) *profile.Profile {
	sums := make([]float64, len(s.pool.Sample))
	sum := 0.0
	for i, sample := range s.pool.Sample {
		sum += float64(sample.Value[0]) * math.Exp(s.drift[caller(sample)])
		sums[i] = sum
	}
	counts := make([]int64, len(sums))
	for range n {
		counts[sort.SearchFloat64s(sums, s.random.Float64()*sum)]++
	}
	all := s.pool.Sample
	defer func() { s.pool.Sample = all }()
	s.pool.Sample = nil
	for i, sample := range all {
		if counts[i] > 0 {
			drawn := *sample
			drawn.Value = []int64{counts[i], counts[i] * s.pool.Period}
			s.pool.Sample = append(s.pool.Sample, &drawn)
		}
	}
	return s.pool.Compact() // a copy without what no sample uses
}

func caller(s *profile.Sample) *profile.Function {
	if len(s.Location) < 2 || len(s.Location[1].Line) == 0 {
		return nil
	}
	return s.Location[1].Line[0].Function
}

// order sorts the edges by name. With ids of `hash` they
// don't depend on the other edges either, as running numbers do.
func order(ids, in, out string) error {
	p, err := read(in)
	if err != nil {
		return err
	}
	slices.SortFunc(p.Sample, func(a, b *profile.Sample) int {
		return cmp.Or(compare(a.Location[1], b.Location[1]), compare(a.Location[0], b.Location[0]))
	})
	slices.SortFunc(p.Location, compare)
	slices.SortFunc(p.Function, func(a, b *profile.Function) int { return cmp.Compare(a.Name, b.Name) })
	used := map[uint64]bool{0: true}
	id := func(number int, key string) uint64 {
		if ids != "hash" {
			return uint64(number + 1)
		}
		h := fnv.New32a()
		h.Write([]byte(key))
		n := uint64(h.Sum32()) >> 4 // 28 bits: four bytes
		for used[n] {
			n++
		}
		used[n] = true
		return n
	}
	for i, f := range p.Function {
		f.ID = id(i, f.Name)
	}
	clear(used)
	used[0] = true
	for i, l := range p.Location {
		l.ID = id(i, fmt.Sprint(l.Line[0].Function.Name, l.Line[0].Line, l.Address))
	}
	return write(out, p, (*profile.Profile).WriteUncompressed)
}

func compare(a, b *profile.Location) int {
	return cmp.Or(
		cmp.Compare(a.Line[0].Function.Name, b.Line[0].Function.Name),
		cmp.Compare(a.Line[0].Line, b.Line[0].Line),
		cmp.Compare(a.Address, b.Address))
}

func read(file string) (*profile.Profile, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return profile.ParseData(data)
}

func write(file string, p *profile.Profile, how func(*profile.Profile, io.Writer) error) error {
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	if err := how(p, out); err != nil {
		return err
	}
	return out.Close()
}
