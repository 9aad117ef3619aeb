// Command edit turns a recorded CPU profile into one that no current Go
// program would write, but that people have: without start lines (Go before
// 1.20), or with the column cpu/nanoseconds only (other tools).
//
//	edit [-zero-start-lines REGEXP] [-cpu-only] IN.pprof OUT.pprof
package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"

	"github.com/google/pprof/profile"
)

func main() {
	zero := flag.String("zero-start-lines", "", "take the start line from functions whose name matches this `regexp`")
	cpuOnly := flag.Bool("cpu-only", false, "drop the column samples/count")
	flag.Parse()

	if flag.NArg() != 2 {
		flag.Usage()
		os.Exit(2)
	}
	if err := edit(flag.Arg(0), flag.Arg(1), *zero, *cpuOnly); err != nil {
		fmt.Fprintln(os.Stderr, "edit:", err)
		os.Exit(1)
	}
}

func edit(in, out, zero string, cpuOnly bool) error {
	data, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	p, err := profile.ParseData(data)
	if err != nil {
		return err
	}
	if zero != "" {
		names, err := regexp.Compile(zero)
		if err != nil {
			return err
		}
		if zeroStartLines(p, names) == 0 {
			return fmt.Errorf("no function of %s matches %s", in, zero)
		}
	}
	if cpuOnly {
		if err := dropCounts(p); err != nil {
			return err
		}
	}
	file, err := os.Create(out)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := p.Write(file); err != nil { // writes gzip
		return err
	}
	return file.Close()
}

// zeroStartLines returns how many functions it changed.
func zeroStartLines(p *profile.Profile, names *regexp.Regexp) int {
	changed := 0
	for _, f := range p.Function {
		if names.MatchString(f.Name) && f.StartLine != 0 {
			f.StartLine = 0
			changed++
		}
	}
	return changed
}

// dropCounts removes the first column of the profiles that Go writes, which
// leaves cpu/nanoseconds.
func dropCounts(p *profile.Profile) error {
	if len(p.SampleType) != 2 || p.SampleType[0].Type != "samples" {
		return fmt.Errorf("not a CPU profile with the columns samples and cpu")
	}
	p.SampleType = p.SampleType[1:]
	for _, s := range p.Sample {
		s.Value = s.Value[1:]
	}
	return nil
}
